package org.demarc.pbx.phone;

import org.demarc.pbx.voice.Heard;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.transport.Timers.Timeout;
import org.demarc.sip.ua.Content;
import org.demarc.sip.ua.Ending;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.IncomingUser;
import org.demarc.sip.ua.OutgoingInvite;
import org.demarc.sip.ua.OutgoingUser;
import org.demarc.sip.ua.RequestUser;
import org.demarc.sip.ua.Session;
import org.demarc.sip.ua.SessionUser;
import org.jspecify.annotations.Nullable;

/// One call of one phone, either way. All methods are called on the PBX's lane.
public final class PhoneCall implements OutgoingUser, IncomingUser, SessionUser, RequestUser, Expiry {
    private static final int PATIENCE = 0;
    private static final int ANSWER = 1;
    private static final int REINVITE = 2;
    private static final int MOST_GLARES = 8;

    private final Pbx pbx;
    private final long id;
    private final boolean outgoing;
    private final Extension extension;
    private final String other;
    private final CallMedia media;
    private final long startedAt;
    private CallState state = CallState.DIALLING;
    private long ringingAt;
    private long answeredAt;
    private long endedAt;
    private @Nullable CallEnd end;
    private @Nullable OutgoingInvite invite;
    private @Nullable IncomingInvite incoming;
    private @Nullable Session session;
    private @Nullable Timeout timer;
    private @Nullable Heard lastHeard;
    private @Nullable Content answerWith;
    private boolean offered;
    private byte @Nullable [] earlyAnswer;
    private boolean wantsHold;
    private boolean heldBefore;
    private int glares;

    PhoneCall(Pbx pbx, long id, boolean outgoing, Extension extension, String other, CallMedia media) {
        this.pbx = pbx;
        this.id = id;
        this.outgoing = outgoing;
        this.extension = extension;
        this.other = other;
        this.media = media;
        this.startedAt = pbx.now();
    }

    public long id() {
        return id;
    }

    public CallState state() {
        return state;
    }

    /// How the call stands.
    public CallReport report() {
        Heard heard = lastHeard;
        return new CallReport(
                id,
                outgoing,
                extension,
                extension.number(),
                other,
                state,
                media.holding(),
                media.heldByPeer(),
                startedAt,
                ringingAt,
                answeredAt,
                endedAt,
                end,
                heard == null ? media.heard() : heard);
    }

    // What the phone does.

    void dial(Flow flow, String domain, long patience) {
        String uri = uri(other, domain);
        String own = uri(extension.number(), domain);
        String from = name(extension.displayName()) + "<" + own + ">";
        timer = pbx.timers().after(patience, this, PATIENCE);
        var order = new OutgoingInvite.Order(
                flow,
                uri,
                from,
                "<" + uri + ">",
                70,
                media.offer(),
                Extra.of(HeaderName.P_ASSERTED_IDENTITY, from),
                0,
                this);
        pbx.changed(this);
        invite = pbx.agent().invite(order, this);
    }

    private static String uri(String number, String domain) {
        return "sip:" + number + "@" + domain + ";user=phone";
    }

    private static String name(String displayName) {
        return displayName.isEmpty()
                ? ""
                : "\"" + displayName.replace("\\", "\\\\").replace("\"", "\\\"") + "\" ";
    }

    void ring(IncomingInvite from) {
        incoming = from;
        Session early = from.fork(this);
        if (early == null) {
            from.refuse(400, "Bad Request", Extra.NONE);
            finish(new CallEnd.Refused(400, "Bad Request"));
            return;
        }
        session = early;
        from.user(this);
        byte[] offer = Bodies.sdp(from.request());
        if (offer == null && from.request().hasBody()) {
            refuse(415, "Unsupported Media Type", Extra.of(HeaderName.ACCEPT, "application/sdp"));
            return;
        }
        Content content;
        if (offer == null) {
            offered = true;
            content = media.offer();
        } else {
            switch (media.answer(offer)) {
                case CallMedia.Answer.Given(Content sdp) -> content = sdp;
                case CallMedia.Answer.Refused(int status, String reason) -> {
                    refuse(status, reason, Extra.NONE);
                    return;
                }
            }
        }
        answerWith = content;
        switch (extension.answering()) {
            case Answering.Refuse(int status, String reason) -> refuse(status, reason, Extra.NONE);
            case Answering.Never() -> ringing(from, early);
            case Answering.After(long ringMillis) -> {
                ringing(from, early);
                timer = pbx.timers().after(ringMillis, this, ANSWER);
            }
        }
    }

    private void ringing(IncomingInvite from, Session early) {
        from.progress(early, 180, "Ringing", null, Extra.NONE);
        state = CallState.RINGING;
        ringingAt = pbx.now();
        pbx.changed(this);
    }

    private void refuse(int status, String reason, Extra extra) {
        IncomingInvite from = incoming;
        if (from != null) from.refuse(status, reason, extra);
        finish(new CallEnd.Refused(status, reason));
    }

    /// Picks up a ringing phone; nothing for a call that does not ring here.
    public void answer() {
        IncomingInvite from = incoming;
        Session early = session;
        Content content = answerWith;
        if (state != CallState.RINGING || from == null || early == null || content == null) return;
        stopTimer();
        talking();
        from.accept(early, content, Extra.NONE);
        media.begin();
        pbx.changed(this);
    }

    private void talking() {
        state = CallState.TALKING;
        answeredAt = pbx.now();
    }

    /// Hangs up, gives up dialling, or refuses with 486, whatever the call needs to end.
    public void hangup() {
        switch (state) {
            case DIALLING, RINGING -> giveUp();
            case TALKING -> {
                Session talk = session;
                if (talk != null) talk.bye(Extra.NONE);
                finish(new CallEnd.HungUp());
            }
            case ENDED -> {}
        }
    }

    private void giveUp() {
        if (incoming != null) {
            refuse(486, "Busy Here", Extra.NONE);
            return;
        }
        if (invite != null) invite.cancel(Extra.NONE);
        finish(new CallEnd.HungUp());
    }

    /// Puts the other side on hold: it still hears us, as it would hear music, and we do not hear it.
    public void hold() {
        reinvite(true);
    }

    /// Talks again.
    public void resume() {
        reinvite(false);
    }

    private void reinvite(boolean hold) {
        wantsHold = hold;
        glares = 0;
        tryReinvite();
    }

    /// Sends what is wanted as soon as RFC 3261 section 14.1 lets it.
    private void tryReinvite() {
        Session talk = session;
        if (state != CallState.TALKING || talk == null || media.holding() == wantsHold) return;
        if (talk.inviteInProgress()) {
            retryLater();
            return;
        }
        heldBefore = media.holding();
        media.hold(wantsHold);
        talk.reinvite(media.offer(), this);
    }

    /// Section 14.1: who made the Call-ID waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms.
    private void retryLater() {
        if (++glares > MOST_GLARES) return;
        stopTimer();
        long random = pbx.random();
        long wait = outgoing ? 2_100 + 10 * (random % 191) : 10 * (random % 201);
        timer = pbx.timers().after(wait, this, REINVITE);
    }

    @Override
    public void expired(int what) {
        timer = null;
        switch (what) {
            case PATIENCE -> {
                if (invite != null) invite.cancel(Extra.NONE);
                finish(new CallEnd.Failed("nobody answered in time"));
            }
            case ANSWER -> answer();
            default -> tryReinvite();
        }
    }

    // What becomes of our INVITE.

    @Override
    public void progressed(OutgoingInvite of, @Nullable Session early, Response response) {
        if (state == CallState.ENDED) return;
        byte[] sdp = early == null ? null : Bodies.sdp(response);
        if (sdp != null) { // early media: the answer of this fork, which its 2xx repeats
            earlyAnswer = sdp;
            media.answered(sdp);
        }
        if (state == CallState.DIALLING && response.status() == 180) {
            state = CallState.RINGING;
            ringingAt = pbx.now();
            pbx.changed(this);
        }
    }

    @Override
    public void answered(OutgoingInvite of, Session talk, Response response) {
        session = talk;
        stopTimer();
        talk.acknowledge(response, null);
        byte[] sdp = Bodies.sdp(response);
        if (sdp == null) sdp = earlyAnswer;
        String wrong = sdp == null ? "answered without SDP" : media.answered(sdp);
        talking();
        if (wrong == null) {
            pbx.changed(this);
        } else {
            talk.bye(Extra.NONE);
            finish(new CallEnd.Failed(wrong));
        }
    }

    @Override
    public void refused(OutgoingInvite of, Response response) {
        finish(new CallEnd.Refused(response.status(), response.reason()));
    }

    @Override
    public void failed(OutgoingInvite of, Failure failure) {
        finish(new CallEnd.Failed(failure.why()));
    }

    @Override
    public void cancelled(IncomingInvite of, Request request) {
        finish(new CallEnd.PeerHungUp());
    }

    // What the other side does in the call.

    @Override
    public void reinvited(Session talk, InviteServerTransaction transaction, Request request) {
        byte[] offer = Bodies.sdp(request);
        if (offer == null) {
            offered = true;
            talk.accept(transaction, media.offer());
            return;
        }
        switch (media.answer(offer)) {
            case CallMedia.Answer.Given(Content sdp) -> {
                talk.accept(transaction, sdp);
                media.begin();
                pbx.changed(this);
            }
            case CallMedia.Answer.Refused(int status, String reason) ->
                talk.refuse(transaction, status, reason, Extra.NONE);
        }
    }

    @Override
    public void updated(Session talk, ServerTransaction transaction, Request update) {
        byte[] offer = Bodies.sdp(update);
        if (offer == null) {
            talk.respond(transaction, 200, "OK", null, Extra.NONE);
            return;
        }
        if (talk.inviteInProgress()) { // RFC 3311 section 5.2: another exchange is open
            talk.respond(transaction, 491, "Request Pending", null, Extra.NONE);
            return;
        }
        switch (media.answer(offer)) {
            case CallMedia.Answer.Given(Content sdp) -> {
                talk.respond(transaction, 200, "OK", sdp, Extra.NONE);
                media.begin();
                pbx.changed(this);
            }
            case CallMedia.Answer.Refused(int status, String reason) ->
                talk.respond(transaction, status, reason, null, Extra.NONE);
        }
    }

    @Override
    public void informed(Session talk, ServerTransaction transaction, Request info) {
        talk.respond(transaction, 200, "OK", null, Extra.NONE);
    }

    @Override
    public void acknowledged(Session talk, Request ack) {
        if (!offered) return;
        offered = false;
        byte[] sdp = Bodies.sdp(ack);
        String wrong = sdp == null ? "the ACK to our offer has no answer" : media.answered(sdp);
        if (wrong == null) {
            pbx.changed(this);
        } else {
            talk.bye(Extra.NONE);
            finish(new CallEnd.Failed(wrong));
        }
    }

    @Override
    public void reinviteCancelled(Session talk) {
        // It is answered at once, so there is nothing left to take back.
    }

    @Override
    public void ended(Session talk, Ending ending) {
        finish(
                switch (ending) {
                    case Ending.Bye _ -> new CallEnd.PeerHungUp();
                    case Ending.NoAck _ -> new CallEnd.Failed("no ACK to our 200");
                    case Ending.Lost(String why) -> new CallEnd.Failed(why);
                });
    }

    // What becomes of our re-INVITE.

    @Override
    public void answered(Session talk, Response response) {
        if (!response.isSuccess()) {
            media.hold(heldBefore);
            if (response.status() == 491) retryLater();
            return;
        }
        talk.acknowledge(response, null);
        byte[] sdp = Bodies.sdp(response);
        String wrong = sdp == null ? "the re-INVITE was answered without SDP" : media.answered(sdp);
        if (wrong == null) {
            pbx.changed(this);
            tryReinvite();
        } else {
            talk.bye(Extra.NONE);
            finish(new CallEnd.Failed(wrong));
        }
    }

    @Override
    public void failed(Session talk, Failure failure) {
        media.hold(heldBefore); // after a timeout `ended` follows
    }

    private void stopTimer() {
        if (timer != null) timer.cancel();
        timer = null;
    }

    private void finish(CallEnd how) {
        if (state == CallState.ENDED) return;
        stopTimer();
        state = CallState.ENDED;
        endedAt = pbx.now();
        end = how;
        media.close();
        lastHeard = media.heard();
        pbx.ended(this);
    }
}
