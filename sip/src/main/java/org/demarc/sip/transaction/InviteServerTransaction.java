package org.demarc.sip.transaction;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// INVITE server transaction: RFC 3261 section 17.2.1, with the Accepted state of RFC 6026 section 7.1. The 2xx
/// is repeated by the transaction user, not here.
public final class InviteServerTransaction extends ServerTransaction {
    /// The states of figure 7 of RFC 6026.
    public enum State {
        PROCEEDING,
        COMPLETED,
        CONFIRMED,
        ACCEPTED,
        TERMINATED
    }

    private static final int TRYING = 0;
    private static final int G = 1;
    private static final int H = 2;
    private static final int I = 3;

    /// The call that it begins; null for a re-INVITE, and once its refusal is acknowledged.
    @Nullable
    CallAttempt attempt;

    private State state = State.PROCEEDING;
    private long resendAfter;
    private @Nullable Timeout trying;
    private @Nullable Timeout timerG;
    private @Nullable Timeout timerH;

    InviteServerTransaction(Transactions layer, TransactionKey key, Request invite, Flow flow, Flow back) {
        super(layer, key, invite, flow, back);
        resendAfter = layer.config.t1();
        trying = layer.timers.after(layer.config.trying(), this, TRYING);
    }

    public State state() {
        return state;
    }

    @Override
    public boolean pending() {
        return state == State.PROCEEDING;
    }

    @Override
    public void respond(Response response) {
        if (state != State.PROCEEDING) return;
        if (trying != null) trying.cancel();
        trying = null;
        send(response);
        if (response.isProvisional()) {
            last = response;
            return;
        }
        answered();
        if (response.isSuccess()) {
            last = null;
            user(null); // nothing can fail any more
            state = State.ACCEPTED;
            layer.settled(this);
            return;
        }
        last = response;
        state = State.COMPLETED;
        timerH = layer.timers.after(layer.config.longWait(), this, H);
        if (!flow.transport().reliable()) timerG = layer.timers.after(resendAfter, this, G);
    }

    @Override
    public void respond(int status, String reason, String toTag) {
        if (state == State.PROCEEDING)
            respond(Response.answering(request(), status, reason, toTag).build());
    }

    @Override
    void repeated() {
        switch (state) {
            case PROCEEDING, COMPLETED -> {
                if (last != null) send(last);
            }
            case CONFIRMED, ACCEPTED, TERMINATED -> {}
        }
    }

    /// True when the ACK was for a failure response sent here, so that it goes no further.
    boolean acknowledged() {
        return switch (state) {
            case COMPLETED -> {
                confirm();
                yield true;
            }
            case CONFIRMED -> true;
            case PROCEEDING, ACCEPTED, TERMINATED -> false;
        };
    }

    private void confirm() {
        if (timerG != null) timerG.cancel();
        if (timerH != null) timerH.cancel();
        timerG = null;
        timerH = null;
        last = null;
        user(null);
        endAttempt();
        if (flow.transport().reliable()) {
            end();
        } else {
            state = State.CONFIRMED;
            layer.timers.after(layer.config.t4(), this, I);
        }
    }

    @Override
    public void expired(int timer) {
        switch (timer) {
            case TRYING -> {
                trying = null;
                if (state == State.PROCEEDING && last == null) {
                    last = Response.answering(request(), 100, "Trying", null).build();
                    send(last);
                }
            }
            case G -> {
                if (state != State.COMPLETED || last == null) return;
                send(last);
                resendAfter = Math.min(2 * resendAfter, layer.config.t2());
                timerG = layer.timers.after(resendAfter, this, G);
            }
            case H -> {
                if (state != State.COMPLETED) return;
                fail(new Failure(Failure.Kind.TIMEOUT, "no ACK within 64*T1 (timer H)"));
            }
            case I -> end();
            default -> throw new IllegalArgumentException("timer " + timer);
        }
    }

    /// A response that cannot be delivered ends nothing: the client repeats its request, or gives up by itself
    /// (RFC 6026 section 8.8 lets the transaction user know; only a failure response in vain ends the
    /// transaction).
    @Override
    public void undelivered(Loss loss, String why) {
        if (state == State.COMPLETED) fail(Failure.of(loss, why));
    }

    private void fail(Failure failure) {
        if (timerG != null) timerG.cancel();
        if (timerH != null) timerH.cancel();
        end();
        if (user != null) user.failed(this, failure);
    }

    private void endAttempt() {
        if (attempt != null) layer.ended(attempt);
        attempt = null;
    }

    private void end() {
        state = State.TERMINATED;
        last = null;
        endAttempt();
        terminate();
    }
}
