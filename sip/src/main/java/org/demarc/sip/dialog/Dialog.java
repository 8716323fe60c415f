package org.demarc.sip.dialog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.NameAddr;
import org.demarc.sip.message.RecordRoute;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// The state of one dialog (RFC 3261 section 12): who, where to, by which way, and the two sequence numbers.
public final class Dialog {
    private final String callId;
    private final String localTag;
    private final String remoteTag;
    private final String local;
    private final String remote;
    private List<NameAddr> routeSet;
    private Uri remoteTarget;
    private long localSequence;
    private long remoteSequence;
    private Flow flow;
    private @Nullable FlowChoice choice;

    private Dialog(
            String callId,
            String localTag,
            String remoteTag,
            String local,
            String remote,
            List<NameAddr> routeSet,
            Uri remoteTarget,
            long localSequence,
            long remoteSequence,
            Flow flow) {
        this.callId = callId;
        this.localTag = localTag;
        this.remoteTag = remoteTag;
        this.local = local;
        this.remote = remote;
        this.routeSet = routeSet;
        this.remoteTarget = remoteTarget;
        this.localSequence = localSequence;
        this.remoteSequence = remoteSequence;
        this.flow = flow;
    }

    /// The dialog that a UAS makes with its first tagged response (section 12.1.1): routes in the order received.
    ///
    /// @return null when the request has no Contact or route that a dialog could be built from
    public static @Nullable Dialog answering(Request request, String localTag, Flow flow) {
        Uri target = target(request);
        List<NameAddr> routes = routes(request, false);
        String from = request.raw(HeaderName.FROM);
        String to = request.raw(HeaderName.TO);
        if (target == null || routes == null || from == null || to == null) return null;
        return new Dialog(
                request.callId(),
                localTag,
                request.fromTag(),
                to + ";tag=" + localTag,
                from,
                routes,
                target,
                0,
                request.cseq(),
                flow);
    }

    /// The dialog that a UAC makes of a tagged response to its request (section 12.1.2): routes in reverse order.
    /// From, Call-ID and CSeq are those that the response repeats; the caller has seen that they are ours.
    ///
    /// @return null when the response has no tag, Contact or route that a dialog could be built from
    public static @Nullable Dialog asking(Response response, Flow flow) {
        Uri target = target(response);
        List<NameAddr> routes = routes(response, true);
        String from = response.raw(HeaderName.FROM);
        String to = response.raw(HeaderName.TO);
        if (response.toTag().isEmpty() || target == null || routes == null || from == null || to == null) return null;
        return new Dialog(
                response.callId(),
                response.fromTag(),
                response.toTag(),
                from,
                to,
                routes,
                target,
                response.cseq(),
                -1,
                flow);
    }

    public String callId() {
        return callId;
    }

    public String localTag() {
        return localTag;
    }

    public String remoteTag() {
        return remoteTag;
    }

    /// The flow that the dialog lives on: the last one that its peer used.
    public Flow flow() {
        return flow;
    }

    /// The URI of the peer's Contact.
    public Uri remoteTarget() {
        return remoteTarget;
    }

    /// Our last sequence number.
    public long localSequence() {
        return localSequence;
    }

    /// True when a request with this number is in order (section 12.2.2), which is then noted.
    public boolean inOrder(long sequence) {
        if (remoteSequence >= 0 && sequence <= remoteSequence) return false;
        remoteSequence = sequence;
        return true;
    }

    /// Takes the Contact of a target refresh request or response that succeeded (RFC 6141 section 4).
    public void refresh(SipMessage message) {
        Uri target = target(message);
        if (target != null) remoteTarget = target;
    }

    /// Takes routes and target from the first 2xx to the INVITE that made this dialog, whatever an earlier
    /// response said. For the UAC; a later 2xx changes no routes (section 13.2.2.4).
    public void confirm(Response success) {
        List<NameAddr> routes = routes(success, true);
        if (routes != null) routeSet = routes;
        refresh(success);
    }

    /// Notes that the peer speaks on this flow now.
    public void flow(Flow current) {
        flow = current;
    }

    /// What chooses the flow of our requests; null: Contact and routes do.
    public @Nullable FlowChoice choice() {
        return choice;
    }

    /// From now on this chooses it.
    public void choice(@Nullable FlowChoice chooser) {
        choice = chooser;
    }

    /// True when `message` has the identifiers of this dialog as its peer writes them.
    public boolean matches(Request request) {
        return request.callId().equals(callId) && request.fromTag().equals(remoteTag);
    }

    /// Where the next request of this dialog goes: the first route, or the remote target.
    public Uri nextHop() {
        return routeSet.isEmpty() ? remoteTarget : routeSet.getFirst().uri();
    }

    /// Whether the other side, or the first hop to it, has a `sips` URI: what goes there goes over TLS alone.
    public boolean demandsTls() {
        return isSips(remoteTarget) || (!routeSet.isEmpty() && isSips(nextHop()));
    }

    private static boolean isSips(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }

    /// Begins a request of this dialog (section 12.2.1.1): request line, Via, Max-Forwards, routes, From, To,
    /// Call-ID, CSeq. ACK takes the number of its INVITE, any other method the next.
    ///
    /// @param via the value of the Via
    /// @param sequence the CSeq number to use, or -1 for the next
    public MessageBuilder<Request> request(Method method, String via, long sequence) {
        long number = sequence >= 0 ? sequence : ++localSequence;
        boolean loose = isLoose();
        MessageBuilder<Request> builder = Request.builder(method, requestUri());
        builder.add(HeaderName.VIA, via);
        int first = loose ? 0 : 1;
        for (int i = first; i < routeSet.size(); i++)
            builder.add(HeaderName.ROUTE, routeSet.get(i).toString());
        if (!loose) builder.add(HeaderName.ROUTE, "<" + remoteTarget + ">");
        return builder.add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, local)
                .add(HeaderName.TO, remote)
                .add(HeaderName.CALL_ID, callId)
                .add(HeaderName.CSEQ, number + " " + method);
    }

    /// The Request-URI of the next request: the remote target, unless the first route is a strict router (section
    /// 12.2.1.1).
    public String requestUri() {
        return (isLoose() ? remoteTarget : nextHop()).toString();
    }

    /// Notes that a request was sent with this number, in place of one that was challenged.
    public void sent(long sequence) {
        localSequence = sequence;
    }

    private boolean isLoose() {
        return routeSet.isEmpty() || isLoose(routeSet.getFirst());
    }

    private static boolean isLoose(NameAddr route) {
        return route.uri() instanceof SipUri uri && uri.params().has("lr");
    }

    private static @Nullable Uri target(SipMessage message) {
        return message.header(Contact.TYPE) instanceof Field.Present(Contact contact) && !contact.isStar()
                ? contact.uri()
                : null;
    }

    private static @Nullable List<NameAddr> routes(SipMessage message, boolean reversed) {
        if (!message.has(HeaderName.RECORD_ROUTE)) return List.of();
        if (!(message.all(RecordRoute.TYPE) instanceof Fields.Values<RecordRoute>(List<RecordRoute> values)))
            return null;
        List<NameAddr> routes = new ArrayList<>(values.size());
        for (RecordRoute value : values) routes.add(value.address());
        if (reversed) Collections.reverse(routes);
        return routes;
    }
}
