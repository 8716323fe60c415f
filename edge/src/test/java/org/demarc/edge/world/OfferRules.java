package org.demarc.edge.world;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;

/// Offer and answer as the edge sends them: RFC 3264 sections 4, 5, 6 and 8, RFC 6337. One state for each
/// dialog; what an INVITE of ours said before there were any holds in all that it makes.
final class OfferRules {
    private static final long LONG_WAIT = 32_000;

    private record Leg(String callId, String ourTag, String theirTag) {}

    private static final class State {
        private @Nullable String sessionId;
        private long version = -1;
        private byte[] last = new byte[0];
        /// Streams of our offer that has no answer; -1: none.
        private int offerSent = -1;
        private long offerSentAt;
        private String offerSentIn = "";
        private int offerGot = -1;
        private String offerGotIn = "";
        private @Nullable InetSocketAddress over;

        State copy() {
            var copy = new State();
            copy.sessionId = sessionId;
            copy.version = version;
            copy.last = last;
            copy.offerSent = offerSent;
            copy.offerSentAt = offerSentAt;
            copy.offerSentIn = offerSentIn;
            return copy;
        }
    }

    private final VirtualClock clock;
    private final WireRules rules;
    private final Map<Leg, State> legs = new HashMap<>();

    OfferRules(VirtualClock clock, WireRules rules) {
        this.clock = clock;
        this.rules = rules;
    }

    private State of(String callId, String ourTag, String theirTag) {
        var key = new Leg(callId, ourTag, theirTag);
        State state = legs.get(key);
        if (state == null) {
            State before = legs.get(new Leg(callId, ourTag, ""));
            state = before == null ? new State() : before.copy();
            legs.put(key, state);
        }
        return state;
    }

    private static @Nullable MiniSdp sdp(SipMessage message) {
        return message.hasBody() ? MiniSdp.parse(message.bodyBytes()) : null;
    }

    private static String name(SipMessage message) {
        return message.cseq() + " " + (Method.ACK.equals(message.cseqMethod()) ? Method.INVITE : message.cseqMethod());
    }

    private void require(boolean holds, String rule) {
        if (!holds) rules.fail(rule);
    }

    private void origin(State state, SipMessage message, MiniSdp sdp) {
        byte[] octets = message.bodyBytes();
        if (state.sessionId == null) {
            state.sessionId = sdp.id();
        } else {
            require(state.sessionId.equals(sdp.id()), "another session id in the same dialog");
            if (sdp.version() == state.version) {
                require(Arrays.equals(state.last, octets), "another description with the same version");
            } else {
                require(sdp.version() == state.version + 1, "version " + sdp.version() + " after " + state.version);
            }
        }
        state.version = sdp.version();
        state.last = octets;
    }

    private void offer(State state, String in, MiniSdp sdp) {
        boolean open = state.offerSent >= 0 && clock.millis() - state.offerSentAt < LONG_WAIT;
        require(!open || state.offerSentIn.equals(in), "an offer while ours in " + state.offerSentIn + " is open");
        require(state.offerGot < 0, "an offer while theirs in " + state.offerGotIn + " is open");
        state.offerSent = sdp.streams().size();
        state.offerSentAt = clock.millis();
        state.offerSentIn = in;
    }

    /// This request of ours goes over a connection to `remote`.
    void over(Request request, InetSocketAddress remote) {
        of(request.callId(), request.fromTag(), request.toTag()).over = remote;
    }

    /// The connection broke: an offer on it that has no answer may be made again.
    void broken(InetSocketAddress remote) {
        for (State state : legs.values()) {
            if (remote.equals(state.over)) state.offerSent = -1;
        }
    }

    /// A request of ours, for the first time.
    void sent(Request request) {
        State state = of(request.callId(), request.fromTag(), request.toTag());
        MiniSdp sdp = sdp(request);
        if (request.hasBody() && sdp == null && !Method.INFO.equals(request.method())) {
            rules.fail("a description that cannot be read");
        }
        if (sdp == null) {
            if (Method.ACK.equals(request.method()) && state.offerGotIn.equals(name(request))) state.offerGot = -1;
            return;
        }
        if (Method.ACK.equals(request.method())) {
            if (state.offerGot >= 0 && state.offerGotIn.equals(name(request))) {
                require(state.offerGot == sdp.streams().size(), "an answer in ACK has another number of streams");
                state.offerGot = -1;
            }
        } else {
            offer(state, name(request), sdp);
        }
        origin(state, request, sdp);
    }

    /// A response of ours, for the first time.
    void sent(Response response, Request request) {
        if (response.toTag().isEmpty() || response.status() == 100) return;
        Method method = request.method();
        if (!Method.INVITE.equals(method) && !Method.UPDATE.equals(method)) return;
        State state = of(response.callId(), response.toTag(), response.fromTag());
        MiniSdp sdp = sdp(response);
        MiniSdp offer = sdp(request);
        if (sdp != null) {
            origin(state, response, sdp);
            if (offer == null) {
                if (response.isSuccess()) offer(state, name(response), sdp);
            } else {
                require(
                        offer.streams().size() == sdp.streams().size(),
                        "an answer has another number of streams than its offer");
            }
        } else if (response.isSuccess() && (offer != null || Method.INVITE.equals(method))) {
            rules.fail("a 2xx to " + method + " without a description");
        }
        if (response.isFinal() && state.offerGotIn.equals(name(response))) state.offerGot = -1;
    }

    /// A request that reached us, for the first time or not.
    void delivered(Request request) {
        State state = of(request.callId(), request.toTag(), request.fromTag());
        MiniSdp sdp = sdp(request);
        if (Method.ACK.equals(request.method())) {
            if (state.offerSentIn.equals(name(request))) state.offerSent = -1;
        } else if (sdp != null && !request.toTag().isEmpty() && state.offerGot < 0) {
            state.offerGot = sdp.streams().size();
            state.offerGotIn = name(request);
        }
    }

    /// A final response that reached us.
    void delivered(Response response, Request request) {
        State state = of(response.callId(), response.fromTag(), response.toTag());
        boolean ours = sdp(request) != null;
        if (ours) {
            if (state.offerSentIn.equals(name(request))) state.offerSent = -1;
        } else if (Method.INVITE.equals(request.method())
                && response.isSuccess()
                && sdp(response) instanceof MiniSdp offer) {
            if (state.offerGot >= 0 || !response.has(org.demarc.sip.message.HeaderName.CONTACT)) return;
            state.offerGot = offer.streams().size();
            state.offerGotIn = name(response);
        }
    }

    boolean exchanging(String callId) {
        for (var entry : legs.entrySet()) {
            if (!entry.getKey().callId().equals(callId)
                    || entry.getKey().theirTag().isEmpty()) continue;
            if (entry.getValue().offerGot >= 0 || entry.getValue().offerSent >= 0) return true;
        }
        return false;
    }
}
