package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Expires;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.Path;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Require;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Supported;
import org.demarc.sip.message.Via;

/// What a REGISTER of a proven account asks for, read whole before anything is changed.
///
/// @param star all bindings are to go
/// @param contacts the contacts to bind or remove
/// @param asksGin `gin` is required
/// @param asksOutbound `outbound` is supported, so that it may be confirmed
/// @param asksGruus `gruu` is supported
/// @param path the values of Path
/// @param direct it came without a proxy between
record Wish(
        boolean star,
        List<One> contacts,
        boolean asksGin,
        boolean asksOutbound,
        boolean asksGruus,
        List<String> path,
        boolean direct)
        implements Results.OfRequest {
    /// One contact.
    ///
    /// @param seconds granted; 0: to be removed
    /// @param regId 0 where flows are not at play
    record One(SipUri uri, Params params, long seconds, int q, String instance, int regId)
            implements Results.OfContact {
        boolean removes() {
            return seconds == 0;
        }

        boolean bulk() {
            return uri.params().has(BulkContact.BNC);
        }
    }

    /// Octets of Path and one Contact: what a 200 with all contacts can still carry.
    private static final int MOST_KEPT = 768;
    /// Those that are bound, and as many that are taken back. Each is compared with each.
    private static final int MOST_GIVEN = 2 * RegistrationAccount.MOST_CONTACTS;

    boolean binds() {
        for (One one : contacts) {
            if (!one.removes()) return true;
        }
        return false;
    }

    /// A flow of RFC 5626 is bound, or refreshed.
    boolean bindsFlow() {
        for (One one : contacts) {
            if (!one.removes() && one.regId() > 0) return true;
        }
        return false;
    }

    static Results.OfRequest read(Request request, RegistrationAccount account) {
        boolean asksGin = requires(request, "gin");
        List<String> path = request.has(HeaderName.PATH) ? new ArrayList<>(2) : List.of();
        int kept = 0;
        boolean edgeKeepsFlow = false;
        if (request.has(HeaderName.PATH) && request.all(Path.TYPE) instanceof Fields.Values<Path>(List<Path> hops)) {
            for (Path hop : hops) {
                if (path.isEmpty())
                    edgeKeepsFlow =
                            hop.uri() instanceof SipUri uri && uri.params().has("ob");
                path.add(hop.toString());
                kept += hop.toString().length();
            }
        }
        boolean direct = request.all(Via.TYPE) instanceof Fields.Values<Via>(List<Via> vias) && vias.size() == 1;
        boolean outboundHere = account.outbound() && (direct || edgeKeepsFlow);
        boolean asksOutbound = supports(request, "outbound") || requires(request, "outbound");
        if (!account.outbound() && requires(request, "outbound")) {
            return Refused.badExtension("outbound", "RFC 3261 8.2.2.3");
        }
        List<Contact> given = List.of();
        switch (request.all(Contact.TYPE)) {
            case Fields.Malformed<Contact> _ -> {
                return Refused.badRequest("RFC 3261 20.10");
            }
            case Fields.Values<Contact>(List<Contact> values) -> given = values;
        }
        long expires = request.header(Expires.TYPE) instanceof Field.Present<Expires>(Expires e) ? e.seconds() : -1;
        if (hasStar(given)) {
            return given.size() == 1 && expires == 0
                    ? new Wish(true, List.of(), asksGin, asksOutbound, supports(request, "gruu"), path, direct)
                    : Refused.badRequest("REG-039");
        }
        if (given.size() > MOST_GIVEN) return Refused.forbidden("more contacts than anybody has");
        List<One> contacts = new ArrayList<>(given.size());
        boolean flows = false;
        int binding = 0;
        for (Contact contact : given) {
            if (kept + contact.toString().length() > MOST_KEPT) return Refused.badRequest("too long to be kept");
            One one;
            switch (one(contact, expires, account, outboundHere)) {
                case Refused refused -> {
                    return refused;
                }
                case One read -> one = read;
            }
            boolean flow = contact.params().has("reg-id") && !one.instance().isEmpty();
            if (flow && !one.removes() && account.outbound() && !outboundHere && asksOutbound) {
                return new Refused(439, "First Hop Lacks Outbound Support", null, "", "REG-049");
            }
            flows |= one.regId() > 0 && !one.removes();
            binding += one.removes() ? 0 : 1;
            contacts.add(one);
        }
        if (flows && binding > 1) return Refused.badRequest("RFC 5626 6");
        return new Wish(false, List.copyOf(contacts), asksGin, asksOutbound, supports(request, "gruu"), path, direct);
    }

    private static boolean hasStar(List<Contact> contacts) {
        for (Contact c : contacts) {
            if (c.isStar()) return true;
        }
        return false;
    }

    private static Results.OfContact one(Contact contact, long expires, RegistrationAccount account, boolean flows) {
        // A contact that is none of SIP cannot be called; one that is ourselves would be called for ever.
        if (!(contact.uri() instanceof SipUri uri)) return Refused.forbidden("RFC 5627 5.1");
        if (uri.host().equalsIgnoreCase(account.domain())) return Refused.forbidden("RFC 5627 5.1");
        if (uri.params().has(BulkContact.BNC)) {
            String rule = BulkContact.broken(uri);
            if (rule != null) return Refused.badRequest(rule);
        }
        Params params = contact.params();
        int q = quality(params);
        if (q < 0) return Refused.badRequest("RFC 3261 20.10");
        String instance = "";
        if (params.has("+sip.instance")) {
            instance = instance(params);
            if (instance.isEmpty()) return Refused.badRequest("RFC 5626 4.1");
        }
        int regId = 0;
        if (params.has("reg-id") && !instance.isEmpty()) {
            long number = params.number("reg-id");
            if (number < 1 || number > Integer.MAX_VALUE) return Refused.badRequest("RFC 5626 10");
            if (flows) regId = (int) number;
        }
        long asked = contact.expires() >= 0 ? contact.expires() : expires;
        if (account.lifetimes().tooBrief(asked)) {
            return new Refused(
                    423,
                    "Interval Too Brief",
                    HeaderName.MIN_EXPIRES,
                    Long.toString(account.lifetimes().least()),
                    "REG-038");
        }
        return new One(uri, ours(params), account.lifetimes().granted(asked), q, instance, regId);
    }

    /// Without what only we may say (RFC 5627 section 5.1, RFC 6140 section 7.1.2.1), and without the lifetime.
    private static Params ours(Params params) {
        return params.without("expires")
                .without("pub-gruu")
                .without("temp-gruu")
                .without("temp-gruu-cookie");
    }

    /// qvalue of RFC 3261 section 25.1 in thousandths, 1000 when absent; -1 when it is none.
    private static int quality(Params params) {
        if (!params.has("q")) return 1_000;
        String q = params.get("q");
        if (q == null || q.isEmpty() || q.length() > 5 || (q.charAt(0) != '0' && q.charAt(0) != '1')) return -1;
        if (q.length() > 1 && q.charAt(1) != '.') return -1;
        int value = (q.charAt(0) - '0') * 1_000;
        int weight = 100;
        for (int i = 2; i < q.length(); i++) {
            char c = q.charAt(i);
            if (c < '0' || c > '9') return -1;
            value += (c - '0') * weight;
            weight /= 10;
        }
        return value > 1_000 ? -1 : value;
    }

    /// `<urn>` out of `"<urn>"`; "" when it is none. It is written back between quotes, so it holds none.
    private static String instance(Params params) {
        String value = params.unquoted("+sip.instance");
        if (value == null || value.length() < 3 || !value.startsWith("<") || !value.endsWith(">")) return "";
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>') return "";
        }
        return value;
    }

    static boolean supports(Request request, String tag) {
        if (!request.has(HeaderName.SUPPORTED)
                || !(request.all(Supported.TYPE) instanceof Fields.Values<Supported>(List<Supported> all))) {
            return false;
        }
        for (Supported s : all) {
            if (s.optionTag().equalsIgnoreCase(tag)) return true;
        }
        return false;
    }

    static boolean requires(Request request, String tag) {
        if (!request.has(HeaderName.REQUIRE)
                || !(request.all(Require.TYPE) instanceof Fields.Values<Require>(List<Require> all))) {
            return false;
        }
        for (Require r : all) {
            if (r.optionTag().equalsIgnoreCase(tag)) return true;
        }
        return false;
    }
}
