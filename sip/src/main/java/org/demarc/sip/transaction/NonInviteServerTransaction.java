package org.demarc.sip.transaction;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// Non-INVITE server transaction: RFC 3261 section 17.2.2 as corrected by RFC 4320: no provisional but a late
/// 100 over UDP, and never 408.
public final class NonInviteServerTransaction extends ServerTransaction {
    /// The states of figure 8 of RFC 3261.
    public enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    private static final int LATE = 0;
    private static final int GIVE_UP = 1;

    private State state = State.TRYING;
    private @Nullable Timeout late;
    private @Nullable Timeout giveUp;

    NonInviteServerTransaction(Transactions layer, TransactionKey key, Request request, Flow flow, Flow back) {
        super(layer, key, request, flow, back);
    }

    /// Called when the user did not answer at once: most requests are answered in the same breath and need no
    /// timer.
    void waitForUser() {
        if (state != State.TRYING) return;
        long wait = flow.transport().reliable() ? layer.config.trying() : layer.config.nonInviteTrying();
        late = layer.timers.after(wait, this, LATE);
        giveUp = layer.timers.after(layer.config.longWait(), this, GIVE_UP);
    }

    public State state() {
        return state;
    }

    @Override
    public boolean pending() {
        return state == State.TRYING || state == State.PROCEEDING;
    }

    @Override
    public void respond(Response response) {
        if (pending()) respond(response, null);
    }

    @Override
    public void respond(int status, String reason, String toTag) {
        if (!pending()) return;
        var plain = PlainResponse.of(request(), status, reason, toTag);
        respond(plain.to(request()), plain);
    }

    private void respond(Response response, @Nullable PlainResponse plain) {
        if (response.isProvisional() || response.status() == 408) { // RFC 4320 sections 4.1 and 4.2
            throw new IllegalArgumentException(response.status() + " is never sent to a non-INVITE request");
        }
        stopWaiting();
        answered();
        user(null);
        send(response);
        if (flow.transport().reliable()) {
            end();
        } else {
            state = State.COMPLETED;
            last = null;
            if (plain != null) layer.settled(this, plain);
            else layer.settled(this, response);
        }
    }

    @Override
    void repeated() {
        if (last != null) send(last);
    }

    @Override
    public void expired(int timer) {
        switch (timer) {
            case LATE -> {
                if (state != State.TRYING) return;
                state = State.PROCEEDING;
                last = Response.answering(request(), 100, "Trying", null).build();
                send(last);
            }
            case GIVE_UP -> {
                if (!pending()) return;
                end();
                if (user != null) user.failed(this, new Failure(Failure.Kind.TIMEOUT, "not answered within 64*T1"));
            }
            default -> throw new IllegalArgumentException("timer " + timer);
        }
    }

    @Override
    public void undelivered(Loss loss, String why) {
        // The client repeats the request, or gives up by itself: RFC 3261 section 17.2.4.
    }

    private void stopWaiting() {
        if (late != null) late.cancel();
        if (giveUp != null) giveUp.cancel();
        late = null;
        giveUp = null;
    }

    private void end() {
        stopWaiting();
        state = State.TERMINATED;
        last = null;
        answered();
        terminate();
    }
}
