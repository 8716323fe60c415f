package org.demarc.media.offer;

import java.util.EnumSet;
import java.util.Set;
import org.demarc.media.sdp.Origin;
import org.demarc.media.sdp.SdpEncoder;
import org.demarc.media.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/// Offer and answer of one dialog, RFC 3264 with the order of RFC 6337 §2: who has to say what next,
/// what was said last, and what is in force. Each SDP we send goes through here and gets its `o=` line.
///
/// It fits early and delayed offers alike: an offer in a 2xx is [#sendOffer] or [#offerReceived] as any other.
public final class OfferAnswer {
    public enum State {
        /// Nothing is agreed on, and nothing offered.
        NONE,
        /// The peer has to answer.
        OFFER_SENT,
        /// We have to answer.
        OFFER_RECEIVED,
        /// An answer was given.
        STABLE
    }

    private final LegIdentity identity;
    private State state = State.NONE;
    private Origin origin;
    private @Nullable Kept sent;
    private @Nullable Kept received;
    private @Nullable Kept local;
    private @Nullable Kept remote;
    private boolean ourOffer;

    public OfferAnswer(LegIdentity identity) {
        this.identity = identity;
        this.origin = identity.origin();
    }

    /// The same for another early dialog of a forked INVITE (RFC 3261 §12.1): from now on each goes its
    /// own way.
    public OfferAnswer fork() {
        var fork = new OfferAnswer(identity);
        fork.state = state;
        fork.origin = origin;
        fork.sent = sent;
        fork.received = received;
        fork.local = local;
        fork.remote = remote;
        fork.ourOffer = ourOffer;
        return fork;
    }

    public State state() {
        return state;
    }

    public LegIdentity identity() {
        return identity;
    }

    /// Our `o=` line as it is now.
    public Origin origin() {
        return origin;
    }

    /// What we sent last, offer or answer, rejected or not. To be sent again as it is for a refresh, or
    /// when the answer of a provisional response is repeated in the 2xx.
    public @Nullable SessionDescription lastSent() {
        return Kept.read(sent);
    }

    /// [#lastSent] as it goes on the wire; shared, and never changed.
    public byte[] sentOctets() {
        var last = sent;
        if (last == null) throw new IllegalStateException("nothing was sent");
        return last.octets();
    }

    /// What came in last and fitted.
    public @Nullable SessionDescription lastReceived() {
        return Kept.read(received);
    }

    /// Our side of what is agreed on.
    public @Nullable SessionDescription local() {
        return Kept.read(local);
    }

    /// The peer's side of what is agreed on.
    public @Nullable SessionDescription remote() {
        return Kept.read(remote);
    }

    /// True in the states that let us send an offer.
    public boolean mayOffer() {
        return state == State.NONE || state == State.STABLE;
    }

    /// The offer that we have to answer.
    public SessionDescription offerToAnswer() {
        if (state != State.OFFER_RECEIVED || received == null) throw new IllegalStateException("no offer to answer");
        return received.description();
    }

    /// Sends `content` as an offer.
    ///
    /// @param content everything but the `o=` line
    /// @return what goes on the wire; equal to [#lastSent] when nothing changed
    public SessionDescription sendOffer(SessionDescription content) {
        if (!mayOffer()) throw new IllegalStateException("no offer may be sent in state " + state);
        state = State.OFFER_SENT;
        return stamp(content);
    }

    /// Sends `content` as the answer to the offer that came in.
    ///
    /// @param content everything but the `o=` line
    /// @return what goes on the wire
    public SessionDescription sendAnswer(SessionDescription content) {
        var offer = offerToAnswer();
        var theirs = received;
        if (content.media().size() != offer.media().size()) {
            throw new IllegalArgumentException("an answer has as many m= lines as its offer");
        }
        var answer = stamp(content);
        state = State.STABLE;
        ourOffer = false;
        local = sent;
        remote = theirs;
        return answer;
    }

    /// The version rises by one exactly when the text changes (RFC 3264 §8), also after an offer that
    /// was rejected: RFC 6337 §5.2.5 counts from what was sent.
    private SessionDescription stamp(SessionDescription content) {
        var before = Kept.read(sent);
        if (before != null) {
            if (content.withOrigin(origin).equals(before)) return before;
            origin = origin.withVersion(Long.toString(Long.parseLong(origin.sessionVersion()) + 1));
        }
        var changed = content.origin().equals(origin) ? content : content.withOrigin(origin);
        sent = new Kept(changed);
        return changed;
    }

    /// As [#offerReceived(SessionDescription, byte\[\])], of one that lies on no wire.
    public Received offerReceived(SessionDescription offer) {
        return offerReceived(offer, SdpEncoder.encode(offer));
    }

    /// An offer came in. If it fits, [#sendAnswer] or [#rejectOffer] must follow.
    ///
    /// @param wire what it was read from, kept as it is
    public Received offerReceived(SessionDescription offer, byte[] wire) {
        return switch (state) {
            case OFFER_SENT -> new Received.Refused(Received.Reason.OFFER_CROSSED, "our offer is not answered");
            case OFFER_RECEIVED ->
                new Received.Refused(Received.Reason.OFFER_PENDING, "the last offer is not answered");
            case NONE, STABLE -> {
                var remarks = AnswerCheck.succession(Kept.read(received), offer);
                received = new Kept(offer, wire);
                state = State.OFFER_RECEIVED;
                yield new Received.Fits(remarks);
            }
        };
    }

    /// As [#answerReceived(SessionDescription, byte\[\])], of one that lies on no wire.
    public Received answerReceived(SessionDescription answer) {
        return answerReceived(answer, SdpEncoder.encode(answer));
    }

    /// An answer came in.
    ///
    /// @param wire what it was read from, kept as it is
    public Received answerReceived(SessionDescription answer, byte[] wire) {
        if (state == State.STABLE && ourOffer) return new Received.Repeated(answer.equals(Kept.read(remote)));
        var offer = Kept.read(sent);
        if (state != State.OFFER_SENT || offer == null) {
            return new Received.Refused(Received.Reason.NO_OFFER, "no offer of ours is open");
        }
        var unfit = AnswerCheck.unfit(offer, answer);
        if (unfit != null) return new Received.Refused(Received.Reason.UNFIT, unfit);
        Set<Remark> remarks = EnumSet.noneOf(Remark.class);
        remarks.addAll(AnswerCheck.succession(Kept.read(received), answer));
        remarks.addAll(AnswerCheck.remarks(offer, answer));
        accept(answer, wire);
        return new Received.Fits(remarks);
    }

    /// Takes another answer in place of the one in force. RFC 3261 §13.2.1 lets the first one count,
    /// but gateways announce in a 183 and speak in the 2xx from elsewhere: who wants to hear them calls
    /// this after [Received.Repeated].
    public Received replaceAnswer(SessionDescription answer, byte[] wire) {
        if (state != State.STABLE || !ourOffer || sent == null) throw new IllegalStateException("no answer to replace");
        var offer = sent.description();
        var unfit = AnswerCheck.unfit(offer, answer);
        if (unfit != null) return new Received.Refused(Received.Reason.UNFIT, unfit);
        var remarks = AnswerCheck.remarks(offer, answer);
        accept(answer, wire);
        return new Received.Fits(remarks);
    }

    private void accept(SessionDescription answer, byte[] wire) {
        received = new Kept(answer, wire);
        state = State.STABLE;
        ourOffer = true;
        local = sent;
        remote = received;
    }

    /// The peer rejected our offer, or the request that held it failed: what was in force before still is
    /// (RFC 3261 §14.1, RFC 6337 §3).
    public void offerRejected() {
        if (state != State.OFFER_SENT) throw new IllegalStateException("no offer of ours is open");
        fallBack();
    }

    /// We reject the peer's offer: what was in force before still is.
    public void rejectOffer() {
        if (state != State.OFFER_RECEIVED) throw new IllegalStateException("no offer to reject");
        received = remote;
        fallBack();
    }

    /// What was said is kept in little memory from now on: for a call that is set up and will rarely look at it.
    public void settle() {
        for (var kept : new Kept[] {sent, received, local, remote}) if (kept != null) kept.pack();
    }

    private void fallBack() {
        state = local == null ? State.NONE : State.STABLE;
        // what was answered before is over: an answer that still comes answers nothing
        ourOffer = false;
    }
}
