package org.demarc.sip.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.Lab;
import org.demarc.sip.transport.Sender.Loss;
import org.junit.jupiter.api.Test;

/// A request inside a dialog that the transport could not deliver counts as answered 503 (RFC 3261 section
/// 8.1.3.1); only 481, 408 and silence end the dialog (section 12.2.1.2).
class UndeliveredTest {
    private final Phone phone = new Phone();
    private final Lab lab = phone.lab;

    /// A session whose peer is reached by a connection.
    private Session overTcp() {
        Session session = phone.caller();
        session.dialog().flow(Lab.TCP);
        return session;
    }

    private static void breaks(Lab.Sent sent) {
        Objects.requireNonNull(sent.onFailure()).undelivered(Loss.FLOW_FAILED, "connection reset");
    }

    /// Proves FLD-005.
    @Test
    void requestOnABrokenConnectionIsSentOnceMoreAsANewOne() {
        Session session = overTcp();
        session.send(Method.INFO, Phone.SDP, Extra.of(HeaderName.REASON, "x"), phone);
        Lab.Sent first = lab.only();
        assertThat(first.flow()).isEqualTo(Lab.TCP);
        lab.connectionsGone();
        breaks(first);
        Request second = lab.only().request();
        assertThat(second.method()).isEqualTo(Method.INFO);
        assertThat(second.cseq()).isEqualTo(first.request().cseq() + 1);
        assertThat(second.topBranch()).isNotEqualTo(first.request().topBranch());
        assertThat(second.bodyBytes()).isEqualTo(first.request().bodyBytes());
        assertThat(second.raw(HeaderName.REASON)).isEqualTo("x");
        phone.agent.received(Lab.answer(second, 200, "b1"), Lab.TCP);
        assertThat(phone.answers).containsExactly(200);
        assertThat(phone.failures).isEmpty();
        assertThat(phone.endings).isEmpty();
    }

    @Test
    void reinviteOnABrokenConnectionIsSentOnceMoreAsANewOne() {
        Session session = overTcp();
        session.reinvite(Phone.SDP, phone);
        Lab.Sent first = lab.only();
        lab.connectionsGone();
        breaks(first);
        Request second = lab.only().request();
        assertThat(second.method()).isEqualTo(Method.INVITE);
        assertThat(second.cseq()).isEqualTo(first.request().cseq() + 1);
        assertThat(session.inviteInProgress()).isTrue();
        phone.agent.received(Lab.answer(second, 200, "b1"), Lab.UDP);
        assertThat(phone.answers).containsExactly(200);
        assertThat(session.inviteInProgress()).isFalse();
    }

    @Test
    void requestThatCannotBeDeliveredAtAllEndsNoSession() {
        Session session = overTcp();
        session.send(Method.UPDATE, null, Extra.NONE, phone);
        breaks(lab.only());
        breaks(lab.only());
        assertThat(lab.taken()).isEmpty();
        assertThat(phone.failures).extracting(Failure::kind).containsExactly(Failure.Kind.TRANSPORT);
        assertThat(phone.endings).isEmpty();
        assertThat(session.over()).isFalse();
    }

    @Test
    void icmpToARequestEndsNoSession() {
        Session session = phone.caller();
        session.send(Method.INFO, null, Extra.NONE, phone);
        breaks(lab.only());
        assertThat(lab.taken()).isEmpty();
        assertThat(phone.failures).hasSize(1);
        assertThat(phone.endings).isEmpty();
    }

    @Test
    void silenceEndsTheSession() {
        Session session = phone.caller();
        session.send(Method.INFO, null, Extra.NONE, phone);
        lab.pass(32_000);
        assertThat(phone.endings).hasExactlyElementsOfTypes(Ending.Lost.class);
        assertThat(phone.methods()).endsWith("BYE");
    }

    /// Proves FLD-005.
    @Test
    void byeOnABrokenConnectionIsSentOnceMore() {
        Session session = overTcp();
        session.bye(Extra.of(HeaderName.REASON, "SIP;cause=480"));
        Lab.Sent first = lab.only();
        lab.connectionsGone();
        breaks(first);
        Lab.Sent second = lab.only();
        assertThat(second.request().method()).isEqualTo(Method.BYE);
        assertThat(second.request().cseq()).isEqualTo(first.request().cseq() + 1);
        assertThat(second.request().raw(HeaderName.REASON)).isEqualTo("SIP;cause=480");
        breaks(second);
        lab.pass(60_000);
        assertThat(phone.methods()).doesNotContain("BYE");
    }

    @Test
    void byeToAHostThatDoesNotListenIsSentOnceMoreALittleLater() {
        Session session = phone.caller();
        session.bye(Extra.NONE);
        breaks(lab.only());
        lab.pass(3_999);
        assertThat(lab.taken()).isEmpty();
        lab.pass(1);
        Lab.Sent second = lab.only();
        assertThat(second.request().method()).isEqualTo(Method.BYE);
        breaks(second);
        lab.pass(60_000);
        assertThat(lab.taken()).isEmpty();
        assertThat(lab.pending()).isZero();
        assertThat(List.of(phone.agent.dialogs(), phone.agent.transactions().size()))
                .containsOnly(0);
    }
}
