package org.demarc.sip.transaction;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// Non-INVITE client transaction: RFC 3261 section 17.1.2.
public final class NonInviteClientTransaction extends ClientTransaction {
    /// The states of figure 6 of RFC 3261.
    public enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    private static final int E = 0;
    private static final int F = 1;
    private static final int K = 2;

    private State state = State.TRYING;
    private long resendAfter;
    private @Nullable Timeout timerE;
    private @Nullable Timeout timerF;

    NonInviteClientTransaction(Transactions layer, String key, Request request, Flow flow, ClientUser user) {
        super(layer, key, request, flow, user);
        resendAfter = layer.config.t1();
    }

    public State state() {
        return state;
    }

    @Override
    void start() {
        layer.sender.send(request(), flow, this);
        timerF = layer.timers.after(layer.config.longWait(), this, F);
        if (!flow.transport().reliable()) timerE = layer.timers.after(resendAfter, this, E);
    }

    @Override
    public void expired(int timer) {
        switch (timer) {
            case E -> {
                if (state != State.TRYING && state != State.PROCEEDING) return;
                resendAfter = state == State.TRYING ? Math.min(2 * resendAfter, layer.config.t2()) : layer.config.t2();
                layer.sender.send(request(), flow, this);
                timerE = layer.timers.after(resendAfter, this, E);
            }
            case F ->
                fail(new Failure(Failure.Kind.TIMEOUT, "no final response to " + method + " within 64*T1 (timer F)"));
            case K -> {
                state = State.TERMINATED;
                terminate();
            }
            default -> throw new IllegalArgumentException("timer " + timer);
        }
    }

    @Override
    public void undelivered(Loss loss, String why) {
        fail(Failure.of(loss, why));
    }

    private void fail(Failure failure) {
        if (state != State.TRYING && state != State.PROCEEDING) return;
        stopAll();
        state = State.TERMINATED;
        terminate();
        tell(failure);
    }

    @Override
    void received(Response response) {
        if (state != State.TRYING && state != State.PROCEEDING) return; // a repetition is absorbed
        if (response.isProvisional()) {
            state = State.PROCEEDING;
        } else {
            stopAll();
            if (flow.transport().reliable()) {
                state = State.TERMINATED;
                terminate();
            } else {
                state = State.COMPLETED;
                layer.timers.after(layer.config.t4(), this, K);
            }
        }
        tell(response);
        if (!response.isProvisional()) silence();
    }

    private void stopAll() {
        stop(timerE);
        stop(timerF);
        timerE = null;
        timerF = null;
    }
}
