package org.demarc.edge.b2bua;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.demarc.media.offer.Assessment;
import org.demarc.media.offer.OfferAnswer;
import org.demarc.media.offer.Received;
import org.demarc.media.offer.Remark;
import org.demarc.media.offer.SdpRewriter;
import org.demarc.media.offer.StreamPolicy;
import org.demarc.media.offer.StreamVerdict;
import org.demarc.media.plane.MediaPlane;
import org.demarc.media.plane.StreamStatistics;
import org.demarc.media.sdp.Decoded;
import org.demarc.media.sdp.SdpDecoder;
import org.demarc.media.sdp.SessionDescription;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.ua.Session;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// The media side of one call: an offer of one leg becomes an offer on the other, its answer comes back the
/// same way, and the ports between them learn who is at the far ends. It owns the ports of both legs.
final class MediaBridge {

    /// The rules by which it refuses: no port is free or of the family, no stream is one that we relay.
    static final String NO_PORT = "networks.media.ports";

    static final String NO_STREAM = "SDP-005";

    private static final SdpRewriter REWRITER = new SdpRewriter(StreamPolicy.VOICE);

    /// What a body turned out to be.
    private sealed interface Reading {}

    /// A description with what can be done with each of its streams.
    private record Understood(SessionDescription sdp, List<StreamVerdict> streams, byte[] wire) implements Reading {}

    /// Of no use: 400 for one that cannot be read, 488 for one without a stream that we relay.
    private record Useless(Outcome.Refused refused) implements Reading {}

    /// Offer and answer in one early dialog of the called side, and what the caller was told in its own.
    private static final class Branch {
        private final OfferAnswer callee;
        private final OfferAnswer caller;
        private byte @Nullable [] toCaller;

        Branch(OfferAnswer callee, OfferAnswer caller) {
            this.callee = callee;
            this.caller = caller;
        }
    }

    /// Hears of what a peer does that its RFC does not allow and we live with.
    interface Remarks {
        void odd(Side side, Set<Remark> remarks);
    }

    private final MediaPlane plane;
    private final Tokens tokens;
    private final String callId;
    private final Remarks remarks;
    private final IdentityHashMap<Session, Branch> branches = new IdentityHashMap<>(2);
    private @Nullable MediaLeg caller;
    private @Nullable MediaLeg callee;
    private @Nullable Side offerer;
    private @Nullable Understood offer;

    MediaBridge(MediaPlane plane, Tokens tokens, String callId, Remarks remarks) {
        this.plane = plane;
        this.tokens = tokens;
        this.callId = callId;
        this.remarks = remarks;
    }

    private Received noted(Side side, Received received) {
        if (received instanceof Received.Fits(Set<Remark> odd) && !odd.isEmpty()) remarks.odd(side, odd);
        return received;
    }

    /// Says where a leg is. A new attempt at the called side is a new dialog; its ports are kept if the network
    /// is the same.
    void side(Side side, Trunk trunk, Flow flow) {
        MediaLeg before = side == Side.CALLER ? caller : callee;
        MediaLeg next = new MediaLeg(plane, tokens.number(), callId, trunk, flow, before);
        if (side == Side.CALLER) caller = next;
        else callee = next;
    }

    private MediaLeg leg(Side side) {
        MediaLeg leg = side == Side.CALLER ? caller : callee;
        if (leg == null) throw new IllegalStateException("the leg of the " + side + " is not there yet");
        return leg;
    }

    /// True while an offer of that side has no answer.
    boolean offerPending(Side side) {
        return offerer == side;
    }

    /// True while any offer has no answer.
    boolean exchanging() {
        return offerer != null;
    }

    // Offers.

    /// An offer came from a side. `offerTo` the other side follows, or `rejected`.
    Outcome offered(Side from, byte[] octets) {
        return switch (read(octets)) {
            case Useless(Outcome.Refused refused) -> refused;
            case Understood understood -> offered(from, understood, octets);
        };
    }

    private Outcome offered(Side from, Understood understood, byte[] octets) {
        MediaLeg leg = leg(from);
        if (!leg.open(understood.streams(), true)) return noPort(leg);
        switch (noted(from, leg.exchange().offerReceived(understood.sdp(), understood.wire()))) {
            case Received.Refused(Received.Reason reason, String why) -> {
                return new Outcome.Refused(reason.status() == 0 ? 488 : reason.status(), why, "SDP-008");
            }
            case Received.Fits _, Received.Repeated _ -> {}
        }
        offerer = from;
        offer = understood;
        return new Outcome.Pass(octets);
    }

    /// The pending offer as the other side gets it.
    Outcome offerTo(Side to) {
        Understood pending = offer;
        if (pending == null || offerer != to.other()) throw new IllegalStateException("no offer of the other side");
        MediaLeg leg = leg(to);
        if (!leg.open(pending.streams(), false)) return noPort(leg);
        OfferAnswer exchange = leg.exchange();
        if (!exchange.mayOffer()) return new Outcome.Refused(491, "an offer of ours is open there", "SDP-008");
        SessionDescription content = REWRITER.offer(pending.sdp(), pending.streams(), leg.ports(), exchange);
        exchange.sendOffer(content);
        return new Outcome.Pass(exchange.sentOctets());
    }

    /// An offerless INVITE was answered with an offer: straight on to the caller.
    Outcome offeredBack(byte @Nullable [] octets) {
        if (octets == null) return new Outcome.Refused(500, "the 2xx to an offerless INVITE has no offer", "CAL-002");
        Outcome outcome = offered(Side.CALLEE, octets);
        return outcome instanceof Outcome.Refused ? outcome : offerTo(Side.CALLER);
    }

    /// The pending offer came to nothing; what was in force before still is.
    void rejected(Side from) {
        if (caller != null) caller.fallBack();
        if (callee != null) callee.fallBack();
        if (caller != null && callee != null && caller.isAgreed() && callee.isAgreed()) {
            MediaLeg.release(caller, callee);
        }
        if (offerer == from) {
            offerer = null;
            offer = null;
        }
    }

    /// What a leg is offered again so that it has what the other leg still has: the counterpart of a
    /// withdrawn offer.
    ///
    /// @return null when the other leg has agreed on nothing
    byte @Nullable [] current(Side to) {
        MediaLeg leg = leg(to);
        SessionDescription other = leg(to.other()).exchange().remote();
        if (other == null || !leg.exchange().mayOffer()) return null;
        if (!(StreamPolicy.VOICE.assess(other) instanceof Assessment.Usable(List<StreamVerdict> streams))) return null;
        offerer = to.other();
        leg.exchange().sendOffer(REWRITER.offer(other, streams, leg.ports(), leg.exchange()));
        return leg.exchange().sentOctets();
    }

    /// The answer to `current`, null when there was none.
    void settled(Side from, byte @Nullable [] octets) {
        offerer = null;
        MediaLeg leg = leg(from);
        if (octets != null
                && read(octets) instanceof Understood answer
                && leg.exchange().answerReceived(answer.sdp(), answer.wire()) instanceof Received.Fits) {
            leg.learn(answer.streams());
            connect();
        } else {
            leg.fallBack();
        }
    }

    // Answers.

    /// An answer in an early dialog of the called side. The dialog heard of last is the one that is heard
    /// (catalogue ERM-006).
    Outcome earlyAnswer(Session fork, byte[] octets) {
        return switch (read(octets)) {
            case Useless(Outcome.Refused refused) -> refused;
            case Understood answer -> answerIn(branch(fork), answer);
        };
    }

    /// The answer in the 2xx, which may repeat that of the early dialog or leave it out.
    Outcome finalAnswer(Session fork, byte @Nullable [] octets) {
        Branch branch = branch(fork);
        Outcome outcome;
        if (octets == null) {
            byte[] told = branch.toCaller;
            outcome = told == null
                    ? new Outcome.Refused(500, "the 2xx has no answer to our offer", "CAL-001")
                    : new Outcome.Pass(told);
        } else {
            outcome = switch (read(octets)) {
                case Useless(Outcome.Refused refused) -> refused;
                case Understood answer -> answerIn(branch, answer);
            };
        }
        if (outcome instanceof Outcome.Refused) return outcome;
        leg(Side.CALLEE).exchange(branch.callee);
        leg(Side.CALLER).exchange(branch.caller);
        SessionDescription heard = octets == null ? branch.callee.lastReceived() : null; // else learnt just now
        if (heard != null
                && StreamPolicy.VOICE.assess(heard) instanceof Assessment.Usable(List<StreamVerdict> streams)) {
            leg(Side.CALLEE).learn(streams);
            connect();
        }
        branches.clear();
        offerer = null;
        offer = null;
        settle();
        return outcome;
    }

    private Branch branch(Session fork) {
        return branches.computeIfAbsent(
                fork,
                _ -> new Branch(
                        leg(Side.CALLEE).exchange().fork(),
                        leg(Side.CALLER).exchange().fork()));
    }

    private Outcome answerIn(Branch branch, Understood answer) {
        Received received = noted(Side.CALLEE, branch.callee.answerReceived(answer.sdp(), answer.wire()));
        // A gateway that announced in a 183 may speak from elsewhere in its 2xx: it is heard, the caller is told what
        // it was told before.
        if (received instanceof Received.Repeated(boolean same) && !same) {
            received = branch.callee.replaceAnswer(answer.sdp(), answer.wire());
        }
        if (received instanceof Received.Refused(Received.Reason _, String why)) {
            return new Outcome.Refused(488, why, "SDP-003");
        }
        leg(Side.CALLEE).learn(answer.streams());
        byte[] told = branch.toCaller;
        if (told == null) {
            MediaLeg to = leg(Side.CALLER);
            SessionDescription content = REWRITER.answer(answer.sdp(), answer.streams(), to.ports(), branch.caller);
            branch.caller.sendAnswer(content);
            told = branch.caller.sentOctets();
            branch.toCaller = told;
        }
        Understood asked = offer;
        if (asked != null) leg(Side.CALLER).learn(asked.streams());
        connect();
        return new Outcome.Pass(told);
    }

    /// Forgets what the forks of a failed attempt answered.
    void forgetAnswers() {
        branches.clear();
        if (callee != null) callee.learn(List.of());
        connect();
    }

    /// The answer of a side to the pending offer, as the offering side gets it.
    Outcome answered(Side from, byte @Nullable [] octets) {
        Understood asked = offer;
        if (octets == null) return new Outcome.Refused(500, "there is no answer to the offer", "SDP-008");
        if (asked == null || offerer != from.other())
            return new Outcome.Refused(500, "an answer to no offer", "SDP-008");
        Understood answer;
        switch (read(octets)) {
            case Useless(Outcome.Refused refused) -> {
                return refused;
            }
            case Understood understood -> answer = understood;
        }
        MediaLeg leg = leg(from);
        if (noted(from, leg.exchange().answerReceived(answer.sdp(), answer.wire()))
                instanceof Received.Refused(Received.Reason _, String why)) {
            return new Outcome.Refused(488, why, "SDP-003");
        }
        MediaLeg to = leg(from.other());
        SessionDescription content = REWRITER.answer(answer.sdp(), answer.streams(), to.ports(), to.exchange());
        to.exchange().sendAnswer(content);
        byte[] told = to.exchange().sentOctets();
        leg.learn(answer.streams());
        to.learn(asked.streams());
        connect();
        offerer = null;
        offer = null;
        settle();
        return new Outcome.Pass(told);
    }

    private void settle() {
        leg(Side.CALLER).exchange().settle();
        leg(Side.CALLEE).exchange().settle();
        MediaLeg.release(leg(Side.CALLER), leg(Side.CALLEE));
    }

    /// The other side accepted an offer that its maker had taken back by then: it alone moves on.
    void withdrawn(Side from, byte @Nullable [] octets) {
        MediaLeg other = leg(from.other());
        if (octets != null && read(octets) instanceof Understood answer) {
            other.exchange().answerReceived(answer.sdp(), answer.wire());
        }
        rejected(from);
    }

    /// The answer to a side's pending offer out of what the other side has agreed on before; declining
    /// everything when that is nothing.
    ///
    /// @return null when no offer of that side waits for an answer
    byte @Nullable [] answerFromCurrent(Side to) {
        MediaLeg leg = leg(to);
        if (leg.exchange().state() != OfferAnswer.State.OFFER_RECEIVED) return null;
        SessionDescription other = leg(to.other()).exchange().remote();
        Understood asked = offer;
        SessionDescription content;
        if (other != null
                && asked != null
                && StreamPolicy.VOICE.assess(other) instanceof Assessment.Usable(List<StreamVerdict> streams)) {
            content = REWRITER.answer(other, streams, leg.ports(), leg.exchange());
            leg.learn(asked.streams());
        } else {
            content = REWRITER.declineAll(leg.exchange());
        }
        leg.exchange().sendAnswer(content);
        byte[] told = leg.exchange().sentOctets();
        leg(to.other()).fallBack();
        connect();
        offerer = null;
        offer = null;
        return told;
    }

    // Streams.

    /// Joins what both sides can use, and separates what one of them cannot.
    private void connect() {
        if (caller != null && callee != null) MediaLeg.join(caller, callee);
    }

    private static Reading read(byte[] octets) {
        return switch (SdpDecoder.decode(octets)) {
            case Decoded.Malformed malformed ->
                new Useless(new Outcome.Refused(400, "session description: " + malformed, "SDP-001"));
            case Decoded.Parsed(SessionDescription sdp) ->
                switch (StreamPolicy.VOICE.assess(sdp)) {
                    case Assessment.Usable(List<StreamVerdict> streams) -> new Understood(sdp, streams, octets);
                    case Assessment.NoUsableStream(StreamVerdict.Reason reason) ->
                        new Useless(new Outcome.Refused(488, reason.text(), NO_STREAM));
                };
        };
    }

    private static Outcome noPort(MediaLeg leg) {
        return new Outcome.Refused(
                leg.familyServed() ? 503 : 488, "no media port on network " + leg.network(), NO_PORT);
    }

    /// True while silence says nothing about the peers: a side is on hold (catalogue HLD-005), or no stream may
    /// be sent.
    boolean quietByAgreement() {
        MediaLeg a = leg(Side.CALLER);
        MediaLeg b = leg(Side.CALLEE);
        return a.held() || b.held() || !(a.maySend() || b.maySend());
    }

    /// How long ago either side was heard last, by RTP or RTCP, in milliseconds; `Long.MAX_VALUE`: never.
    long sinceHeard() {
        return Math.min(leg(Side.CALLER).sinceHeard(), leg(Side.CALLEE).sinceHeard());
    }

    /// True while the peer of that side does not want to hear.
    boolean held(Side side) {
        return leg(side).held();
    }

    /// What was counted on that side's first stream; null when it has none.
    @Nullable
    StreamStatistics statistics(Side side) {
        return leg(side).statistics();
    }

    /// True when a side is not heard although it may speak, while the other is.
    ///
    /// @param never how long it may take, in milliseconds, until a side that never was heard must be
    /// @param again the same for one that was; longer, as a side that is silent need not send (RFC 3389)
    /// @param talking for how long both could speak
    boolean unheard(Side side, long never, long again, long talking) {
        MediaLeg mute = leg(side);
        long since = mute.sinceRtp();
        long patience = since == Long.MAX_VALUE ? never : again;
        return talking >= patience
                && since >= patience
                && mute.maySend()
                && leg(side.other()).sinceRtp() < never;
    }

    /// Adds what was counted on the streams of both legs.
    void addTo(MediaTotals totals) {
        if (caller != null) caller.addTo(totals);
        if (callee != null) callee.addTo(totals);
    }

    /// Frees the ports of both legs.
    void close() {
        List<MediaLeg> legs = new ArrayList<>(2);
        if (caller != null) legs.add(caller);
        if (callee != null) legs.add(callee);
        for (MediaLeg leg : legs) leg.close();
        branches.clear();
        offer = null;
        offerer = null;
    }
}
