package org.demarc.edge.b2bua;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.demarc.edge.registration.TrunkIdentity;
import org.demarc.edge.routing.Called;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.From;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.NameAddr;
import org.demarc.sip.message.PAssertedIdentity;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.To;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.ua.Extra;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// Who calls whom, taken out of the caller's INVITE and written anew for the called side: numbers and display
/// name cross, hosts, parameters and tags do not (catalogue ARCH-011, STA-002, STA-003, IDN-001). A user part that is
/// no number means something at its own host only: such a caller crosses as anonymous.
///
/// @param called the called number, or the emergency service (`urn:service:sos`)
/// @param caller the caller's number; without one the user part of From where that is plain text, else `anonymous`
/// @param numbered true when `caller` is a number
record Identity(
        String called,
        String caller,
        boolean numbered,
        @Nullable String displayName,
        List<NameAddr> asserted,
        @Nullable String privacy) {
    private static final String ANONYMOUS = "anonymous";

    /// Reads the identity of a call of a trunk, whose numbers become those of the edge (catalogue IDN-017).
    ///
    /// @param help numbers that are calls for help: no rule for others makes something else of them
    static Identity of(Request invite, Trunk trunk, Set<String> help) {
        Identity identity = of(invite);
        return trunk.numberMap() == null ? identity : identity.known(trunk, help);
    }

    private Identity known(Trunk trunk, Set<String> help) {
        return new Identity(
                called.isEmpty() || service() || help.contains(called) ? called : trunk.known(called),
                numbered ? trunk.known(caller) : caller,
                numbered,
                displayName,
                asserted,
                privacy);
    }

    /// True when an emergency service is called, and no number.
    boolean service() {
        return called.startsWith("urn:");
    }

    /// Reads the identity of a call; `called` is empty when the Request-URI holds no number and no emergency service.
    static Identity of(Request invite) {
        String number = Called.number(invite.requestUri());
        if (number == null) number = Called.service(invite.requestUri());
        String called = number == null ? "" : number;
        String caller = null;
        String user = ANONYMOUS;
        String name = null;
        if (invite.header(From.TYPE) instanceof Field.Present(From(NameAddr from))) {
            caller = Called.number(from.uri());
            user = userOf(from);
            name = from.displayName();
        }
        List<NameAddr> asserted = List.of();
        if (invite.has(HeaderName.P_ASSERTED_IDENTITY)
                && invite.all(PAssertedIdentity.TYPE)
                        instanceof Fields.Values<PAssertedIdentity>(List<PAssertedIdentity> values)) {
            asserted = new ArrayList<>(values.size());
            for (PAssertedIdentity value : values) asserted.add(value.address());
        }
        return new Identity(
                called, caller == null ? user : caller, caller != null, name, asserted, invite.raw(HeaderName.PRIVACY));
    }

    /// The user part of an address where that is plain text, else `anonymous`.
    private static String userOf(NameAddr address) {
        if (!(address.uri() instanceof SipUri uri) || uri.user() == null) return ANONYMOUS;
        String user = uri.user();
        if (user.length() > 64) return ANONYMOUS;
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            boolean plain = isLetter(c) || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0;
            if (!plain) return ANONYMOUS;
        }
        return user;
    }

    /// Who calls, for a trunk that registers: the number of From, or where that is withheld the first that is asserted.
    TrunkIdentity.Caller account(Trunk from) {
        boolean withheld = privacy != null && (privacy.contains("id") || privacy.contains("user"));
        if (numbered) return new TrunkIdentity.Caller(caller, displayName, withheld);
        String number = "";
        for (NameAddr address : asserted) {
            String own = Called.number(address.uri());
            if (own != null) own = from.known(own);
            if (number.isEmpty() && own != null && mayAssert(from, own)) number = own;
        }
        // A user name without number is none that anybody wants to withhold.
        return new TrunkIdentity.Caller(number, madeAnonymous() ? displayName : null, withheld || !madeAnonymous());
    }

    /// The same call to the number in To: the Request-URI of a call to a plain registration is the account's.
    Identity calledByTo(Request invite, Trunk trunk) {
        String number =
                invite.header(To.TYPE) instanceof Field.Present(To(NameAddr to)) ? Called.number(to.uri()) : null;
        return number == null
                ? this
                : new Identity(trunk.known(number), caller, numbered, displayName, asserted, privacy);
    }

    /// True when the caller has a name at its own host that does not cross.
    boolean madeAnonymous() {
        return !numbered && !caller.equalsIgnoreCase(ANONYMOUS);
    }

    /// What was called, for the log: the number, else the user part as it came.
    String calledAsItCame(Request invite) {
        if (!called.isEmpty() || !(invite.requestUri() instanceof SipUri uri)) return called;
        String user = uri.decodedUser();
        return user == null ? "" : user;
    }

    /// The Request-URI towards a peer.
    String requestUri(Trunk to, String peerHost) {
        return service() ? called : uri(to.written(called), to.domain() != null ? to.domain() : peerHost);
    }

    /// The From value without tag.
    String from(Trunk to, Flow flow) {
        if (!numbered) return "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
        return name(displayName) + "<" + uri(to.written(caller), ourHost(to, flow)) + ">";
    }

    /// The To value.
    String to(Trunk to, String peerHost) {
        return "<" + requestUri(to, peerHost) + ">";
    }

    /// P-Asserted-Identity and Privacy as they may cross from one trunk to the other (RFC 3325 section 5): a
    /// PBX asserts its own numbers only; a PBX that is asked to be told nothing is told nothing.
    Extra crossing(Trunk from, Trunk to, Flow flow) {
        List<Extra.Line> lines = new ArrayList<>(2);
        boolean withheld = privacy != null && privacy.contains("id") && to.faces() == Faces.PBX;
        if (!withheld) {
            for (NameAddr address : asserted) {
                String number = Called.number(address.uri());
                if (number != null) number = from.known(number);
                if (number == null || !mayAssert(from, number)) continue;
                lines.add(new Extra.Line(
                        HeaderName.P_ASSERTED_IDENTITY,
                        name(address.displayName()) + "<" + uri(to.written(number), ourHost(to, flow)) + ">"));
                break;
            }
        }
        if (privacy != null && isTokens(privacy)) lines.add(new Extra.Line(HeaderName.PRIVACY, privacy));
        return lines.isEmpty() ? Extra.NONE : new Extra(lines);
    }

    private static boolean mayAssert(Trunk from, String number) {
        if (from.faces() != Faces.PBX) return true;
        for (NumberRange range : from.numbers()) {
            if (NumberRange.isE164(number) && range.contains(number)) return true;
        }
        return false;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isTokens(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && c != ';' && c != ' ') return false;
        }
        return text.length() <= 64;
    }

    static String uri(String user, String host) {
        return NumberRange.isE164(user)
                ? "sip:" + user + "@" + host + ";user=phone"
                : "sip:" + escaped(user) + "@" + host;
    }

    /// `#` is not allowed in a user part as it stands.
    private static String escaped(String user) {
        return user.indexOf('#') < 0 ? user : user.replace("#", "%23");
    }

    private static String ourHost(Trunk to, Flow flow) {
        if (to.domain() != null) return to.domain();
        String sentBy = flow.sentBy();
        int colon = sentBy.lastIndexOf(':');
        return colon > sentBy.lastIndexOf(']') ? sentBy.substring(0, colon) : sentBy;
    }

    /// A display name as a quoted string, with the space after it; control characters are left out.
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
