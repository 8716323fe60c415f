package org.demarc.edge.registration;

import java.util.ArrayList;
import org.demarc.edge.registration.RegistrationConfig.IdentityForm;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// How calls of a registered trunk look to its provider: a PBX that registers plainly or stands still inside is known
/// outside as one account with numbers (catalogue IDN-001, IDN-004). Numbers are E.164 here already, but for those that
/// have no such form.
public final class TrunkIdentity {
    private final RegistrationConfig config;
    private final String mainNumber;

    public TrunkIdentity(RegistrationConfig config) {
        this.config = config;
        String main = config.mainNumber();
        if (main == null) {
            main = config.numbers().isEmpty()
                    ? ""
                    : "+" + config.numbers().getFirst().first();
        }
        this.mainNumber = main;
    }

    /// Who calls, as the inside says.
    ///
    /// @param number not a number of the trunk, or none: the main number is shown for it
    /// @param displayName null: none
    /// @param anonymous the caller's number is to be withheld from the called
    public record Caller(String number, @Nullable String displayName, boolean anonymous) {}

    /// How a call goes out.
    ///
    /// @param own the number of the account that it belongs to; empty: the account has none
    /// @param requestUri the Request-URI
    /// @param from the From value without tag
    /// @param to the To value
    /// @param extra Route of the registration, identity and privacy, in this order; credentials known ahead come
    ///     besides (`Authorizer.ahead`)
    public record Outgoing(String own, String requestUri, String from, String to, Extra extra) {}

    /// How a call goes out to a number, or to an emergency service (`urn:service:sos`).
    public Outgoing outgoing(String called, Caller caller, Way way) {
        String own = own(caller.number());
        String requestUri = called.startsWith("urn:") ? called : uri(called); // an emergency service: EMG-002
        String from = caller.anonymous()
                ? "\"Anonymous\" <sip:anonymous@anonymous.invalid>"
                : name(caller.displayName()) + "<" + ownUri(own) + ">";
        var lines = new ArrayList<Extra.Line>(way.routes().size() + 2);
        for (String route : way.routes()) lines.add(new Extra.Line(HeaderName.ROUTE, route));
        String identity = name(caller.anonymous() ? null : caller.displayName()) + "<" + ownUri(own) + ">";
        if (config.policy().identity() == IdentityForm.ASSERTED) {
            lines.add(new Extra.Line(HeaderName.P_ASSERTED_IDENTITY, identity));
        } else if (config.policy().identity() == IdentityForm.PREFERRED) {
            lines.add(new Extra.Line(HeaderName.P_PREFERRED_IDENTITY, identity));
        }
        if (caller.anonymous()) lines.add(new Extra.Line(HeaderName.PRIVACY, "id"));
        return new Outgoing(caller.anonymous() ? "" : own, requestUri, from, "<" + requestUri + ">", new Extra(lines));
    }

    private String own(String number) {
        return isOwn(number) ? number : mainNumber;
    }

    private boolean isOwn(String number) {
        if (!NumberRange.isE164(number)) return false;
        for (NumberRange range : config.numbers()) if (range.contains(number)) return true;
        return number.equals(mainNumber);
    }

    private String ownUri(String own) {
        return own.isEmpty() ? config.addressOfRecord().toString() : uri(own);
    }

    /// E.164 as IDN-001 wants it; a number without it as plain digits (catalogue OUT-002).
    private String uri(String number) {
        return NumberRange.isE164(number)
                ? "sip:" + number + "@" + config.domain() + ";user=phone"
                : SipUri.of(number, config.domain()).toString();
    }

    /// Our Contact: where the provider sends later requests, to our side of the flow, or over it (RFC 5626 section
    /// 4.3).
    ///
    /// @param own as in `Outgoing`
    /// @param gin the registration is in bulk: any user part is ours
    /// @param outbound later requests are to come over the flow
    public String contact(String own, boolean gin, boolean outbound, Flow flow) {
        String escaped =
                SipUri.of(gin ? own : config.account().user(), config.domain()).user();
        return "<sip:" + (escaped == null ? "" : escaped + "@") + flow.sentBy()
                + (flow.transport() == Transport.UDP
                        ? ""
                        : ";transport=" + flow.transport().parameter())
                + (outbound ? ";ob" : "") + ">";
    }

    /// A display name as a quoted string with the space behind it; control characters are left out.
    private static String name(@Nullable String displayName) {
        if (displayName == null || displayName.isEmpty() || displayName.length() > 128) return "";
        var quoted = new StringBuilder(displayName.length() + 4).append('"');
        for (int i = 0; i < displayName.length(); i++) {
            char c = displayName.charAt(i);
            if (c < ' ' || c == 0x7f) continue;
            if (c == '"' || c == '\\') quoted.append('\\');
            quoted.append(c);
        }
        return quoted.append("\" ").toString();
    }
}
