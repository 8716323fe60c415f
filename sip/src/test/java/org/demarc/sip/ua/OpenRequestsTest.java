package org.demarc.sip.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.demarc.sip.transaction.Lab;
import org.junit.jupiter.api.Test;

/// What the peer asked for and nobody answered is answered when the dialog ends: RFC 3261 section 15.1.2.
class OpenRequestsTest {
    private final Phone phone = new Phone();

    @Test
    void openRequestsOfThePeerAreAnswered487WhenItHangsUp() {
        Session session = phone.callee();
        phone.arrives("UPDATE", 2, session);
        phone.arrives("INFO", 3, session);
        assertThat(phone.lab.taken()).isEmpty();
        phone.arrives("BYE", 4, session);
        assertThat(phone.statuses()).containsExactly(200, 487, 487);
        nothingIsLeft();
    }

    @Test
    void openRequestsOfThePeerAreAnswered487WhenWeHangUp() {
        Session session = phone.callee();
        phone.arrives("UPDATE", 2, session);
        session.bye(Extra.NONE);
        assertThat(phone.statuses()).containsExactly(487);
        session.respond(phone.asked.getLast(), 200, "OK", null, Extra.NONE);
        assertThat(phone.statuses()).isEmpty();
        nothingIsLeft();
    }

    @Test
    void openRequestIsAnswered487WhenTheCallIsRefused() {
        phone.agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        IncomingInvite invite = phone.invites.getFirst();
        Session session = Objects.requireNonNull(invite.fork(phone));
        phone.arrives("UPDATE", 2, session);
        invite.refuse(486, "Busy Here", Extra.NONE);
        assertThat(phone.statuses()).containsExactly(486, 487);
    }

    @Test
    void requestThatWasAnsweredIsNotAnsweredAgain() {
        Session session = phone.callee();
        phone.arrives("INFO", 2, session);
        session.respond(phone.asked.getLast(), 200, "OK", null, Extra.NONE);
        phone.arrives("BYE", 3, session);
        assertThat(phone.statuses()).containsExactly(200, 200);
    }

    @Test
    void requestsThatNobodyAnswersAreLimited() {
        Session session = phone.callee();
        for (int i = 0; i < 70; i++) phone.arrives("INFO", 2 + i, session);
        assertThat(phone.statuses()).hasSize(6).containsOnly(500);
        phone.lab.pass(32_000);
        phone.lab.taken();
        phone.arrives("INFO", 100, session);
        assertThat(phone.statuses()).isEmpty();
    }

    private void nothingIsLeft() {
        phone.lab.pass(120_000);
        assertThat(List.of(phone.agent.dialogs(), phone.agent.transactions().size(), phone.lab.pending()))
                .containsOnly(0);
    }
}
