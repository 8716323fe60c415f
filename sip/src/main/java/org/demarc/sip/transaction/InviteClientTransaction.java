package org.demarc.sip.transaction;

import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Timers.Timeout;
import org.jspecify.annotations.Nullable;

/// INVITE client transaction: RFC 3261 section 17.1.1, with the Accepted state of RFC 6026 section 7.2.
public final class InviteClientTransaction extends ClientTransaction {
    /// The states of figure 5 of RFC 6026.
    public enum State {
        CALLING,
        PROCEEDING,
        COMPLETED,
        ACCEPTED,
        TERMINATED
    }

    private static final int A = 0;
    private static final int B = 1;
    private static final int D = 2;

    private State state = State.CALLING;
    private long resendAfter;
    private @Nullable Timeout timerA;
    private @Nullable Timeout timerB;
    private @Nullable Request ack;
    private @Nullable SuccessUser successUser;

    InviteClientTransaction(Transactions layer, String key, Request invite, Flow flow, ClientUser user) {
        super(layer, key, invite, flow, user);
        resendAfter = layer.config.t1();
    }

    public State state() {
        return state;
    }

    @Override
    void start() {
        layer.sender.send(request(), flow, this);
        timerB = layer.timers.after(layer.config.longWait(), this, B);
        if (!flow.transport().reliable()) timerA = layer.timers.after(resendAfter, this, A);
    }

    @Override
    public void expired(int timer) {
        switch (timer) {
            case A -> {
                if (state != State.CALLING) return;
                resendAfter *= 2;
                layer.sender.send(request(), flow, this);
                timerA = layer.timers.after(resendAfter, this, A);
            }
            case B -> {
                if (state != State.CALLING) return;
                fail(new Failure(Failure.Kind.TIMEOUT, "no response to INVITE within 64*T1 (timer B)"));
            }
            case D -> {
                state = State.TERMINATED;
                terminate();
            }
            default -> throw new IllegalArgumentException("timer " + timer);
        }
    }

    @Override
    public void undelivered(Loss loss, String why) {
        if (state == State.CALLING || state == State.COMPLETED) fail(Failure.of(loss, why));
    }

    /// Ends it without a word: a CANCEL brought no final response in 64*T1 (RFC 3261 section 9.1).
    public void abandon() {
        stopCalling();
        state = State.TERMINATED;
        terminate();
        silence();
    }

    /// Names who hears of the 2xx that come after the first. To be called when that comes.
    public void after(SuccessUser next) {
        successUser = next;
    }

    private void fail(Failure failure) {
        boolean tell = state == State.CALLING;
        stopCalling();
        state = State.TERMINATED;
        terminate();
        if (tell) tell(failure);
    }

    @Override
    void received(Response response) {
        switch (state) {
            case CALLING, PROCEEDING -> {
                stopCalling();
                if (response.isProvisional()) {
                    state = State.PROCEEDING;
                } else if (response.isSuccess()) {
                    state = State.ACCEPTED;
                } else {
                    ack = ackFor(response); // the ACK of a 2xx belongs to the dialog: section 13.2.2.4
                    layer.sender.send(ack, flow, this);
                    if (flow.transport().reliable()) { // where timer D is zero: section 17.1.1.2
                        state = State.TERMINATED;
                        terminate();
                    } else {
                        state = State.COMPLETED;
                        ack = ack.kept();
                        layer.timers.after(Math.max(layer.config.longWait(), 32_000), this, D);
                    }
                }
                tell(response);
                if (state == State.ACCEPTED) layer.settled(this, successUser);
                if (state == State.ACCEPTED || state == State.COMPLETED || state == State.TERMINATED) silence();
            }
            case COMPLETED -> {
                if (!response.isProvisional() && !response.isSuccess() && ack != null) {
                    layer.sender.send(ack, flow, this);
                }
            }
            case ACCEPTED, TERMINATED -> {}
        }
    }

    private void stopCalling() {
        stop(timerA);
        stop(timerB);
        timerA = null;
        timerB = null;
    }

    /// The ACK to a failure response: RFC 3261 section 17.1.1.3.
    private Request ackFor(Response response) {
        Request request = request();
        var builder = Request.builder(Method.ACK, request.requestUriText());
        String via = request.raw(HeaderName.VIA);
        String from = request.raw(HeaderName.FROM);
        String to = response.raw(HeaderName.TO);
        builder.add(HeaderName.VIA, via == null ? "" : via);
        builder.copyAll(request, HeaderName.ROUTE);
        return builder.add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, from == null ? "" : from)
                .add(HeaderName.TO, to == null ? "" : to)
                .add(HeaderName.CALL_ID, request.callId())
                .add(HeaderName.CSEQ, request.cseq() + " ACK")
                .build();
    }
}
