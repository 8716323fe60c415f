package org.demarc.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Figure 7 of RFC 6026, figure 8 of RFC 3261 with RFC 4320, and matching (RFC 3261 section 17.2.3).
class ServerTransactionTest implements ServerUser, TransactionUser {
    private static final String BRANCH = "z9hG4bKx1";

    private final Lab lab = new Lab();
    private final Transactions layer = new Transactions(lab, lab, lab, TimerConfig.RFC3261, 3, this);
    private final List<Request> requests = new ArrayList<>();
    private final List<Request> acks = new ArrayList<>();
    private final List<Failure.Kind> failures = new ArrayList<>();
    private int cancelled;
    private @Nullable ServerTransaction last;

    private void arrives(Request request, Flow flow) {
        layer.received(request, flow);
    }

    private ServerTransaction last() {
        if (last == null) throw new AssertionError("no request came");
        return last;
    }

    private void respond(int status) {
        ServerTransaction transaction = last();
        transaction.respond(
                Response.answering(requests.getLast(), status, "Any", "b1").build());
    }

    private List<Integer> statuses() {
        return lab.taken().stream().map(s -> s.response().status()).toList();
    }

    // INVITE.

    @Test
    void silentUserMakesA100After200Milliseconds() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        lab.pass(199);
        assertThat(lab.taken()).isEmpty();
        lab.pass(1);
        Response trying = lab.only().response();
        assertThat(trying.status()).isEqualTo(100);
        assertThat(trying.toTag()).isEmpty();
        lab.pass(60_000);
        assertThat(lab.taken()).isEmpty();
    }

    @Test
    void provisionalInTimeMakesThe100Needless() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        lab.pass(100);
        respond(180);
        lab.pass(1_000);
        assertThat(statuses()).containsExactly(180);
    }

    /// Proves TRN-021.
    @Test
    void repeatedInviteGetsTheLastResponseAgain() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        arrives(Lab.invite(BRANCH), Lab.UDP);
        assertThat(lab.taken()).isEmpty();
        respond(180);
        respond(183);
        arrives(Lab.invite(BRANCH), Lab.UDP);
        assertThat(statuses()).containsExactly(180, 183, 183);
        assertThat(requests).hasSize(1);
    }

    @Test
    void refusalIsRepeatedUntilItIsGivenUp() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        respond(486);
        lab.pass(32_000);
        assertThat(lab.times())
                .containsExactly(
                        0L, 500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
        assertThat(failures).containsExactly(Failure.Kind.TIMEOUT);
        nothingIsLeft();
    }

    @Test
    void refusalOverTcpIsSentOnceAndWaitsForItsAck() {
        arrives(Lab.invite(BRANCH), Lab.TCP);
        respond(486);
        lab.pass(31_999);
        assertThat(lab.times()).containsExactly(0L);
        assertThat(layer.size()).isEqualTo(1);
        arrives(Lab.follow("ACK", BRANCH, 1, "b1"), Lab.TCP);
        assertThat(layer.size()).isZero();
        assertThat(acks).isEmpty();
        nothingIsLeft();
    }

    @Test
    void ackEndsRepetitionAndMoreAcksAreAbsorbedForT4() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        respond(486);
        arrives(Lab.invite(BRANCH), Lab.UDP);
        assertThat(statuses()).containsExactly(486, 486);
        arrives(Lab.follow("ACK", BRANCH, 1, "b1"), Lab.UDP);
        arrives(Lab.follow("ACK", BRANCH, 1, "b1"), Lab.UDP);
        arrives(Lab.invite(BRANCH), Lab.UDP);
        lab.pass(4_999);
        assertThat(lab.taken()).isEmpty();
        assertThat(layer.size()).isEqualTo(1);
        lab.pass(1);
        assertThat(layer.size()).isZero();
        assertThat(acks).isEmpty();
        assertThat(requests).hasSize(1);
        nothingIsLeft();
    }

    /// Proves TRN-014.
    @Test
    void successIsSentOnceHereAndRepeatedInvitesAreAbsorbedFor32Seconds() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        respond(200);
        arrives(Lab.invite(BRANCH), Lab.UDP);
        lab.pass(31_999);
        assertThat(statuses()).containsExactly(200);
        assertThat(layer.size()).isEqualTo(1);
        lab.pass(1);
        assertThat(layer.size()).isZero();
        nothingIsLeft();
    }

    @Test
    void ackOfASuccessGoesUp() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        respond(200);
        arrives(Lab.follow("ACK", "z9hG4bKother", 1, "b1"), Lab.UDP);
        assertThat(acks).hasSize(1);
    }

    @Test
    void nothingIsSentAfterAFinalResponse() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        ServerTransaction transaction = last();
        Request invite = requests.getLast();
        respond(486);
        transaction.respond(Response.answering(invite, 180, "Ringing", "b1").build());
        transaction.respond(Response.answering(invite, 200, "OK", "b1").build());
        assertThat(statuses()).containsExactly(486);
    }

    @Test
    void refusalThatCannotBeDeliveredEndsIt() {
        arrives(Lab.invite(BRANCH), Lab.TCP);
        respond(486);
        var sent = lab.only();
        if (sent.onFailure() != null) sent.onFailure().undelivered(Loss.FLOW_FAILED, "reset");
        assertThat(failures).containsExactly(Failure.Kind.TRANSPORT);
        nothingIsLeft();
    }

    // CANCEL.

    @Test
    void cancelOfAnOpenInviteIsAnsweredAndTold() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        arrives(Lab.follow("CANCEL", BRANCH, 1, ""), Lab.UDP);
        Response ok = lab.only().response();
        assertThat(ok.status()).isEqualTo(200);
        assertThat(ok.cseqMethod()).isEqualTo(Method.CANCEL);
        assertThat(ok.toTag()).isNotEmpty();
        arrives(Lab.follow("CANCEL", BRANCH, 1, ""), Lab.UDP);
        assertThat(lab.only().response()).hasToString(ok.toString());
        assertThat(cancelled).isEqualTo(1);
    }

    /// Proves CAL-028.
    @Test
    void cancelAfterTheFinalResponseIsAnsweredAndNothingElse() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        respond(200);
        arrives(Lab.follow("CANCEL", BRANCH, 1, ""), Lab.UDP);
        assertThat(statuses()).containsExactly(200, 200);
        assertThat(cancelled).isZero();
    }

    /// Proves CAL-028.
    @Test
    void cancelOfNothingGets481() {
        arrives(Lab.follow("CANCEL", BRANCH, 1, ""), Lab.UDP);
        assertThat(statuses()).containsExactly(481);
        nothingIsLeft();
    }

    // Others.

    /// Proves TRN-015.
    @Test
    void unansweredRequestIsAbsorbedGetsALate100AndIsForgotten() {
        arrives(Lab.follow("OPTIONS", BRANCH, 1, ""), Lab.UDP);
        arrives(Lab.follow("OPTIONS", BRANCH, 1, ""), Lab.UDP);
        lab.pass(3_499);
        assertThat(lab.taken()).isEmpty();
        lab.pass(1);
        assertThat(statuses()).containsExactly(100);
        arrives(Lab.follow("OPTIONS", BRANCH, 1, ""), Lab.UDP);
        assertThat(statuses()).containsExactly(100);
        lab.pass(28_500);
        assertThat(layer.size()).isZero();
        assertThat(failures).containsExactly(Failure.Kind.TIMEOUT);
        assertThat(requests).hasSize(1);
    }

    /// Proves TRN-021.
    @Test
    void answerIsRepeatedForRepeatedRequestsFor32Seconds() {
        arrives(Lab.follow("OPTIONS", BRANCH, 1, ""), Lab.UDP);
        respond(200);
        lab.pass(31_999);
        arrives(Lab.follow("OPTIONS", BRANCH, 1, ""), Lab.UDP);
        assertThat(statuses()).containsExactly(200, 200);
        lab.pass(1);
        assertThat(layer.size()).isZero();
        nothingIsLeft();
    }

    @Test
    void answerOverTcpEndsItAtOnce() {
        arrives(Lab.follow("OPTIONS", BRANCH, 1, ""), Lab.TCP);
        respond(200);
        assertThat(layer.size()).isZero();
        nothingIsLeft();
    }

    /// Proves TRN-015.
    @Test
    void requestTimeoutAndProvisionalsAreNeverSentToOthersThanInvite() {
        arrives(Lab.follow("OPTIONS", BRANCH, 1, ""), Lab.UDP);
        assertThatThrownBy(() -> respond(408)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> respond(180)).isInstanceOf(IllegalArgumentException.class);
    }

    // Matching.

    @Test
    void sameBranchOfAnotherSenderIsAnotherTransaction() {
        arrives(Lab.invite(BRANCH), Lab.UDP);
        arrives(
                Lab.request(Lab.invite(BRANCH)
                        .toString()
                        .replace("UDP 192.0.2.2:5060", "UDP 192.0.2.3:5060")
                        .replaceAll("Content-Length.*\n", "")),
                Lab.UDP);
        assertThat(requests).hasSize(2);
        assertThat(layer.size()).isEqualTo(2);
    }

    @Test
    void branchWithoutMagicCookieIsMatchedAsRfc2543Says() {
        arrives(Lab.invite("1"), Lab.UDP);
        arrives(Lab.invite("1"), Lab.UDP);
        respond(486);
        arrives(Lab.follow("ACK", "1", 1, "b1"), Lab.UDP);
        lab.pass(10_000);
        assertThat(requests).hasSize(1);
        assertThat(statuses()).containsExactly(486);
        assertThat(acks).isEmpty();
        assertThat(layer.size()).isZero();
    }

    @Test
    void requestBeyondTheLimitGets503WithoutATransaction() {
        for (int i = 0; i < 4; i++) arrives(Lab.invite(BRANCH + i), Lab.UDP);
        Response refusal = lab.only().response();
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.has(HeaderName.RETRY_AFTER)).isTrue();
        assertThat(layer.size()).isEqualTo(3);
        assertThat(requests).hasSize(3);
    }

    @Test
    void requestsOfDialogsHaveRoomBeyondTheLimit() {
        var roomy = new Transactions(lab, lab, lab, TimerConfig.RFC3261, 8, this);
        for (int i = 0; i < 8; i++) roomy.received(Lab.invite(BRANCH + i), Lab.UDP);
        roomy.received(Lab.follow("OPTIONS", BRANCH + "o", 1, ""), Lab.UDP);
        assertThat(statuses()).containsExactly(503);
        roomy.received(Lab.follow("BYE", BRANCH + "b", 2, "d00x"), Lab.UDP);
        roomy.received(Lab.follow("INVITE", BRANCH + "i", 3, "d00x"), Lab.UDP);
        assertThat(lab.taken()).isEmpty();
        assertThat(requests.stream().map(Request::method)).endsWith(Method.BYE, Method.INVITE);
        roomy.received(Lab.follow("INFO", BRANCH + "f", 4, "d00x"), Lab.UDP);
        assertThat(statuses()).containsExactly(503);
        assertThat(roomy.size()).isEqualTo(10);
    }

    @Test
    void cancelsOfNothingGetTheSame481AndLeaveNothing() {
        for (int i = 0; i < 100; i++) arrives(Lab.follow("CANCEL", BRANCH + i, 1, ""), Lab.UDP);
        assertThat(statuses()).hasSize(100).containsOnly(481);
        assertThat(layer.size()).isZero();
        assertThat(lab.pending()).isZero();
        arrives(Lab.follow("CANCEL", BRANCH, 1, ""), Lab.UDP);
        Response first = lab.only().response();
        arrives(Lab.follow("CANCEL", BRANCH, 1, ""), Lab.UDP);
        assertThat(lab.only().response()).hasToString(first.toString());
        assertThat(first.toTag()).isNotEmpty();
    }

    private void nothingIsLeft() {
        lab.pass(60_000);
        assertThat(layer.size()).isZero();
        assertThat(lab.pending()).isZero();
    }

    @Override
    public void cancelled(InviteServerTransaction transaction, Request cancel) {
        cancelled++;
    }

    @Override
    public void failed(ServerTransaction transaction, Failure failure) {
        failures.add(failure.kind());
    }

    @Override
    public void request(ServerTransaction transaction, Request request) {
        requests.add(request);
        last = transaction;
        transaction.user(this);
    }

    @Override
    public void ack(Request ack, Flow flow) {
        acks.add(ack);
    }

    @Override
    public void stray(Response response, Flow flow) {}
}
