package org.demarc.edge.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.codec.Refusal;
import org.demarc.sip.codec.RequestCheck;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// What every message of the edge must keep to, whatever the others do: RFC 3261 sections 8, 9, 12 to 15 and
/// 17. Sees what the edge sends, lost or not, and what reaches it.
final class WireRules implements VirtualSender.Watch {
    private static final long LONG_WAIT = 32_000;
    private static final MessageDecoder DECODER = new MessageDecoder(Limits.DEFAULT);

    /// An INVITE of the edge and what came of it.
    private static final class Sent {
        private final Request request;
        private final byte[] octets;
        private final Flow flow;
        private final long at;
        private boolean provisional;
        private boolean gone;
        private long finalAt = -1;
        private long cancelAt = -1;
        private final Map<String, Integer> acks = new HashMap<>();
        private final Set<String> finalTags = new HashSet<>();

        Sent(Request request, byte[] octets, Flow flow, long at) {
            this.request = request;
            this.octets = octets;
            this.flow = flow;
            this.at = at;
        }
    }

    /// A request that reached the edge and what it answered.
    private static final class Got {
        private final Request request;
        private byte @Nullable [] last;
        private int finalStatus;
        private long finalAt = -1;

        Got(Request request) {
            this.request = request;
        }
    }

    private record DialogKey(String callId, String ours, String theirs) {}

    private static final class DialogState {
        private long sequence = -1;
        private String sequenceTransport = "";
        private @Nullable Method sequenceMethod;
        private @Nullable Sent openInvite;
        private @Nullable Got openPeerInvite;
        private long acceptedAt = -1;
        private boolean acknowledged;
        private boolean uac;
        private boolean over;
        private int byesAgain;
    }

    private final VirtualClock clock;
    private final Trace trace;
    private final List<Zone> zones;
    private final Set<InetSocketAddress> silent = new HashSet<>();
    private final Set<InetAddress> ignored = new HashSet<>();
    private final Map<String, Sent> sent = new HashMap<>();
    private final Map<String, byte[]> acks = new HashMap<>();
    private final Map<String, Got> got = new HashMap<>();
    private final Map<DialogKey, DialogState> dialogs = new HashMap<>();
    private final Map<String, Integer> hopsByNumber = new HashMap<>();
    private final Map<String, Set<String>> tokensByNetwork = new HashMap<>();
    private final OfferRules offers;
    private final Map<String, String> owed = new HashMap<>();
    private @Nullable String owedNow;
    private long messages;
    private boolean disturbed;

    WireRules(VirtualClock clock, Trace trace, List<Zone> zones) {
        this.clock = clock;
        this.trace = trace;
        this.zones = zones;
        this.offers = new OfferRules(clock, this);
        for (Zone zone : zones) tokensByNetwork.put(zone.network(), new HashSet<>());
    }

    /// Nothing may ever be sent there.
    void silent(InetSocketAddress address) {
        silent.add(address);
    }

    /// What goes there and comes from there is not looked at: it breaks rules on purpose.
    void ignore(InetAddress address) {
        ignored.add(address);
    }

    /// From now on messages of others are changed on their way: who tells one from the other cannot know what
    /// the edge had to think. That nothing crosses, and nothing goes to strangers, still holds.
    void disturbed() {
        disturbed = true;
    }

    /// Messages that the edge sent.
    long messages() {
        return messages;
    }

    void fail(String rule) {
        throw new AssertionError(rule);
    }

    private void require(boolean holds, String rule) {
        if (!holds) fail(rule);
    }

    // What the edge sends.

    @Override
    public void sent(byte[] octets, Flow flow) {
        messages++;
        trace.add(clock.millis(), "edge -> " + VirtualSender.text(flow.remote()) + tcp(flow), octets);
        require(!silent.contains(flow.remote()), "something was sent to a source that no trunk explains");
        if (ignored.contains(flow.remote().getAddress())) return;
        Decoded decoded = DECODER.decode(octets.clone(), octets.length);
        if (!(decoded instanceof Decoded.Complete(SipMessage message, int used)) || used != octets.length) {
            if (disturbed) return; // an answer to what could not be read
            throw new AssertionError("the edge sent what cannot be read: " + decoded);
        }
        topology(message, octets, flow);
        if (disturbed) return;
        switch (message) {
            case Request request -> request(request, octets, flow);
            case Response response -> response(response, octets);
        }
    }

    private static String tcp(Flow flow) {
        return flow.transport().reliable() ? " tcp" : "";
    }

    private void topology(SipMessage message, byte[] octets, Flow flow) {
        String text = new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
        Set<String> own = tokensOf(flow.network());
        if (!disturbed) {
            own.add(message.callId());
            if (!message.fromTag().isEmpty()) own.add(message.fromTag());
            if (!message.toTag().isEmpty()) own.add(message.toTag());
            own.add(message.topBranch());
        }
        for (Zone zone : zones) {
            if (zone.network().equals(flow.network())) continue;
            for (String secret : zone.secrets()) {
                require(
                        !text.contains(secret),
                        "`" + secret + "` of " + zone.network() + " was sent to " + flow.network());
            }
            Set<String> theirs = tokensOf(zone.network());
            require(!theirs.contains(message.callId()), "a Call-ID is the same on both sides");
            require(!theirs.contains(message.fromTag()), "a From tag is the same on both sides");
            require(!theirs.contains(message.toTag()), "a To tag is the same on both sides");
            require(!theirs.contains(message.topBranch()), "a branch is the same on both sides");
        }
    }

    private Set<String> tokensOf(String network) {
        return tokensByNetwork.computeIfAbsent(network, _ -> new HashSet<>());
    }

    private void request(Request request, byte[] octets, Flow flow) {
        Refusal refusal = RequestCheck.check(request);
        require(refusal == null, "the edge sent a request that a UAS refuses: " + refusal);
        require(request.rawAll(HeaderName.VIA).size() == 1, "a request of ours has one Via");
        require(request.has(HeaderName.MAX_FORWARDS) && !request.fromTag().isEmpty(), "a request lacks a field");
        require(!request.has(HeaderName.RECORD_ROUTE), "we are no proxy, and stay in no route");
        require(request.topBranch().startsWith("z9hG4bK"), "a branch without its cookie");
        require(request.topVia().transport().equals(flow.transport().viaToken()), "the Via names another transport");
        Method method = request.method();
        if (Method.ACK.equals(method)) ack(request, octets);
        else if (Method.CANCEL.equals(method)) cancel(request, octets, flow);
        else transaction(request, octets, flow);
    }

    private void transaction(Request request, byte[] octets, Flow flow) {
        Sent before = sent.get(request.topBranch());
        if (before != null) {
            require(
                    Arrays.equals(before.octets, octets),
                    "a branch was used for two requests, or a repetition differs");
            require(!flow.transport().reliable(), "a request was repeated on a reliable transport");
            return;
        }
        var now = new Sent(request, octets, flow, clock.millis());
        sent.put(request.topBranch(), now);
        if (request.toTag().isEmpty()) {
            require(
                    Method.INVITE.equals(request.method()) || Method.OPTIONS.equals(request.method()),
                    request.method() + " outside a dialog");
            if (Method.INVITE.equals(request.method())) hops(request);
        } else {
            inDialog(request, now, flow);
        }
        offers.sent(request);
        if (flow.transport().reliable()) offers.over(request, flow.remote());
    }

    @Override
    public void closed(Flow flow) {
        offers.broken(flow.remote());
    }

    private void hops(Request invite) {
        if (!(invite.requestUri() instanceof SipUri uri) || uri.user() == null) return;
        Integer received = hopsByNumber.get(uri.user());
        String sentHops = invite.raw(HeaderName.MAX_FORWARDS);
        if (received == null || sentHops == null) return;
        require(Integer.parseInt(sentHops) == received - 1, "Max-Forwards " + received + " became " + sentHops);
    }

    private void inDialog(Request request, Sent now, Flow flow) {
        var key = new DialogKey(request.callId(), request.fromTag(), request.toTag());
        DialogState dialog = dialogs.get(key);
        if (dialog == null) {
            fail(request.method() + " in a dialog that does not exist");
            return;
        }
        boolean again = request.cseq() == dialog.sequence
                && Objects.equals(dialog.sequenceMethod, request.method())
                && !dialog.sequenceTransport.equals(flow.transport().name());
        // A request whose connection broke is sent once more, as a new one.
        boolean undelivered = Objects.equals(dialog.sequenceMethod, request.method())
                && dialog.sequenceTransport.equals(Transport.TCP.name());
        require(request.cseq() > dialog.sequence || again, "CSeq " + request.cseq() + " after " + dialog.sequence);
        dialog.sequence = request.cseq();
        dialog.sequenceMethod = request.method();
        dialog.sequenceTransport = flow.transport().name();
        if (Method.BYE.equals(request.method())) {
            require(dialog.acceptedAt >= 0, "BYE in a dialog that was not answered");
            if (!dialog.uac) {
                boolean patient = clock.millis() - dialog.acceptedAt >= LONG_WAIT;
                require(dialog.acknowledged || patient, "BYE of a callee before the ACK");
            }
            require(!dialog.over || again || (undelivered && ++dialog.byesAgain == 1), "a second BYE");
            dialog.over = true;
        } else {
            require(!dialog.over, request.method() + " after BYE");
        }
        if (Method.INVITE.equals(request.method()) && !again) {
            Sent open = dialog.openInvite;
            boolean openStill =
                    open != null && !undelivered && open.finalAt < 0 && clock.millis() - open.at < LONG_WAIT;
            require(!openStill, "a second INVITE of ours in a dialog while one is open");
            Got peer = dialog.openPeerInvite;
            require(peer == null || peer.finalAt >= 0, "INVITE in a dialog while the peer's is open");
        }
        if (Method.INVITE.equals(request.method())) dialog.openInvite = now;
    }

    private void cancel(Request request, byte[] octets, Flow flow) {
        Sent invite = sent.get(request.topBranch());
        String key = request.topBranch() + "/CANCEL";
        Sent before = sent.get(key);
        if (before != null) {
            require(Arrays.equals(before.octets, octets), "a repeated CANCEL differs");
            return;
        }
        if (invite == null) {
            fail("CANCEL of no request");
            return;
        }
        require(Method.INVITE.equals(invite.request.method()), "CANCEL of " + invite.request.method());
        require(invite.provisional, "CANCEL before a provisional response");
        require(invite.finalAt < 0, "CANCEL after the final response");
        require(request.requestUriText().equals(invite.request.requestUriText()), "CANCEL has another Request-URI");
        require(request.cseq() == invite.request.cseq(), "CANCEL has another CSeq number");
        for (HeaderName same : List.of(HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID)) {
            require(request.rawAll(same).equals(invite.request.rawAll(same)), "CANCEL has another " + same);
        }
        invite.cancelAt = clock.millis();
        sent.put(key, new Sent(request, octets, flow, clock.millis()));
    }

    private void ack(Request request, byte[] octets) {
        String key = request.topBranch() + "/ACK";
        byte[] before = acks.get(key);
        Sent invite = sent.get(request.topBranch());
        if (invite != null) {
            require(Method.INVITE.equals(invite.request.method()), "ACK of " + invite.request.method());
            require(invite.finalAt >= 0, "ACK before a final response");
            require(request.cseq() == invite.request.cseq(), "ACK has another CSeq number");
            require(invite.finalTags.contains(request.toTag()), "ACK with another To tag than its response");
            invite.acks.merge(request.toTag(), 1, Integer::sum);
        } else {
            if (before != null) require(Arrays.equals(before, octets), "a repeated ACK differs");
            var dialog = dialogs.get(new DialogKey(request.callId(), request.fromTag(), request.toTag()));
            if (dialog == null || dialog.acceptedAt < 0) {
                fail("ACK in a dialog that was not answered");
                return;
            }
            if (before == null && !dialog.over) offers.sent(request);
        }
        acks.put(key, octets);
        String paid = request.callId() + '/' + request.toTag() + '/' + request.cseq();
        owed.remove(paid);
        if (paid.equals(owedNow)) owedNow = null;
    }

    private void response(Response response, byte[] octets) {
        Got request = got.get(viaKey(response));
        if (request == null) {
            if (response.status() == 400 || response.status() == 503 || response.status() >= 413)
                return; // malformed or overload
            fail(response.status() + " to a request that did not come");
            return;
        }
        require(sameFrom(request.request, response), "a response has another From");
        if (!request.request.toTag().isEmpty()) {
            require(
                    response.raw(HeaderName.TO) != null
                            && response.rawAll(HeaderName.TO).equals(request.request.rawAll(HeaderName.TO)),
                    "a response inside a dialog has another To");
        } else {
            require(response.status() == 100 || !response.toTag().isEmpty(), response.status() + " without a To tag");
        }
        if (request.finalAt >= 0) {
            require(response.isFinal(), response.status() + " after the final response " + request.finalStatus);
            // A CANCEL that came before its INVITE is answered without a trace.
            boolean overtaken = request.finalStatus == 481 && Method.CANCEL.equals(request.request.method());
            byte[] last = request.last;
            require(overtaken || (last != null && Arrays.equals(last, octets)), "a repeated final response differs");
            if (!overtaken) return;
        }
        request.last = octets;
        Method method = request.request.method();
        require(
                Method.INVITE.equals(method) || response.isFinal() || response.status() == 100,
                response.status() + " to " + method);
        require(Method.INVITE.equals(method) || response.status() != 408, "408 to " + method);
        if (response.isFinal()) {
            request.finalAt = clock.millis();
            request.finalStatus = response.status();
        }
        if (Method.INVITE.equals(method) && response.status() > 100 && response.status() < 300) {
            var key = new DialogKey(response.callId(), response.toTag(), response.fromTag());
            DialogState dialog = dialogs.computeIfAbsent(key, _ -> new DialogState());
            require(response.has(HeaderName.CONTACT), response.status() + " to INVITE without Contact");
            if (response.isSuccess()) {
                if (dialog.acceptedAt < 0) dialog.acceptedAt = clock.millis();
                dialog.openPeerInvite = null;
            }
        }
        offers.sent(response, request.request);
    }

    private static boolean sameFrom(Request request, Response response) {
        return request.rawAll(HeaderName.FROM).equals(response.rawAll(HeaderName.FROM));
    }

    private static String viaKey(SipMessage message) {
        return message.rawAll(HeaderName.VIA) + "|" + message.raw(HeaderName.CSEQ) + '|' + message.callId();
    }

    // What reaches it.

    @Override
    public void delivered(SipMessage message, Flow flow) {
        trace.add(
                clock.millis(),
                "edge <- " + VirtualSender.text(flow.remote()) + tcp(flow),
                Arrays.copyOf(message.wire(), message.length()));
        owedNow = null;
        if (silent.contains(flow.remote()) || ignored.contains(flow.remote().getAddress())) return;
        Set<String> tokens = tokensOf(flow.network());
        if (disturbed) return;
        tokens.add(message.callId());
        if (!message.fromTag().isEmpty()) tokens.add(message.fromTag());
        switch (message) {
            case Request request -> deliveredRequest(request);
            case Response response -> deliveredResponse(response);
        }
    }

    private void deliveredRequest(Request request) {
        Method method = request.method();
        var key = new DialogKey(request.callId(), request.toTag(), request.fromTag());
        if (Method.ACK.equals(method)) {
            DialogState dialog = dialogs.get(key);
            if (dialog != null) dialog.acknowledged = true;
            offers.delivered(request);
            return;
        }
        if (got.containsKey(viaKey(request))) return;
        var now = new Got(request);
        got.put(viaKey(request), now);
        if (Method.INVITE.equals(method) && request.toTag().isEmpty()) {
            String hops = request.raw(HeaderName.MAX_FORWARDS);
            if (hops != null && numberOf(request) instanceof String number) hopsByNumber.put(number, hopsIn(hops));
        } else if (Method.INVITE.equals(method)) {
            DialogState dialog = dialogs.get(key);
            if (dialog != null) dialog.openPeerInvite = now;
        }
        offers.delivered(request);
    }

    private static int hopsIn(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException notANumber) {
            return 70;
        }
    }

    private static @Nullable String numberOf(Request request) {
        return request.requestUriField()
                                instanceof org.demarc.sip.message.Field.Present<org.demarc.sip.message.Uri>(var uri)
                        && uri instanceof SipUri sip
                ? sip.user()
                : null;
    }

    private void deliveredResponse(Response response) {
        if (Method.CANCEL.equals(response.cseqMethod()) || Method.ACK.equals(response.cseqMethod())) return;
        Sent request = sent.get(response.topBranch());
        if (request == null || !request.request.method().equals(response.cseqMethod())) return;
        boolean invite = Method.INVITE.equals(request.request.method());
        if (!response.isFinal()) {
            if (request.finalAt < 0 && !request.provisional && clock.millis() - request.at >= LONG_WAIT) return;
            request.provisional = true;
            if (invite && response.status() > 100 && !response.toTag().isEmpty()) early(request, response);
            return;
        }
        boolean first = request.finalAt < 0;
        boolean again = !request.finalTags.add(response.toTag());
        boolean lost = lost(request);
        request.gone |= lost;
        if (first) request.finalAt = clock.millis();
        if (invite && !request.gone) owe(request, response, first);
        if (invite && response.isSuccess()) early(request, response).acceptedAt = clock.millis();
        if (!again) offers.delivered(response, request.request);
    }

    private DialogState early(Sent request, Response response) {
        var key = new DialogKey(response.callId(), response.fromTag(), response.toTag());
        return dialogs.computeIfAbsent(key, _ -> {
            var dialog = new DialogState();
            dialog.uac = true;
            dialog.sequence = request.request.cseq();
            dialog.sequenceMethod = Method.INVITE;
            dialog.sequenceTransport = request.flow.transport().name();
            return dialog;
        });
    }

    /// True when the client transaction may have given up before this response came.
    private boolean lost(Sent request) {
        long now = clock.millis();
        if (request.flow.transport().reliable()) return true;
        if (request.finalAt >= 0) return now - request.finalAt >= LONG_WAIT;
        if (request.cancelAt >= 0 && now - request.cancelAt >= LONG_WAIT) return true;
        return !request.provisional && now - request.at >= LONG_WAIT;
    }

    private void owe(Sent request, Response response, boolean first) {
        if (response.toTag().isEmpty() || response.fromTag().isEmpty()) return;
        String debt = response.callId() + '/' + response.toTag() + '/' + response.cseq();
        if (!response.isSuccess()) {
            owedNow = first || !request.acks.isEmpty() ? debt : null;
        } else if (response.has(HeaderName.CONTACT)) {
            owed.put(debt, "the 2xx " + debt + " was never acknowledged");
        }
    }

    @Override
    public void settled() {
        if (disturbed) return;
        if (owedNow != null) fail("no ACK to a failure response to INVITE: " + owedNow);
    }

    /// When all is over: nothing is owed.
    void checkAtEnd() {
        if (!owed.isEmpty()) fail(new ArrayList<>(owed.values()).toString());
        for (Got request : got.values()) {
            Method method = request.request.method();
            if (!Method.CANCEL.equals(method) && request.finalAt < 0) {
                fail(method + " got no final response: " + request.request.callId());
            }
        }
    }

    /// True while an offer in a dialog with this Call-ID has no answer.
    boolean exchanging(String callId) {
        return offers.exchanging(callId);
    }
}
