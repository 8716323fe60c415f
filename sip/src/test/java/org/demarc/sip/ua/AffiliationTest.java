package org.demarc.sip.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Lab;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A leg that belongs to a registered account: RFC 3261 section 22, RFC 5626 section 4.3.
class AffiliationTest {
    private static final Flow REGISTERED = Lab.UDP;

    private final Phone phone = new Phone();
    private final Lab lab = phone.lab;
    private final Club club = new Club();

    /// Knows one password, which counts up.
    private static final class Club implements Affiliation {
        final List<Boolean> asked = new ArrayList<>();
        Extra ahead = Extra.NONE;
        private int count;

        @Override
        public String contact(Flow flow) {
            return "<sip:acme@" + flow.sentBy() + ";ob>";
        }

        @Override
        public Extra ahead(Method method, String requestUri) {
            return ahead;
        }

        @Override
        public Flow flow(Flow gone) {
            return REGISTERED;
        }

        @Override
        public Challenges challenges(boolean ours) {
            asked.add(ours);
            return new Challenges() {
                private int left = ours ? 1 : 0;

                @Override
                public @Nullable Request answered(Request sent, Response challenge, String via, long cseq) {
                    if (left-- <= 0) return null;
                    return sent.edit()
                            .replaceFirst(HeaderName.VIA, via)
                            .replace(HeaderName.CSEQ, cseq + " " + sent.method().name())
                            .remove(HeaderName.PROXY_AUTHORIZATION)
                            .append(HeaderName.PROXY_AUTHORIZATION, "Digest n" + ++count)
                            .build();
                }

                @Override
                public void accepted() {}
            };
        }
    }

    private OutgoingInvite call(Content content, long noResponse) {
        return phone.agent.invite(order(Lab.UDP, content, noResponse), phone);
    }

    private OutgoingInvite.Order order(Flow flow, Content content, long noResponse) {
        return new OutgoingInvite.Order(
                flow,
                "sip:bob@192.0.2.2",
                "<sip:alice@192.0.2.1>",
                "<sip:bob@192.0.2.2>",
                70,
                content,
                Extra.of(HeaderName.ROUTE, "<sip:edge.example.net;lr>"),
                noResponse,
                phone,
                club);
    }

    private Request invite() {
        call(Phone.SDP, 0);
        return lab.only().request();
    }

    private void arrives(Request request, int status) {
        phone.agent.received(Lab.answer(request, status, "b" + status), Lab.UDP);
    }

    /// The INVITE that followed the challenge of another; its ACK is left out.
    private Request challenged(Request first, int status) {
        arrives(first, status);
        List<Lab.Sent> sent = lab.taken();
        assertThat(sent).hasSize(2);
        assertThat(sent.getFirst().request().method()).isEqualTo(Method.ACK);
        return sent.getLast().request();
    }

    private Session answered() {
        Request second = challenged(invite(), 407);
        Response success = Lab.answer(second, 200, "b1");
        phone.agent.received(success, Lab.UDP);
        Session session = phone.won.getLast();
        session.acknowledge(success, null);
        return session;
    }

    /// Proves AUT-003.
    @Test
    void aChallengedInviteGoesOutAgainInItsCall() {
        Request first = invite();
        assertThat(first.raw(HeaderName.CONTACT)).isEqualTo("<sip:acme@192.0.2.1:5060;ob>");
        Request second = challenged(first, 407);
        assertThat(second.cseq()).isEqualTo(2);
        assertThat(second.callId()).isEqualTo(first.callId());
        assertThat(second.fromTag()).isEqualTo(first.fromTag());
        assertThat(second.topBranch()).isNotEqualTo(first.topBranch());
        assertThat(second.raw(HeaderName.ROUTE)).isEqualTo("<sip:edge.example.net;lr>");
        assertThat(second.raw(HeaderName.PROXY_AUTHORIZATION)).isEqualTo("Digest n1");
        assertThat(phone.refusals).isEmpty();
    }

    @Test
    void whatIsChallengedAgainIsRefused() {
        Request second = challenged(invite(), 401);
        arrives(second, 401);
        assertThat(phone.refusals).containsExactly(401);
        lab.pass(40_000);
        assertThat(phone.agent.transactions().size()).isZero();
        assertThat(lab.pending()).isZero();
    }

    @Test
    void credentialsThatAreKnownGoOutUnasked() {
        club.ahead = Extra.of(HeaderName.PROXY_AUTHORIZATION, "Digest known");
        assertThat(invite().raw(HeaderName.PROXY_AUTHORIZATION)).isEqualTo("Digest known");
    }

    /// Proves AUT-021.
    @Test
    void theAckOfA2xxHasTheCredentialsOfItsInviteAlsoWhenItIsRepeated() {
        Request second = challenged(invite(), 407);
        Response success = Lab.answer(second, 200, "b1");
        phone.agent.received(success, Lab.UDP);
        phone.won.getLast().acknowledge(success, null);
        assertThat(lab.only().request().raw(HeaderName.PROXY_AUTHORIZATION)).isEqualTo("Digest n1");
        phone.agent.received(success, Lab.UDP);
        Request again = lab.only().request();
        assertThat(again.method()).isEqualTo(Method.ACK);
        assertThat(again.cseq()).isEqualTo(2);
        assertThat(again.raw(HeaderName.PROXY_AUTHORIZATION)).isEqualTo("Digest n1");
    }

    @Test
    void callThatIsGivenUpIsNotSentAgain() {
        OutgoingInvite call = call(Phone.SDP, 0);
        Request first = lab.only().request();
        arrives(first, 180);
        call.cancel(Extra.NONE);
        assertThat(lab.only().request().method()).isEqualTo(Method.CANCEL);
        arrives(first, 407);
        assertThat(phone.methods()).containsExactly("ACK");
        lab.pass(60_000);
        assertThat(phone.agent.transactions().size()).isZero();
        assertThat(phone.agent.dialogs()).isZero();
    }

    @Test
    void cancelAfterAChallengeIsThatOfTheSecondInvite() {
        OutgoingInvite call = call(Phone.SDP, 0);
        Request second = challenged(lab.only().request(), 407);
        call.cancel(Extra.NONE);
        assertThat(lab.taken()).isEmpty();
        arrives(second, 180);
        Request cancel = lab.only().request();
        assertThat(cancel.method()).isEqualTo(Method.CANCEL);
        assertThat(cancel.cseq()).isEqualTo(2);
        assertThat(cancel.topBranch()).isEqualTo(second.topBranch());
    }

    @Test
    void challengeEndsWhatRangBefore() {
        Request first = invite();
        arrives(first, 180);
        assertThat(phone.agent.dialogs()).isEqualTo(1);
        challenged(first, 407);
        assertThat(phone.agent.dialogs()).isZero();
    }

    @Test
    void theWaitForAResponseBeginsAnewWithTheSecondInvite() {
        call(Phone.SDP, 4_000);
        Request first = lab.only().request();
        lab.pass(400);
        challenged(first, 407);
        lab.pass(3_999);
        assertThat(phone.failures).isEmpty();
        lab.pass(1);
        assertThat(phone.failures).hasSize(1);
    }

    @Test
    void anInviteTooLargeForUdpStaysOnTheFlowThatIsRegistered() {
        call(new Content("application/sdp", new byte[1_400]), 0);
        assertThat(lab.only().flow().transport()).isEqualTo(Transport.UDP);
    }

    @Test
    void aChallengedByeIsSentOnceMore() {
        Session session = answered();
        lab.taken();
        session.bye(Extra.NONE);
        Request bye = lab.only().request();
        assertThat(bye.cseq()).isEqualTo(3);
        arrives(bye, 407);
        Request again = lab.only().request();
        assertThat(again.method()).isEqualTo(Method.BYE);
        assertThat(again.cseq()).isEqualTo(4);
        assertThat(again.raw(HeaderName.PROXY_AUTHORIZATION)).startsWith("Digest");
        arrives(again, 407);
        lab.pass(40_000);
        assertThat(lab.taken()).isEmpty();
        assertThat(phone.agent.transactions().size()).isZero();
    }

    /// Proves AUT-021.
    @Test
    void aChallengedReinviteIsSentAgainAndItsAckHasTheCredentials() {
        Session session = answered();
        lab.taken();
        session.reinvite(Phone.SDP, phone);
        Request first = lab.only().request();
        assertThat(first.raw(HeaderName.CONTACT)).isEqualTo("<sip:acme@192.0.2.1:5060;ob>");
        session.send(Method.INFO, null, Extra.NONE, phone);
        assertThat(lab.only().request().cseq()).isEqualTo(4);
        Request second = challenged(first, 401);
        assertThat(second.cseq()).isEqualTo(5);
        assertThat(phone.answers).isEmpty();
        Response success = Lab.answer(second, 200, "b1");
        phone.agent.received(success, Lab.UDP);
        assertThat(phone.answers).containsExactly(200);
        session.acknowledge(success, null);
        Request ack = lab.only().request();
        assertThat(ack.cseq()).isEqualTo(5);
        assertThat(ack.raw(HeaderName.PROXY_AUTHORIZATION))
                .isEqualTo(second.raw(HeaderName.PROXY_AUTHORIZATION))
                .startsWith("Digest");
    }

    /// Who calls us gets no credentials of ours for it.
    @Test
    void aRequestInADialogOfTheOtherSideIsNotAuthorised() {
        phone.agent.received(Lab.invite("z9hG4bK1"), Lab.UDP);
        IncomingInvite incoming = phone.invites.getLast();
        incoming.affiliation(club);
        Session session = Objects.requireNonNull(incoming.fork(phone));
        incoming.accept(session, Phone.SDP, Extra.NONE);
        assertThat(lab.taken().getLast().response().raw(HeaderName.CONTACT)).isEqualTo("<sip:acme@192.0.2.1:5060;ob>");
        phone.arrives("ACK", 1, session);
        session.bye(Extra.NONE);
        arrives(lab.only().request(), 401);
        assertThat(lab.taken()).isEmpty();
        assertThat(club.asked).containsExactly(false);
    }

    @Test
    void aDialogWhoseFlowIsGoneGoesOnOverTheOneThatIsRegistered() {
        phone.agent.invite(order(Lab.TCP, Phone.SDP, 0), phone);
        Response success = Lab.answer(lab.only().request(), 200, "b1");
        phone.agent.received(success, Lab.TCP);
        Session session = phone.won.getLast();
        session.acknowledge(success, null);
        assertThat(lab.only().flow()).isEqualTo(Lab.TCP);
        lab.connectionsGone();
        session.bye(Extra.NONE);
        assertThat(lab.only().flow()).isEqualTo(REGISTERED);
    }

    /// Proves AUT-021.
    @Test
    void aLateForkIsAcknowledgedAndEndedWithCredentials() {
        Request second = challenged(invite(), 407);
        phone.agent.received(Lab.answer(second, 200, "b1"), Lab.UDP);
        phone.agent.received(Lab.answer(second, 200, "b2"), Lab.UDP);
        List<Request> sent = lab.taken().stream().map(Lab.Sent::request).toList();
        assertThat(sent.stream().map(r -> r.method().name())).containsExactly("ACK", "BYE");
        assertThat(sent.getFirst().raw(HeaderName.PROXY_AUTHORIZATION)).isEqualTo("Digest n1");
        assertThat(sent.getFirst().toTag()).isEqualTo("b2");
    }
}
