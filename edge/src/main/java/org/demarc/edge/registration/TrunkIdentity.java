package org.demarc.edge.registration;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.registration.RegistrationConfig.IdentityForm;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.trunk.numbers.NumberMap;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// How calls of a registered trunk look to its provider, and how the provider's calls look inside: a PBX that registers
/// plainly or stands still inside is known outside as one account with numbers (catalogue IDN-001, IDN-004, OUT-001).
public final class TrunkIdentity {
    private final RegistrationConfig config;
    private final NumberMap map;
    private final String mainNumber;

    /// @param map how the numbers look on both sides
    public TrunkIdentity(RegistrationConfig config, NumberMap map) {
        this.config = config;
        this.map = map;
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
    /// @param number as the inside writes it; not a number of the trunk, or none: the main number is shown for it
    /// @param displayName null: none
    /// @param anonymous the caller's number is to be withheld from the called
    public record Caller(String number, @Nullable String displayName, boolean anonymous) {}

    /// What becomes of a call to the provider.
    public sealed interface Outgoing {}

    /// It goes out so.
    ///
    /// @param requestUri the Request-URI
    /// @param from the From value without tag
    /// @param to the To value
    /// @param contact the Contact value
    /// @param flow where it goes out
    /// @param extra Route of the registration, identity and privacy, in this order; credentials known ahead come
    ///     besides (`Authorizer.ahead`)
    public record Call(String requestUri, String from, String to, String contact, Flow flow, Extra extra)
            implements Outgoing {}

    /// It does not.
    ///
    /// @param status for the caller
    public record Refused(int status, String why, String rule) implements Outgoing {}

    /// How a call goes out to a dialled number.
    ///
    /// @param dialled as the inside dials it
    public Outgoing outgoing(String dialled, Caller caller, Way way) {
        String called = map.toOutside(dialled);
        if (called == null) return new Refused(404, "no rule makes a number of what was dialled", "OUT-001");
        String own = own(caller.number());
        String requestUri = uri(called);
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
        return new Call(
                requestUri,
                from,
                "<" + requestUri + ">",
                contact(own, caller.anonymous(), way),
                way.flow(),
                new Extra(lines));
    }

    /// The number under which the inside knows a called number of the inventory; null when it is not ours.
    public @Nullable String called(String outside) {
        return isOwn(outside) ? map.toInside(outside) : null;
    }

    /// How the inside sees a caller of the outside: so that calling back works.
    public String caller(String outside) {
        return map.toInside(outside);
    }

    private String own(String number) {
        String outside = map.toOutside(number);
        return outside != null && isOwn(outside) ? outside : mainNumber;
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

    /// Where the provider sends later requests: to our side of the flow, or over it (RFC 5626 section 4.3).
    private String contact(String own, boolean anonymous, Way way) {
        String user = !way.gin() ? config.account().user() : anonymous ? "" : own;
        Flow flow = way.flow();
        String escaped = SipUri.of(user, config.domain()).user();
        return "<sip:" + (escaped == null ? "" : escaped + "@") + flow.sentBy()
                + (flow.transport() == Transport.UDP
                        ? ""
                        : ";transport=" + flow.transport().parameter())
                + (way.outbound() ? ";ob" : "") + ">";
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

    /// The numbers of the inventory that do not come back as they went through the map.
    public List<String> problems() {
        return map.problems(config.numbers());
    }
}
