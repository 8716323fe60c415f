package org.demarc.net;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneRouting;

/// Who may enter a lane that has fallen behind. Above the backlog limit whatever starts something new is
/// answered 503 with Retry-After, statelessly (RFC 3261 sections 8.2.7 and 21.5.4); what belongs to an existing
/// call passes up to the hard limit. Emergency calls pass a quarter beyond that. Used by all threads.
final class Door {
    enum Verdict {
        PASS,
        REFUSE,
        DROP
    }

    /// Tags of our refusals, so that the ACKs to them cost nothing more.
    private static final String REFUSAL_TAG = "x503";

    private static final int SHORTEST_RETRY = 2; // seconds
    private static final int LONGEST_RETRY = 10;
    private static final String EMERGENCY = "urn:service:sos"; // RFC 5031 section 4.2

    private final LaneLoop[] lanes;
    private final int soft;
    private final int hard;
    private final Predicate<Request> urgent;
    private final Sources sources;
    private final long seed = ThreadLocalRandom.current().nextLong();

    /// For these lanes.
    ///
    /// @param urgent requests that enter a full lane too, besides those to `urn:service:sos`; called by any
    ///     thread
    /// @param sources what is known of where messages come from
    Door(LaneLoop[] lanes, NetLimits limits, Predicate<Request> urgent, Sources sources) {
        this.lanes = lanes;
        this.soft = limits.backlog();
        this.hard = limits.hardBacklog();
        this.urgent = urgent;
        this.sources = sources;
    }

    LaneLoop laneOf(SipMessage message) {
        return lanes[LaneRouting.laneOf(message, lanes.length)];
    }

    void each(Consumer<LaneLoop> what) {
        for (var lane : lanes) what.accept(lane);
    }

    /// For what belongs to no call.
    LaneLoop anyLane(Flow flow) {
        return lanes[Math.floorMod(flow.connection(), lanes.length)];
    }

    /// Tells the lanes whose bits are set that a connection has ended.
    void tell(long which, Flow flow) {
        for (long left = which; left != 0; left &= left - 1) {
            LaneLoop lane = lanes[Long.numberOfTrailingZeros(left)];
            lane.post(() -> lane.closed(flow));
        }
    }

    /// Whether calls come from there: who is not known gets a connection for a short time only.
    boolean isKnown(Flow flow) {
        return sources.known(flow);
    }

    /// Whether a stranger's datagram is read, whatever it is.
    boolean reads(Flow flow) {
        return sources.reads(flow);
    }

    /// Whether no connection from there is taken.
    boolean isBanned(InetAddress source) {
        return sources.banned(source);
    }

    /// The most that can wait for a lane, emergency calls included.
    static int capacity(NetLimits limits) {
        return limits.hardBacklog() + limits.hardBacklog() / 4;
    }

    /// The backlog above which nothing new enters.
    int soft() {
        return soft;
    }

    /// The backlog above which nothing enters.
    int hard() {
        return hard;
    }

    /// What a message counts for in a backlog.
    static int weight(SipMessage message) {
        return 1 + (message.length() >> 12);
    }

    static int weight(Decoded.Malformed malformed) {
        var read = malformed.asFarAsRead();
        return read == null ? 1 : weight(read);
    }

    Verdict verdict(SipMessage message, int load) {
        if (load < soft) return Verdict.PASS;
        boolean starts = message instanceof Request r && startsSomething(r);
        if (starts && load < hard + hard / 4 && isUrgent((Request) message)) return Verdict.PASS;
        if (load >= hard) return Verdict.DROP;
        return starts ? Verdict.REFUSE : Verdict.PASS;
    }

    /// CANCEL has no To tag either, but belongs to a transaction that we have.
    private static boolean startsSomething(Request request) {
        return !request.method().equals(Method.CANCEL)
                && !request.method().equals(Method.ACK)
                && request.toTag().isEmpty();
    }

    private boolean isUrgent(Request request) {
        if (!request.method().equals(Method.INVITE)) return false;
        String uri = request.requestUriText();
        return uri.regionMatches(true, 0, EMERGENCY, 0, EMERGENCY.length()) || urgent.test(request);
    }

    /// The ACK to a refusal of ours.
    static boolean isAckOfRefusal(SipMessage message) {
        return message instanceof Request r
                && r.method().equals(Method.ACK)
                && r.toTag().startsWith(REFUSAL_TAG);
    }

    /// 35 bits: RFC 3261 section 19.3 asks for 32, and the answer must not be longer than the request.
    private static String digits(long hash) {
        return Long.toString((1L << 35) | (hash >>> 29), 32).substring(1);
    }

    /// The answer to a request that may not enter: the same tag whenever it is repeated.
    Response refusal(Request request) {
        long hash = seed;
        hash = (hash ^ request.topBranch().hashCode()) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ request.callId().hashCode()) * 0xBF58476D1CE4E5B9L;
        hash ^= hash >>> 29;
        int seconds = SHORTEST_RETRY + ThreadLocalRandom.current().nextInt(LONGEST_RETRY - SHORTEST_RETRY + 1);
        return Response.answering(request, 503, "Service Unavailable", REFUSAL_TAG + digits(hash))
                .add(HeaderName.RETRY_AFTER, Integer.toString(seconds))
                .build();
    }
}
