package org.demarc.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.junit.jupiter.api.Test;

/// Figure 5 of RFC 6026, with the timers of RFC 3261 table 4.
class InviteClientTransactionTest implements ClientUser, TransactionUser {
    private final Lab lab = new Lab();
    private final Transactions layer = new Transactions(lab, lab, lab, TimerConfig.RFC3261, 100, this);
    private final List<Integer> statuses = new ArrayList<>();
    private final List<Failure.Kind> failures = new ArrayList<>();
    private int strays;

    private static final Request INVITE = Lab.ours(Lab.invite("z9hG4bK.00x1"));

    private ClientTransaction start(Flow flow) {
        return layer.send(INVITE, flow, this);
    }

    private void arrives(int status) {
        layer.received(Lab.answer(INVITE, status, "b" + status / 100), Lab.UDP);
    }

    /// Proves TRN-012.
    @Test
    void unansweredInviteIsSentSevenTimesThenFails() {
        start(Lab.UDP);
        lab.pass(31_999);
        assertThat(failures).isEmpty();
        lab.pass(1);
        assertThat(failures).containsExactly(Failure.Kind.TIMEOUT);
        assertThat(lab.times()).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L);
        nothingIsLeft();
    }

    /// Proves TRN-012.
    @Test
    void unansweredInviteIsSentOnceOverTcpThenFails() {
        start(Lab.TCP);
        lab.pass(32_000);
        assertThat(failures).containsExactly(Failure.Kind.TIMEOUT);
        assertThat(lab.times()).containsExactly(0L);
        nothingIsLeft();
    }

    @Test
    void provisionalResponseStopsRepetitionAndTimeout() {
        start(Lab.UDP);
        lab.pass(600);
        arrives(100);
        arrives(180);
        lab.pass(3_600_000);
        assertThat(lab.times()).containsExactly(0L, 500L);
        assertThat(statuses).containsExactly(100, 180);
        assertThat(failures).isEmpty();
        assertThat(lab.pending()).isZero();
    }

    @Test
    void failureIsAcknowledgedEachTimeForThirtyTwoSeconds() {
        start(Lab.UDP);
        lab.taken();
        arrives(486);
        Request ack = lab.only().request();
        assertThat(ack.method()).isEqualTo(Method.ACK);
        assertThat(ack.requestUriText()).isEqualTo(INVITE.requestUriText());
        assertThat(ack.raw(HeaderName.VIA)).isEqualTo(INVITE.raw(HeaderName.VIA));
        assertThat(ack.toTag()).isEqualTo("b4");
        assertThat(ack.cseq()).isEqualTo(1);
        arrives(486);
        assertThat(lab.only().message()).hasToString(ack.toString());
        arrives(180);
        assertThat(lab.taken()).isEmpty();
        lab.pass(31_999);
        arrives(486);
        assertThat(lab.taken()).hasSize(1);
        lab.pass(1);
        arrives(486);
        assertThat(lab.taken()).isEmpty();
        assertThat(statuses).containsExactly(486);
        assertThat(strays).isEqualTo(1);
        nothingIsLeft();
    }

    @Test
    void failureOverTcpEndsAtOnce() {
        start(Lab.TCP);
        lab.taken();
        arrives(404);
        assertThat(lab.only().request().method()).isEqualTo(Method.ACK);
        nothingIsLeft();
    }

    /// Proves TRN-014.
    @Test
    void everySuccessGoesUpForThirtyTwoSecondsAndNoneIsAcknowledgedHere() {
        start(Lab.UDP);
        lab.taken();
        arrives(200);
        arrives(200);
        lab.pass(31_999);
        arrives(200);
        lab.pass(1);
        arrives(200);
        assertThat(statuses).containsExactly(200, 200, 200);
        assertThat(lab.taken()).isEmpty();
        assertThat(strays).isEqualTo(1);
        nothingIsLeft();
    }

    @Test
    void failureAfterSuccessIsIgnored() {
        start(Lab.UDP);
        lab.taken();
        arrives(200);
        arrives(500);
        assertThat(statuses).containsExactly(200);
        assertThat(lab.taken()).isEmpty();
    }

    /// Whose sent-by stands there, the response is for (RFC 3261 section 18.1.2).
    ///
    /// Proves TRN-022.
    @Test
    void responseWithAnothersSentByIsDropped() {
        for (String other : List.of("192.0.2.1:5070", "192.0.2.9:5060", "192.0.2.1:50600", "192.0.2.10", "x.example")) {
            start(Lab.UDP);
            lab.taken();
            layer.received(answer(other, 180), Lab.UDP);
            layer.received(answer(other, 486), Lab.UDP);
            assertThat(statuses).as(other).isEmpty();
            assertThat(lab.taken()).isEmpty();
            for (String ours : List.of("192.0.2.1", "192.0.2.1:5060", "192.0.2.1 : 5060")) {
                layer.received(answer(ours, 180), Lab.UDP);
            }
            assertThat(statuses).containsExactly(180, 180, 180);
            statuses.clear();
        }
        assertThat(strays).isEqualTo(10);
    }

    private static Response answer(String sentBy, int status) {
        return Lab.answer(INVITE, status, "b1")
                .edit()
                .replaceFirst(HeaderName.VIA, "SIP/2.0/UDP " + sentBy + ";branch=" + INVITE.topBranch())
                .build();
    }

    @Test
    void transportErrorEndsItWhileCalling() {
        start(Lab.UDP);
        Sender.undelivered(lab);
        assertThat(failures).containsExactly(Failure.Kind.TRANSPORT);
        nothingIsLeft();
    }

    @Test
    void transportErrorIsNothingOnceAProvisionalCame() {
        start(Lab.UDP);
        var sent = lab.only();
        arrives(100);
        Sender.undelivered(sent);
        assertThat(failures).isEmpty();
        arrives(200);
        assertThat(statuses).containsExactly(100, 200);
    }

    @Test
    void transportErrorOfTheAckEndsItInSilence() {
        start(Lab.UDP);
        lab.taken();
        arrives(486);
        Sender.undelivered(lab);
        assertThat(failures).isEmpty();
        assertThat(layer.size()).isZero();
    }

    @Test
    void responseToAnotherMethodOrBranchIsAStray() {
        start(Lab.UDP);
        layer.received(Lab.answer(Lab.invite("z9hG4bK.00x2"), 200, "b"), Lab.UDP);
        layer.received(Lab.answer(Lab.follow("BYE", "z9hG4bK.00x1", 1, ""), 200, "b"), Lab.UDP);
        assertThat(statuses).isEmpty();
        assertThat(strays).isEqualTo(2);
    }

    private void nothingIsLeft() {
        lab.pass(60_000);
        assertThat(layer.size()).isZero();
        assertThat(lab.pending()).isZero();
    }

    /// Tells senders that what they sent did not arrive.
    private static final class Sender {
        static void undelivered(Lab lab) {
            undelivered(lab.only());
        }

        static void undelivered(Lab.Sent sent) {
            if (sent.onFailure() != null) sent.onFailure().undelivered(Loss.FLOW_FAILED, "refused");
        }
    }

    @Override
    public void response(ClientTransaction transaction, Response response) {
        statuses.add(response.status());
        if (transaction instanceof InviteClientTransaction invite && response.isSuccess()) {
            invite.after((again, _) -> statuses.add(again.status()));
        }
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
    public void stray(Response response, Flow flow) {
        strays++;
    }
}
