package org.demarc.sip.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.demarc.sip.message.Method;
import org.demarc.sip.transaction.Lab;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// A request that is too long for UDP, to a peer without TCP: RFC 3261 section 18.1.1.
class FallBackTest {
    private static final Content LONG = new Content("application/sdp", new byte[1_400]);

    private final Phone phone = new Phone();
    private final Lab lab = phone.lab;

    private Lab.Sent overTcp() {
        Lab.Sent sent = lab.only();
        assertThat(sent.flow().transport()).isEqualTo(Transport.TCP);
        return sent;
    }

    private static void fails(Lab.Sent sent) {
        Objects.requireNonNull(sent.onFailure()).undelivered(Loss.FLOW_FAILED, "timed out");
    }

    @Test
    void callThatWasCancelledMeanwhileDoesNotGoOverUdp() {
        OutgoingInvite invite = phone.call(LONG, 0);
        Lab.Sent first = overTcp();
        invite.cancel(Extra.NONE);
        fails(first);
        lab.pass(120_000);
        assertThat(lab.taken()).isEmpty();
        assertThat(phone.failures).isEmpty();
        assertThat(phone.agent.transactions().size()).isZero();
        assertThat(lab.pending()).isZero();
    }

    @Test
    void callThatWasGivenUpMeanwhileDoesNotGoOverUdp() {
        phone.call(LONG, 4_000);
        Lab.Sent first = overTcp();
        lab.pass(4_000);
        assertThat(phone.failures).hasSize(1);
        fails(first);
        lab.pass(120_000);
        assertThat(lab.taken()).isEmpty();
        assertThat(phone.failures).hasSize(1);
    }

    @Test
    void nextCallAfterAFailureGoesOverUdpAtOnce() {
        OutgoingInvite invite = phone.call(LONG, 0);
        Lab.Sent first = overTcp();
        invite.cancel(Extra.NONE);
        fails(first);
        phone.call(LONG, 0);
        assertThat(lab.only().flow().transport()).isEqualTo(Transport.UDP);
    }

    @Test
    void waitForAResponseBeginsWhenTheInviteLeaves() {
        phone.call(LONG, 4_000);
        Lab.Sent first = overTcp();
        lab.pass(2_000);
        fails(first);
        lab.pass(3_999);
        assertThat(phone.failures).isEmpty();
        lab.pass(1);
        assertThat(phone.failures).hasSize(1);
    }

    @Test
    void reinviteThatWasTakenBackMeanwhileDoesNotGoOverUdp() {
        Session session = phone.caller();
        session.reinvite(LONG, phone);
        Lab.Sent first = overTcp();
        session.cancelReinvite();
        fails(first);
        assertThat(lab.taken().stream().map(s -> s.request().method()).filter(Method.INVITE::equals))
                .isEmpty();
        assertThat(session.inviteInProgress()).isFalse();
    }
}
