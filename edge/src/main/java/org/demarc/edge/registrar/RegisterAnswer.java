package org.demarc.edge.registrar;

import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.ServiceRoute;
import org.demarc.sip.message.Via;
import org.jspecify.annotations.Nullable;

/// Writes the 200 to a REGISTER: RFC 3261 section 10.3, step 8, and what RFC 3327, 3608, 5626, 5627, 6140 and 6223 add.
final class RegisterAnswer {
    private final @Nullable TemporaryGruus temporaryGruus;
    private long second = Long.MIN_VALUE; // that `date` says
    private String date = "";

    RegisterAnswer(@Nullable TemporaryGruus temporaryGruus) {
        this.temporaryGruus = temporaryGruus;
    }

    boolean givesCookies() {
        return temporaryGruus != null;
    }

    /// All that is bound (catalogue REG-037).
    Response success(
            Request request, String tag, RegistrationAccount account, List<Binding> bindings, Wish wish, long now) {
        var answer = Response.answering(request, 200, "OK", tag);
        for (Binding b : bindings) answer.add(HeaderName.CONTACT, contact(account, b, wish.asksGruus(), now));
        if (wish.binds()) {
            for (String hop : wish.path()) answer.add(HeaderName.PATH, hop);
        }
        if (!bindings.isEmpty() && !account.told().serviceRoute().isEmpty()) {
            answer.add(HeaderName.SERVICE_ROUTE, serviceRoute(account));
        }
        int flowTimer = wish.direct() ? account.told().flowTimer() : 0;
        // Exactly when it was asked for and applies (catalogue REG-049).
        if (wish.bindsFlow() && wish.asksOutbound()) {
            answer.add(HeaderName.REQUIRE, "outbound");
            if (flowTimer > 0) answer.add(HeaderName.FLOW_TIMER, flowTimer);
        }
        answer.add(HeaderName.SUPPORTED, supported(account));
        Response response = finish(answer, now);
        if (flowTimer == 0 || !wish.binds() || !offersKeepAlives(request)) return response;
        Via via = request.topVia();
        var params = via.params().with("keep", Integer.toString(flowTimer));
        return response.withTopVia(new Via(via.transport(), via.host(), via.port(), params));
    }

    /// Seconds within which the PBX sends something on its flow, as it was told; 0: it was told nothing.
    static int keepsAlive(Request request, RegistrationAccount account, Wish wish) {
        boolean told = (wish.bindsFlow() && wish.asksOutbound()) || (wish.binds() && offersKeepAlives(request));
        return told && wish.direct() ? account.told().flowTimer() : 0;
    }

    /// RFC 6223 section 4.3: `keep` without a value in its Via.
    private static boolean offersKeepAlives(Request request) {
        var params = request.topVia().params();
        return params.has("keep") && params.get("keep") == null;
    }

    /// What one number of the bulk is bound to.
    Response ofNumber(Request request, String tag, String number, List<Binding> bindings, long now) {
        var answer = Response.answering(request, 200, "OK", tag);
        for (Binding b : bindings) {
            if (!b.bulk()) continue;
            answer.add(
                    HeaderName.CONTACT, "<" + BulkContact.of(b.contact(), number) + ">;expires=" + b.secondsLeft(now));
        }
        return finish(answer, now);
    }

    private Response finish(MessageBuilder<Response> answer, long now) {
        long asked = Math.floorDiv(now, 1_000L);
        if (asked != second) {
            second = asked;
            date = SipDate.text(now);
        }
        return answer.add(HeaderName.DATE, date).build();
    }

    private static String supported(RegistrationAccount account) {
        boolean gin = account.gin() != Gin.OFF;
        if (account.outbound()) return gin ? "gin, path, outbound" : "path, outbound";
        return gin ? "gin, path" : "path";
    }

    private static String serviceRoute(RegistrationAccount account) {
        var routes = new StringBuilder();
        for (ServiceRoute route : account.told().serviceRoute()) {
            routes.append(routes.isEmpty() ? "" : ", ").append(route);
        }
        return routes.toString();
    }

    private String contact(RegistrationAccount account, Binding b, boolean gruus, long now) {
        var text = new StringBuilder(160).append('<').append(b.contact()).append(">;expires=");
        text.append(b.secondsLeft(now));
        String q = b.params().get("q");
        if (q != null) text.append(";q=").append(q);
        if (!b.instance().isEmpty())
            text.append(";+sip.instance=\"").append(b.instance()).append('"');
        if (b.outbound()) text.append(";reg-id=").append(b.regId());
        // A plain contact's would be the account's own address, which no call is routed to.
        String publicGruu = gruus && b.bulk() && !b.instance().isEmpty() ? BulkContact.publicGruu(account, b) : null;
        if (publicGruu != null) text.append(";pub-gruu=\"").append(publicGruu).append('"');
        TemporaryGruus temporary = temporaryGruus;
        // On every bulk contact, asked for or not: RFC 6140 section 7.1.2.1.
        if (temporary != null && b.bulk() && b.cookie() != 0) {
            text.append(";temp-gruu-cookie=\"")
                    .append(temporary.cookie(b.cookie()))
                    .append('"');
        }
        return text.toString();
    }
}
