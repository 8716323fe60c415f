package org.demarc.edge.b2bua;

import org.demarc.edge.status.CallSnapshot.LegSnapshot;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.ua.Content;
import org.demarc.sip.ua.Ending;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.RequestUser;
import org.demarc.sip.ua.Session;
import org.demarc.sip.ua.SessionUser;
import org.jspecify.annotations.Nullable;

/// An answered call: what one side asks for inside its dialog is asked of the other side in its own, and
/// answered when the other side has answered (RFC 3264, RFC 3311, RFC 6086, RFC 6141). One offer at a time
/// crosses the call.
final class Conversation implements SessionUser {

    private final Call call;
    private final MediaBridge media;
    private final Session caller;
    private final Session callee;
    private @Nullable Relayed relayed;
    private @Nullable AwaitedAck awaitedAck;
    private boolean callerTakesUpdate;
    private boolean calleeTakesUpdate;
    private boolean over;
    private final Probe callerProbe = new Probe();
    private final Probe calleeProbe = new Probe();

    /// An offer (or offerless re-INVITE) on its way from one leg to the other.
    private final class Relayed implements RequestUser {
        private final Session asking;
        private final ServerTransaction transaction;
        private final Side from;
        private final @Nullable Content content;
        private final boolean offerless;
        private final boolean asUpdate;
        private boolean withdrawn;

        Relayed(Session asking, ServerTransaction transaction, Side from, @Nullable Content content, boolean asUpdate) {
            this.asking = asking;
            this.transaction = transaction;
            this.from = from;
            this.content = content;
            this.offerless = content == null;
            this.asUpdate = asUpdate;
        }

        @Override
        public void answered(Session session, Response response) {
            relayed = null;
            if (over) {
                if (response.isSuccess() && !asUpdate) session.acknowledge(response, null);
            } else if (response.isSuccess()) {
                accepted(this, session, response);
            } else {
                refused(this, session, response);
            }
        }

        @Override
        public void failed(Session session, Failure failure) {
            relayed = null;
            if (over) return;
            media.rejected(from);
            refuse(this, failure.kind() == Failure.Kind.TIMEOUT ? 408 : 500, Extra.NONE);
        }
    }

    /// A 2xx whose offer was shown to the other side: its ACK waits for the answer in the other side's ACK.
    private record AwaitedAck(Session offerer, Response response, Side answering) {}

    /// @param callerTakesUpdate what its INVITE says
    /// @param calleeTakesUpdate what its 2xx says
    /// @param unacknowledged the callee's 2xx with an offer that the caller's ACK will answer; null when the
    ///     caller made the offer
    Conversation(
            Call call,
            MediaBridge media,
            Session caller,
            Session callee,
            boolean callerTakesUpdate,
            boolean calleeTakesUpdate,
            @Nullable Response unacknowledged) {
        this.call = call;
        this.media = media;
        this.caller = caller;
        this.callee = callee;
        this.callerTakesUpdate = callerTakesUpdate;
        this.calleeTakesUpdate = calleeTakesUpdate;
        if (unacknowledged != null) awaitedAck = new AwaitedAck(callee, unacknowledged, Side.CALLER);
    }

    private Side sideOf(Session session) {
        return session == caller ? Side.CALLER : Side.CALLEE;
    }

    private Session session(Side side) {
        return side == Side.CALLER ? caller : callee;
    }

    private boolean takesUpdate(Side side) {
        return side == Side.CALLER ? callerTakesUpdate : calleeTakesUpdate;
    }

    private void noteAllow(Side side, SipMessage message) {
        takesUpdate(side, Allowed.update(message, takesUpdate(side)));
    }

    private void takesUpdate(Side side, boolean takes) {
        if (side == Side.CALLER) callerTakesUpdate = takes;
        else calleeTakesUpdate = takes;
    }

    // Offers inside the dialog.

    @Override
    public void reinvited(Session session, InviteServerTransaction transaction, Request invite) {
        Side from = sideOf(session);
        noteAllow(from, invite);
        relayOffer(session, transaction, invite, from, false);
    }

    @Override
    public void updated(Session session, ServerTransaction transaction, Request update) {
        Side from = sideOf(session);
        noteAllow(from, update);
        if (update.hasBody()) relayOffer(session, transaction, update, from, true);
        else session.respond(transaction, 200, "OK", null, Extra.NONE); // a target refresh: it ends here
    }

    private void relayOffer(
            Session session, ServerTransaction transaction, Request request, Side from, boolean isUpdate) {
        Session other = session(from.other());
        boolean asUpdate = isUpdate && takesUpdate(from.other());
        boolean busy = relayed != null || awaitedAck != null || media.exchanging();
        // One offer at a time: 500 where the side that asks has another open itself, else 491 (RFC 3311 section 5.2,
        // RFC 6337 section 4.3).
        if (busy || (!asUpdate && other.inviteInProgress())) {
            boolean theirs = media.offerPending(from) || (relayed != null && relayed.from == from);
            answer(session, transaction, theirs ? 500 : 491, null, theirs ? call.soon() : Extra.NONE);
            return;
        }
        Content content = null;
        switch (Bodies.sdp(request)) {
            case Bodies.Found.Unsupported(int status, String _) -> {
                answer(session, transaction, status, null, Extra.of(HeaderName.ACCEPT, "application/sdp"));
                return;
            }
            case Bodies.Found.Sdp(byte[] octets) -> {
                Outcome outcome = media.offered(from, octets);
                if (outcome instanceof Outcome.Pass) outcome = media.offerTo(from.other());
                if (outcome instanceof Outcome.Refused refused) {
                    media.rejected(from);
                    call.note("offer refused: " + refused.why(), refused.rule());
                    answer(session, transaction, refused.status(), null, Warnings.of(refused));
                    return;
                }
                if (outcome instanceof Outcome.Pass(byte[] sdp)) content = Content.sdp(sdp);
            }
            case Bodies.Found.Nothing() -> {}
        }
        relay(new Relayed(session, transaction, from, content, asUpdate), other);
    }

    private void relay(Relayed r, Session other) {
        relayed = r;
        if (r.asUpdate) other.send(Method.UPDATE, r.content, Extra.NONE, r);
        else other.reinvite(r.content, r);
    }

    /// The other side refused. Where it does not know UPDATE, it is asked again by re-INVITE.
    private void refused(Relayed r, Session other, Response response) {
        int status = response.status();
        if (r.asUpdate && (status == 405 || status == 501)) {
            takesUpdate(r.from.other(), false);
            if (!other.inviteInProgress()) {
                relay(new Relayed(r.asking, r.transaction, r.from, r.content, false), other);
                return;
            }
            status = 491;
        }
        media.rejected(r.from);
        refuse(r, Statuses.inDialog(status), Reasons.of(response));
    }

    /// The other side accepted: with an answer, or, where it was asked for one, with an offer.
    private void accepted(Relayed r, Session other, Response response) {
        noteAllow(r.from.other(), response);
        Bodies.Found body = Bodies.sdp(response);
        byte[] sdp = body instanceof Bodies.Found.Sdp(byte[] octets) ? octets : null;
        if (r.withdrawn) {
            withdrawn(r, other, response, sdp);
            return;
        }
        Outcome outcome;
        if (r.offerless) {
            outcome = sdp == null
                    ? new Outcome.Refused(500, "the 2xx to an offerless re-INVITE has no offer", "CAL-002")
                    : media.offered(r.from.other(), sdp);
            if (outcome instanceof Outcome.Pass) outcome = media.offerTo(r.from);
        } else {
            outcome = media.answered(r.from.other(), sdp);
        }
        if (outcome instanceof Outcome.Pass(byte[] toAsking)) {
            if (r.offerless) awaitedAck = new AwaitedAck(other, response, r.from);
            else if (!r.asUpdate) other.acknowledge(response, null);
            answer(r.asking, r.transaction, 200, Content.sdp(toAsking), Extra.NONE);
            return;
        }
        if (!r.asUpdate) other.acknowledge(response, null);
        media.rejected(r.offerless ? r.from.other() : r.from);
        if (outcome instanceof Outcome.Refused(int _, String why, String rule)) call.note(why, rule);
        refuse(r, 488, Extra.NONE);
    }

    /// The asking side took its re-INVITE back, but the other side had accepted it by then. Both are brought
    /// together again by a re-INVITE with what the asking side still has.
    private void withdrawn(Relayed r, Session other, Response response, byte @Nullable [] sdp) {
        if (r.offerless) {
            if (sdp != null) media.offered(r.from.other(), sdp);
            other.acknowledge(response, refusal(r.from.other()));
            return;
        }
        media.withdrawn(r.from, sdp);
        if (!r.asUpdate) other.acknowledge(response, null);
        Side side = r.from.other();
        byte[] before = other.inviteInProgress() ? null : media.current(side);
        if (before == null) return;
        other.reinvite(Content.sdp(before), new RequestUser() {
            @Override
            public void answered(Session session, Response last) {
                byte[] sdp =
                        last.isSuccess() && Bodies.sdp(last) instanceof Bodies.Found.Sdp(byte[] octets) ? octets : null;
                media.settled(side, sdp);
                if (last.isSuccess()) session.acknowledge(last, null);
            }

            @Override
            public void failed(Session session, Failure failure) {
                media.settled(side, null);
                call.note("the two sides may not have the same media: " + failure.why(), "RFC 3261 section 14.1");
            }
        });
    }

    /// An answer that takes nothing new; null when that side waits for none.
    private @Nullable Content refusal(Side side) {
        byte[] sdp = media.answerFromCurrent(side);
        return sdp == null ? null : Content.sdp(sdp);
    }

    private void refuse(Relayed r, int status, Extra extra) {
        if (!r.withdrawn) answer(r.asking, r.transaction, status, null, extra);
    }

    private static void answer(
            Session session, ServerTransaction transaction, int status, @Nullable Content content, Extra extra) {
        String phrase = Statuses.phrase(status);
        if (!(transaction instanceof InviteServerTransaction invite)) {
            session.respond(transaction, status == 408 ? 500 : status, phrase, content, extra);
        } else if (status == 200) {
            session.accept(invite, content);
        } else {
            session.refuse(invite, status, phrase, extra);
        }
    }

    @Override
    public void reinviteCancelled(Session session) {
        Relayed r = relayed;
        if (r == null || r.asking != session) return;
        r.withdrawn = true;
        session(r.from.other()).cancelReinvite();
    }

    @Override
    public void acknowledged(Session session, Request ack) {
        AwaitedAck waiting = awaitedAck;
        if (waiting == null || sideOf(session) != waiting.answering()) return;
        awaitedAck = null;
        Side offering = waiting.answering().other();
        byte[] sdp = Bodies.sdp(ack) instanceof Bodies.Found.Sdp(byte[] octets) ? octets : null;
        if (media.answered(waiting.answering(), sdp) instanceof Outcome.Pass(byte[] toOfferer)) {
            waiting.offerer().acknowledge(waiting.response(), Content.sdp(toOfferer));
            return;
        }
        waiting.offerer().acknowledge(waiting.response(), refusal(offering));
        end("us", "the ACK brought no usable answer", "SIP;cause=488;text=\"Not Acceptable Here\"");
    }

    // INFO.

    @Override
    public void informed(Session session, ServerTransaction transaction, Request info) {
        Session other = session(sideOf(session).other());
        if (info.has(HeaderName.INFO_PACKAGE)) { // RFC 6086 section 4.2.2: we take none
            session.respond(transaction, 469, "Bad Info Package", null, Extra.of(HeaderName.RECV_INFO, ""));
            return;
        }
        Content content = Content.of(info);
        if (content == null && info.hasBody()) {
            session.respond(transaction, 400, "Bad Request", null, Extra.NONE);
            return;
        }
        if (content != null && !crosses(content.type())) {
            session.respond(
                    transaction,
                    415,
                    "Unsupported Media Type",
                    null,
                    Extra.of(
                            HeaderName.ACCEPT,
                            "application/dtmf-relay, application/dtmf, application/media_control+xml"));
            return;
        }
        other.send(Method.INFO, content, Extra.NONE, new RequestUser() {
            @Override
            public void answered(Session answering, Response response) {
                int status = response.status() == 408 ? 500 : response.status();
                int told = response.isSuccess() ? 200 : Statuses.inDialog(status);
                session.respond(transaction, told, Statuses.phrase(told), null, Extra.NONE);
            }

            @Override
            public void failed(Session answering, Failure failure) {
                session.respond(transaction, 500, "Server Internal Error", null, Extra.NONE);
            }
        });
    }

    /// The bodies of INFO that have a meaning on a trunk: DTMF (RFC 6086 section 3 legacy use) and picture
    /// refresh.
    private static boolean crosses(String type) {
        int end = type.indexOf(';');
        String bare = (end < 0 ? type : type.substring(0, end)).strip();
        return bare.equalsIgnoreCase("application/dtmf-relay")
                || bare.equalsIgnoreCase("application/dtmf")
                || bare.equalsIgnoreCase("application/media_control+xml");
    }

    // The end.

    @Override
    public void ended(Session session, Ending ending) {
        if (over) return;
        String by = session == caller ? "caller" : "called";
        switch (ending) {
            case Ending.Bye(Request bye) -> finish(session, by, "BYE", Reasons.of(bye));
            case Ending.NoAck() ->
                finish(session, by, "no ACK to our 2xx", Extra.of(HeaderName.REASON, "SIP;cause=408"));
            case Ending.Lost(String why) -> finish(session, by, why, Extra.of(HeaderName.REASON, "SIP;cause=408"));
        }
    }

    private void finish(Session gone, String by, String why, Extra reason) {
        over = true;
        AwaitedAck waiting = awaitedAck;
        Session other = gone == caller ? callee : caller;
        if (waiting != null) { // also towards a callee that hung up before its ACK: it repeats its 2xx until then
            waiting.offerer()
                    .acknowledge(waiting.response(), refusal(waiting.answering().other()));
        }
        awaitedAck = null;
        other.bye(reason);
        call.ended(by, why);
    }

    void hangup(String why) {
        end("us", why, "SIP;cause=480");
    }

    private void end(String by, String why, String reason) {
        if (over) return;
        over = true;
        AwaitedAck waiting = awaitedAck;
        if (waiting != null) {
            waiting.offerer()
                    .acknowledge(waiting.response(), refusal(waiting.answering().other()));
        }
        awaitedAck = null;
        caller.bye(Extra.of(HeaderName.REASON, reason));
        callee.bye(Extra.of(HeaderName.REASON, reason));
        call.ended(by, why);
    }

    /// Asks both sides whether they are still there. One that is not ends the call: see `ended`.
    void probe() {
        caller.send(Method.OPTIONS, null, Extra.NONE, callerProbe);
        if (!over) callee.send(Method.OPTIONS, null, Extra.NONE, calleeProbe);
    }

    /// What is answered to a probe does not matter: the session itself judges 408, 481 and silence. One that cannot
    /// be delivered may be a peer that starts again; two in a row are a peer that has gone.
    private final class Probe implements RequestUser {
        private boolean undelivered;

        @Override
        public void answered(Session session, Response response) {
            undelivered = false;
        }

        @Override
        public void failed(Session session, Failure failure) {
            if (failure.kind() != Failure.Kind.TRANSPORT || failure.ours()) return;
            if (undelivered) end(session == caller ? "caller" : "called", failure.why(), "SIP;cause=408");
            undelivered = true;
        }
    }

    LegSnapshot snapshot(Side side, String trunk, boolean unheard) {
        Session session = session(side);
        return new LegSnapshot(
                trunk,
                session.dialog().callId(),
                session.dialog().localTag(),
                session.dialog().remoteTag(),
                session.dialog().flow().describe(),
                media.held(side),
                unheard,
                media.statistics(side));
    }
}
