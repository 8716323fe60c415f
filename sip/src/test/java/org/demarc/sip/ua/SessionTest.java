package org.demarc.sip.ua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.Lab;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Sessions from both ends: RFC 3261 sections 9, 12 to 15.
class SessionTest implements UserAgentUser, SessionUser, OutgoingUser, RequestUser, IncomingUser {
    private static final Content SDP = Content.sdp("v=0\r\n".getBytes(StandardCharsets.UTF_8));
    private static final String OFFER = """
            v=0
            o=- 1 1 IN IP4 192.0.2.2
            s=-
            c=IN IP4 192.0.2.2
            t=0 0
            m=audio 4000 RTP/AVP 0 8
            m=video 4002 RTP/AVP 34
            """.replace("\n", "\r\n");

    private final Lab lab = new Lab();
    private final UserAgent agent = new UserAgent(lab, lab, lab, TimerConfig.RFC3261, 100, this);
    private final List<Ending> endings = new ArrayList<>();
    private final List<Integer> answers = new ArrayList<>();
    private final List<Integer> refusals = new ArrayList<>();
    private final List<Session> won = new ArrayList<>();
    private int acknowledged;
    private int failures;
    private int reinviteCancelled;
    private int cancelled;
    private @Nullable IncomingInvite incoming;
    private @Nullable InviteServerTransaction reinvite;

    // As the called side.

    private Session accepted() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        IncomingInvite invite = Objects.requireNonNull(incoming);
        Session session = Objects.requireNonNull(invite.fork(this));
        invite.accept(session, SDP, Extra.NONE);
        return session;
    }

    private Session confirmed() {
        Session session = accepted();
        arrives("ACK", 1, session);
        lab.taken();
        return session;
    }

    private void arrives(String method, long sequence, Session session) {
        agent.received(
                Lab.follow(
                        method,
                        "z9hG4bK" + method + sequence,
                        sequence,
                        session.dialog().localTag()),
                Lab.UDP);
    }

    private int onlyStatus() {
        return lab.only().response().status();
    }

    /// Proves TRN-013.
    @Test
    void successIsRepeatedUntilTheAckComes() {
        Session session = accepted();
        lab.pass(4_000);
        assertThat(lab.times()).containsExactly(0L, 500L, 1_500L, 3_500L);
        arrives("ACK", 1, session);
        lab.pass(60_000);
        assertThat(lab.taken()).isEmpty();
        assertThat(acknowledged).isEqualTo(1);
        assertThat(agent.dialogs()).isEqualTo(1);
    }

    /// The ACK comes from the caller itself, over whatever a proxy chose for the last hop.
    ///
    /// Proves TRN-013.
    @Test
    void successIsRepeatedOverTcpTooAndEndsWithBye() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.TCP);
        IncomingInvite invite = Objects.requireNonNull(incoming);
        invite.accept(Objects.requireNonNull(invite.fork(this)), SDP, Extra.NONE);
        lab.pass(32_000);
        List<Lab.Sent> sent = lab.taken();
        assertThat(sent.stream().map(Lab.Sent::at))
                .containsExactly(
                        0L, 500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L,
                        32_000L);
        assertThat(sent.getFirst().flow()).isEqualTo(Lab.TCP);
        assertThat(sent.getLast().request().method()).isEqualTo(Method.BYE);
        nothingIsLeft();
    }

    @Test
    void successWithoutAckEndsWithByeAfter32Seconds() {
        accepted();
        lab.pass(31_999);
        assertThat(lab.times())
                .containsExactly(
                        0L, 500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
        lab.pass(1);
        assertThat(lab.only().request().method()).isEqualTo(Method.BYE);
        assertThat(endings).hasExactlyElementsOfTypes(Ending.NoAck.class);
        nothingIsLeft();
    }

    /// Proves CAL-006, CAL-026.
    @Test
    void byeOfTheCalleeWaitsForTheAck() {
        Session session = accepted();
        lab.taken();
        session.bye(Extra.NONE);
        assertThat(lab.taken()).isEmpty();
        arrives("ACK", 1, session);
        assertThat(lab.only().request().method()).isEqualTo(Method.BYE);
        assertThat(endings).isEmpty();
        nothingIsLeft();
    }

    /// Proves CAL-026.
    @Test
    void byeOfTheCalleeGoesOutWhenTheAckNeverComes() {
        Session session = accepted();
        session.bye(Extra.of(HeaderName.REASON, "SIP;cause=480"));
        lab.pass(31_999);
        assertThat(lab.taken()).allSatisfy(s -> assertThat(s.message()).isInstanceOf(Response.class));
        lab.pass(1);
        assertThat(lab.only().request().raw(HeaderName.REASON)).isEqualTo("SIP;cause=480");
        assertThat(endings).isEmpty();
        nothingIsLeft();
    }

    @Test
    void noReinviteOfOursBeforeTheFirstAck() {
        Session session = accepted();
        assertThat(session.inviteInProgress()).isTrue();
        assertThatThrownBy(() -> session.reinvite(SDP, this)).isInstanceOf(IllegalStateException.class);
        arrives("ACK", 1, session);
        assertThat(session.inviteInProgress()).isFalse();
    }

    @Test
    void lostSessionOfACalleeWithoutAckSendsNoByeBeforeItMay() {
        Session session = accepted();
        lab.taken();
        session.send(Method.UPDATE, null, Extra.NONE, this);
        Request update = lab.only().request();
        agent.received(Lab.answer(update, 481, "a1"), Lab.UDP);
        assertThat(lab.taken()).isEmpty();
        assertThat(endings).hasExactlyElementsOfTypes(Ending.Lost.class);
        arrives("ACK", 1, session);
        assertThat(lab.only().request().method()).isEqualTo(Method.BYE);
        assertThat(endings).hasSize(1);
        nothingIsLeft();
    }

    /// Proves CAL-006.
    @Test
    void byeOfThePeerIsAnsweredAndTold() {
        Session session = confirmed();
        arrives("BYE", 2, session);
        assertThat(onlyStatus()).isEqualTo(200);
        assertThat(endings).hasExactlyElementsOfTypes(Ending.Bye.class);
        arrives("INFO", 3, session);
        assertThat(onlyStatus()).isEqualTo(481);
        nothingIsLeft();
    }

    @Test
    void byeOfTheCallerBeforeTheAnswerEndsTheInvite() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        IncomingInvite invite = Objects.requireNonNull(incoming);
        Session session = Objects.requireNonNull(invite.fork(this));
        invite.progress(session, 180, "Ringing", null, Extra.NONE);
        lab.taken();
        arrives("BYE", 2, session);
        List<Integer> statuses =
                lab.taken().stream().map(s -> s.response().status()).toList();
        assertThat(statuses).containsExactlyInAnyOrder(200, 487);
        assertThat(cancelled).isEqualTo(1);
    }

    /// Proves CAL-010.
    @Test
    void sequenceThatDoesNotRiseGets500() {
        Session session = confirmed();
        arrives("INFO", 5, session);
        lab.taken();
        arrives("UPDATE", 4, session);
        assertThat(onlyStatus()).isEqualTo(500);
    }

    @Test
    void reinviteWhileOursIsOpenGets491() {
        Session session = confirmed();
        session.reinvite(SDP, this);
        lab.taken();
        arrives("INVITE", 2, session);
        assertThat(onlyStatus()).isEqualTo(491);
    }

    @Test
    void secondReinviteOfThePeerGets500WithRetryAfter() {
        Session session = confirmed();
        arrives("INVITE", 2, session);
        assertThat(lab.taken()).isEmpty();
        arrives("INVITE", 3, session);
        Response response = lab.only().response();
        assertThat(response.status()).isEqualTo(500);
        assertThat(Integer.parseInt(Objects.requireNonNull(response.raw(HeaderName.RETRY_AFTER))))
                .isBetween(0, 10);
    }

    @Test
    void ringingIsRepeatedEachMinute() {
        agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        IncomingInvite invite = Objects.requireNonNull(incoming);
        Session session = Objects.requireNonNull(invite.fork(this));
        invite.progress(session, 180, "Ringing", null, Extra.NONE);
        lab.pass(180_000);
        assertThat(lab.times()).containsExactly(0L, 60_000L, 120_000L, 180_000L);
    }

    @Test
    void cancelledReinviteIsAnswered487AndTold() {
        Session session = confirmed();
        arrives("INVITE", 2, session);
        agent.received(
                Lab.follow("CANCEL", "z9hG4bKINVITE2", 2, session.dialog().localTag()), Lab.UDP);
        List<Integer> statuses =
                lab.taken().stream().map(s -> s.response().status()).toList();
        assertThat(statuses).containsExactly(200, 487);
        assertThat(reinviteCancelled).isEqualTo(1);
        InviteServerTransaction gone = Objects.requireNonNull(reinvite);
        session.accept(gone, SDP);
        assertThat(lab.taken()).isEmpty();
    }

    @Test
    void openReinviteOfThePeerIsAnsweredWhenTheSessionEnds() {
        Session session = confirmed();
        arrives("INVITE", 2, session);
        arrives("BYE", 3, session);
        List<Integer> statuses =
                lab.taken().stream().map(s -> s.response().status()).toList();
        assertThat(statuses).containsExactlyInAnyOrder(200, 487);
    }

    // As the caller.

    private OutgoingInvite call(@Nullable Content content) {
        return call(content, 0);
    }

    private OutgoingInvite call(@Nullable Content content, long noResponse) {
        var order = new OutgoingInvite.Order(
                Lab.UDP,
                "sip:bob@192.0.2.2",
                "<sip:alice@192.0.2.1>",
                "<sip:bob@192.0.2.2>",
                70,
                content,
                Extra.NONE,
                noResponse,
                this);
        return agent.invite(order, this);
    }

    private Request invite() {
        Request invite = lab.only().request();
        assertThat(invite.method()).isEqualTo(Method.INVITE);
        return invite;
    }

    private void answers(Request invite, int status, String tag) {
        agent.received(Lab.answer(invite, status, tag), Lab.UDP);
    }

    /// The ACK to a 2xx is a transaction of its own each time (RFC 3261 section 13.2.2.4).
    private static void assertSameButForItsBranch(Request again, Request before) {
        assertThat(again.method()).isEqualTo(Method.ACK);
        assertThat(again.toString().replace(again.topBranch(), ""))
                .isEqualTo(before.toString().replace(before.topBranch(), ""));
    }

    @Test
    void repeatedSuccessGetsTheSameAckAgain() {
        call(SDP);
        Request invite = invite();
        answers(invite, 200, "b1");
        won.getFirst().acknowledge(Lab.answer(invite, 200, "b1"), null);
        var ack = lab.only().request();
        answers(invite, 200, "b1");
        assertSameButForItsBranch(lab.only().request(), ack);
        assertThat(won).hasSize(1);
    }

    @Test
    void repeatedSuccessGetsItsOwnAckAfterAReinviteWasAcknowledged() {
        call(SDP);
        Request invite = invite();
        answers(invite, 200, "b1");
        Session session = won.getFirst();
        session.acknowledge(Lab.answer(invite, 200, "b1"), null);
        var ack = lab.only().request();
        session.reinvite(SDP, this);
        Request again = invite();
        answers(again, 200, "b1");
        session.acknowledge(Lab.answer(again, 200, "b1"), null);
        var second = lab.only().request();
        assertThat(second.cseq()).isEqualTo(2);
        answers(invite, 200, "b1");
        assertSameButForItsBranch(lab.only().request(), ack);
        answers(again, 200, "b1");
        assertThat(lab.only().message()).hasToString(second.toString());
    }

    /// Proves TRN-014.
    @Test
    void laterForkIsAcknowledgedAndEnded() {
        call(SDP);
        Request invite = invite();
        answers(invite, 180, "b1");
        answers(invite, 200, "b2");
        won.getFirst().acknowledge(Lab.answer(invite, 200, "b2"), null);
        lab.taken();
        answers(invite, 200, "b1");
        List<Lab.Sent> both = lab.taken();
        assertThat(both.stream().map(s -> s.request().method())).containsExactly(Method.ACK, Method.BYE);
        assertThat(both).allSatisfy(s -> assertThat(s.request().toTag()).isEqualTo("b1"));
        assertThat(won).hasSize(1);
        assertThat(agent.dialogs()).isEqualTo(1);
    }

    /// Proves CAL-004.
    @Test
    void cancelWaitsForAProvisionalResponse() {
        OutgoingInvite out = call(SDP);
        Request invite = invite();
        out.cancel(Extra.NONE);
        assertThat(lab.taken()).isEmpty();
        answers(invite, 100, "");
        Request cancel = lab.only().request();
        assertThat(cancel.method()).isEqualTo(Method.CANCEL);
        assertThat(cancel.topBranch()).isEqualTo(invite.topBranch());
        assertThat(cancel.raw(HeaderName.TO)).isEqualTo(invite.raw(HeaderName.TO));
        agent.received(Lab.answer(cancel, 200, "b1"), Lab.UDP);
        answers(invite, 487, "b1");
        assertThat(lab.only().request().method()).isEqualTo(Method.ACK);
        assertThat(refusals).isEmpty();
        nothingIsLeft();
    }

    /// Proves CAL-005.
    @Test
    void answerThatCrossesTheCancelIsAcknowledgedAndEnded() {
        OutgoingInvite out = call(SDP);
        Request invite = invite();
        answers(invite, 180, "b1");
        out.cancel(Extra.NONE);
        lab.taken();
        answers(invite, 200, "b1");
        assertThat(lab.taken().stream().map(s -> s.request().method())).containsExactly(Method.ACK, Method.BYE);
        assertThat(won).isEmpty();
        nothingIsLeft();
    }

    @Test
    void offerThatCrossesTheCancelIsDeclinedInTheAck() {
        OutgoingInvite out = call(null);
        Request invite = invite();
        answers(invite, 180, "b1");
        out.cancel(Extra.NONE);
        lab.taken();
        agent.received(Lab.answer(invite, 200, "b1", OFFER), Lab.UDP);
        Request ack = lab.taken().getFirst().request();
        assertThat(new String(ack.bodyBytes(), StandardCharsets.UTF_8))
                .contains("m=audio 0 RTP/AVP 0 8\r\n", "m=video 0 RTP/AVP 34\r\n", "o=- ", "IN IP4 192.0.2.1\r\n");
        nothingIsLeft();
    }

    @Test
    void inviteThatIsNeverDecidedIsGivenUp32SecondsAfterItsCancel() {
        OutgoingInvite out = call(SDP);
        Request invite = invite();
        answers(invite, 100, "");
        out.cancel(Extra.NONE);
        agent.received(Lab.answer(lab.only().request(), 200, "b1"), Lab.UDP);
        lab.pass(32_000);
        nothingIsLeft();
    }

    @Test
    void noResponseAtAllFailsInTheTimeGiven() {
        call(SDP, 4_000);
        lab.pass(3_999);
        assertThat(failures).isZero();
        lab.pass(1);
        assertThat(failures).isEqualTo(1);
        lab.pass(28_000);
        nothingIsLeft();
    }

    @Test
    void callerMayHangUpAtOnce() {
        call(SDP);
        Request invite = invite();
        answers(invite, 200, "b1");
        Session session = won.getFirst();
        session.acknowledge(Lab.answer(invite, 200, "b1"), null);
        session.bye(Extra.NONE);
        assertThat(lab.taken().stream().map(s -> s.request().method())).containsExactly(Method.ACK, Method.BYE);
    }

    @Test
    void requestAnswered481Or408EndsTheSession() {
        for (int status : List.of(481, 408)) {
            endings.clear();
            won.clear();
            call(SDP);
            Request invite = invite();
            answers(invite, 200, "b" + status);
            Session session = won.getFirst();
            session.acknowledge(Lab.answer(invite, 200, "b" + status), null);
            session.send(Method.INFO, null, Extra.NONE, this);
            Request info = lab.taken().getLast().request();
            agent.received(Lab.answer(info, status, "b" + status), Lab.UDP);
            assertThat(lab.only().request().method()).isEqualTo(Method.BYE);
            assertThat(endings).hasExactlyElementsOfTypes(Ending.Lost.class);
        }
    }

    @Test
    void reinviteThatIsNeverDecidedIsGivenUp() {
        call(SDP);
        Request invite = invite();
        answers(invite, 200, "b1");
        Session session = won.getFirst();
        session.acknowledge(Lab.answer(invite, 200, "b1"), null);
        lab.taken();
        session.reinvite(SDP, this);
        answers(invite(), 100, "");
        session.bye(Extra.NONE);
        lab.pass(100_000);
        nothingIsLeft();
    }

    // The way out.

    /// Proves TRN-004.
    @Test
    void longRequestGoesOverTcpAndBackToUdpWhenThatFails() {
        call(new Content("application/sdp", new byte[1_400]));
        Lab.Sent first = lab.only();
        assertThat(first.flow().transport()).isEqualTo(Transport.TCP);
        assertThat(first.request().topVia().transport()).isEqualTo("TCP");
        Objects.requireNonNull(first.onFailure()).undelivered(Loss.FLOW_FAILED, "refused");
        Lab.Sent second = lab.only();
        assertThat(second.flow().transport()).isEqualTo(Transport.UDP);
        assertThat(second.request().topVia().transport()).isEqualTo("UDP");
        assertThat(second.request().topBranch()).isNotEqualTo(first.request().topBranch());
        assertThat(second.request().cseq()).isEqualTo(first.request().cseq());
        call(new Content("application/sdp", new byte[1_400]));
        assertThat(lab.only().flow().transport()).isEqualTo(Transport.UDP);
        lab.pass(61_000);
        lab.taken();
        call(new Content("application/sdp", new byte[1_400]));
        assertThat(lab.only().flow().transport()).isEqualTo(Transport.TCP);
    }

    @Test
    void longRequestGoesOverUdpWhereThereIsNoTcp() {
        lab.withoutTcp();
        call(new Content("application/sdp", new byte[1_400]));
        assertThat(lab.only().flow().transport()).isEqualTo(Transport.UDP);
    }

    @Test
    void answerAfterTheFallBackIsHeard() {
        call(new Content("application/sdp", new byte[1_400]));
        Objects.requireNonNull(lab.only().onFailure()).undelivered(Loss.FLOW_FAILED, "refused");
        Request invite = invite();
        answers(invite, 180, "b1");
        answers(invite, 200, "b1");
        assertThat(won).hasSize(1);
    }

    private void nothingIsLeft() {
        lab.pass(120_000);
        assertThat(agent.dialogs()).isZero();
        assertThat(agent.transactions().size()).isZero();
        assertThat(lab.pending()).isZero();
        lab.taken();
    }

    @Override
    public void invited(IncomingInvite invite) {
        incoming = invite;
        invite.user(this);
    }

    @Override
    public void asked(ServerTransaction transaction, Request request) {}

    @Override
    public void cancelled(IncomingInvite invite, Request request) {
        cancelled++;
    }

    @Override
    public void progressed(OutgoingInvite invite, @Nullable Session early, Response response) {}

    @Override
    public void answered(OutgoingInvite invite, Session session, Response response) {
        won.add(session);
    }

    @Override
    public void refused(OutgoingInvite invite, Response response) {
        refusals.add(response.status());
    }

    @Override
    public void failed(OutgoingInvite invite, Failure failure) {
        failures++;
    }

    @Override
    public void answered(Session session, Response response) {
        answers.add(response.status());
    }

    @Override
    public void failed(Session session, Failure failure) {
        failures++;
    }

    @Override
    public void reinvited(Session session, InviteServerTransaction transaction, Request invite) {
        reinvite = transaction;
    }

    @Override
    public void updated(Session session, ServerTransaction transaction, Request update) {
        session.respond(transaction, 200, "OK", null, Extra.NONE);
    }

    @Override
    public void informed(Session session, ServerTransaction transaction, Request info) {
        session.respond(transaction, 200, "OK", null, Extra.NONE);
    }

    @Override
    public void acknowledged(Session session, Request ack) {
        acknowledged++;
    }

    @Override
    public void reinviteCancelled(Session session) {
        reinviteCancelled++;
    }

    @Override
    public void ended(Session session, Ending ending) {
        endings.add(ending);
    }
}
