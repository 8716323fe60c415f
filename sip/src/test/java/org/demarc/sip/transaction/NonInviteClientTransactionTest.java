package org.demarc.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.junit.jupiter.api.Test;

/// Figure 6 of RFC 3261.
class NonInviteClientTransactionTest implements ClientUser, TransactionUser {
    private final Lab lab = new Lab();
    private final Transactions layer = new Transactions(lab, lab, lab, TimerConfig.RFC3261, 100, this);
    private final List<Integer> statuses = new ArrayList<>();
    private final List<Failure.Kind> failures = new ArrayList<>();

    private static final Request OPTIONS = Lab.ours(Lab.follow("OPTIONS", "z9hG4bK.00x1", 1, ""));

    private void arrives(int status) {
        layer.received(Lab.answer(OPTIONS, status, "b"), Lab.UDP);
    }

    /// Proves TRN-012.
    @Test
    void unansweredRequestIsSentElevenTimesThenFails() {
        layer.send(OPTIONS, Lab.UDP, this);
        lab.pass(32_000);
        assertThat(lab.times())
                .containsExactly(
                        0L, 500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
        assertThat(failures).containsExactly(Failure.Kind.TIMEOUT);
        nothingIsLeft();
    }

    @Test
    void provisionalResponseSlowsRepetitionToT2AndDoesNotStopTheTimeout() {
        layer.send(OPTIONS, Lab.UDP, this);
        lab.pass(600);
        arrives(100);
        lab.pass(31_400);
        assertThat(lab.times())
                .containsExactly(0L, 500L, 1_500L, 5_500L, 9_500L, 13_500L, 17_500L, 21_500L, 25_500L, 29_500L);
        assertThat(failures).containsExactly(Failure.Kind.TIMEOUT);
    }

    @Test
    void finalResponseIsToldOnceAndAbsorbedForT4() {
        layer.send(OPTIONS, Lab.UDP, this);
        arrives(200);
        arrives(200);
        lab.pass(4_999);
        assertThat(layer.size()).isEqualTo(1);
        lab.pass(1);
        assertThat(layer.size()).isZero();
        assertThat(statuses).containsExactly(200);
        nothingIsLeft();
    }

    @Test
    void finalResponseOverTcpEndsItAtOnce() {
        layer.send(OPTIONS, Lab.TCP, this);
        arrives(404);
        assertThat(layer.size()).isZero();
        assertThat(lab.pending()).isZero();
    }

    @Test
    void overTcpItIsSentOnce() {
        layer.send(OPTIONS, Lab.TCP, this);
        lab.pass(32_000);
        assertThat(lab.times()).containsExactly(0L);
        assertThat(failures).containsExactly(Failure.Kind.TIMEOUT);
    }

    @Test
    void transportErrorEndsItAtAnyTimeBeforeTheFinalResponse() {
        layer.send(OPTIONS, Lab.UDP, this);
        arrives(100);
        var sent = lab.only();
        if (sent.onFailure() != null) sent.onFailure().undelivered(Loss.FLOW_FAILED, "refused");
        if (sent.onFailure() != null) sent.onFailure().undelivered(Loss.FLOW_FAILED, "refused again");
        assertThat(failures).containsExactly(Failure.Kind.TRANSPORT);
        nothingIsLeft();
    }

    private void nothingIsLeft() {
        lab.pass(60_000);
        assertThat(layer.size()).isZero();
        assertThat(lab.pending()).isZero();
    }

    @Override
    public void response(ClientTransaction transaction, Response response) {
        statuses.add(response.status());
    }

    @Override
    public void failed(ClientTransaction transaction, Failure failure) {
        failures.add(failure.kind());
    }

    @Override
    public void request(ServerTransaction transaction, Request request) {}

    @Override
    public void ack(Request ack, Flow flow) {}

    @Override
    public void stray(Response response, Flow flow) {}
}
