package org.demarc.edge.registration;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Expires;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Require;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.ServiceRoute;
import org.demarc.sip.message.SipUri;
import org.jspecify.annotations.Nullable;

/// What a 2xx to REGISTER grants: RFC 3261 section 10.2.4, RFC 3608 section 6.1, RFC 5626 section 4.2.1,
/// RFC 6223 section 4.3.
///
/// @param seconds the lifetime; 0: there is no binding
/// @param outbound flows are served
/// @param routes the service route, in order
/// @param flowTimer seconds within which keep-alives are expected; 0: nothing was said
/// @param keep that keep-alives are agreed (RFC 6223): seconds as in `flowTimer`, 0: as we like; -1: they are not
/// @param remark what was odd; empty: nothing
record Grant(long seconds, boolean outbound, List<String> routes, long flowTimer, long keep, String remark) {
    /// A day; what is granted beyond is refreshed all the same.
    private static final long MOST_SECONDS = 86_400;

    private static final int MOST_ROUTES = 8;

    /// @param contact ours, as it was sent
    /// @param instance ours
    /// @param regId ours; 0: none was sent
    /// @param asked the lifetime that was asked for
    static Grant of(Response response, SipUri contact, String instance, int regId, long asked) {
        long general = response.header(Expires.TYPE) instanceof Field.Present(Expires(long seconds)) ? seconds : asked;
        long granted = general;
        String remark = "";
        if (response.all(Contact.TYPE) instanceof Fields.Values<Contact>(List<Contact> all)) {
            Contact own = own(all, contact, instance, regId);
            if (own != null) {
                granted = own.expires() >= 0 ? own.expires() : general;
            } else if (all.isEmpty()) {
                remark = "the answer lists no Contact";
            } else {
                // Some registrars list what they made of our Contact behind a NAT. Refreshing with the shortest of
                // what is listed is right whichever of them is ours.
                remark = "the answer does not list our Contact";
                for (Contact c : all) if (c.expires() > 0) granted = Math.min(granted, c.expires());
            }
        } else {
            remark = "Contact of the answer cannot be read";
        }
        return new Grant(
                Math.min(granted, MOST_SECONDS),
                requires(response),
                routes(response),
                flowTimer(response),
                keep(response),
                remark);
    }

    /// The value of `keep` in the Via that is ours.
    private static long keep(Response response) {
        String value = response.topVia().params().get("keep");
        if (value == null || value.isEmpty() || value.length() > 6) return -1;
        for (int i = 0; i < value.length(); i++) if (value.charAt(i) < '0' || value.charAt(i) > '9') return -1;
        return Long.parseLong(value);
    }

    /// Ours by instance and `reg-id`, else by comparison of URIs (catalogue REG-017).
    private static @Nullable Contact own(List<Contact> all, SipUri contact, String instance, int regId) {
        if (regId > 0) {
            for (Contact c : all) {
                if (c.params().number("reg-id") == regId
                        && ("<" + instance + ">").equalsIgnoreCase(c.params().unquoted("+sip.instance"))) {
                    return c;
                }
            }
        }
        for (Contact c : all) {
            if (!c.isStar() && contact.equivalent(c.uri())) return c;
        }
        return null;
    }

    private static boolean requires(Response response) {
        if (response.all(Require.TYPE) instanceof Fields.Values<Require>(List<Require> required)) {
            for (Require r : required) if (r.optionTag().equalsIgnoreCase("outbound")) return true;
        }
        return false;
    }

    private static List<String> routes(Response response) {
        var routes = new ArrayList<String>(2);
        if (response.all(ServiceRoute.TYPE) instanceof Fields.Values<ServiceRoute>(List<ServiceRoute> all)
                && all.size() <= MOST_ROUTES) {
            for (ServiceRoute route : all) routes.add(route.toString());
        }
        return routes;
    }

    private static long flowTimer(Response response) {
        String value = response.raw(HeaderName.FLOW_TIMER);
        if (value == null || value.isEmpty() || value.length() > 6) return 0;
        long seconds = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') return 0;
            seconds = 10 * seconds + (c - '0');
        }
        return seconds;
    }
}
