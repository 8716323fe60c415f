package org.demarc.sip.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Lab;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// What each request of ours has on the wire, and by which way it goes.
class OutboundTest {
    private final Phone phone = new Phone();
    private final Lab lab = phone.lab;

    private Request called() {
        phone.call(Phone.SDP, 0);
        return lab.only().request();
    }

    private void arrives(Request invite, int status) {
        phone.agent.received(Lab.answer(invite, status, "b1"), Lab.UDP);
    }

    /// Proves TRN-010.
    @Test
    void overUdpTheResponseIsAskedForAtThePortThatTheRequestLeavesFrom() {
        Request invite = called();
        assertThat(invite.raw(HeaderName.VIA)).matches("SIP/2\\.0/UDP 192\\.0\\.2\\.1:5060;branch=z9hG4bK[^;]+;rport");
        Response ringing = Response.answering(invite, 200, "OK", "b1")
                .add(HeaderName.CONTACT, "<sip:peer@192.0.2.2:5060>")
                .build()
                .edit()
                .replaceFirst(HeaderName.VIA, invite.raw(HeaderName.VIA) + "=40000;received=203.0.113.9")
                .build();
        phone.agent.received(ringing, Lab.UDP);
        assertThat(phone.won).hasSize(1);
    }

    /// Proves TRN-010.
    @Test
    void aConnectionNeedsNoPort() {
        assertThat(phone.agent.outbound().via(Lab.TCP))
                .startsWith("SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK")
                .doesNotContain("rport");
    }

    /// Proves TRN-011, DNS-013.
    @Test
    void theAckOfARefusalIsOfTheTransactionOfItsInviteAndGoesItsWay() {
        phone.call(Phone.SDP, 0);
        Lab.Sent invite = lab.only();
        arrives(invite.request(), 486);
        Lab.Sent ack = lab.only();
        assertThat(ack.request().method()).isEqualTo(Method.ACK);
        assertThat(ack.request().rawAll(HeaderName.VIA))
                .isEqualTo(invite.request().rawAll(HeaderName.VIA));
        assertThat(ack.flow()).isEqualTo(invite.flow());
    }

    /// Proves TRN-011, DNS-013.
    @Test
    void cancelHasTheBranchOfItsInviteAndGoesItsWay() {
        OutgoingInvite call = phone.call(Phone.SDP, 0);
        Lab.Sent invite = lab.only();
        lab.pass(500);
        assertThat(lab.only().flow()).as("repeated").isEqualTo(invite.flow());
        arrives(invite.request(), 180);
        call.cancel(Extra.NONE);
        Lab.Sent cancel = lab.only();
        assertThat(cancel.request().method()).isEqualTo(Method.CANCEL);
        assertThat(cancel.request().rawAll(HeaderName.VIA))
                .isEqualTo(invite.request().rawAll(HeaderName.VIA));
        assertThat(cancel.flow()).isEqualTo(invite.flow());
    }

    /// What was too long for UDP is cancelled over the connection that it took.
    ///
    /// Proves DNS-013.
    @Test
    void cancelOfALongInviteTakesItsConnection() {
        OutgoingInvite call = phone.call(Content.sdp(new byte[1_400]), 0);
        Lab.Sent invite = lab.only();
        assertThat(invite.flow().transport()).isEqualTo(Transport.TCP);
        phone.agent.received(Lab.answer(invite.request(), 180, "b1"), Lab.TCP);
        call.cancel(Extra.NONE);
        assertThat(lab.only().flow()).isEqualTo(invite.flow());
    }

    /// Proves TRN-011.
    @Test
    void everyOtherTransactionHasABranchOfItsOwn() {
        var branches = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            Request invite = called();
            arrives(invite, 200);
            Session session = phone.won.getLast();
            session.acknowledge(Lab.answer(invite, 200, "b1"), null);
            session.send(Method.INFO, null, Extra.NONE, phone);
            session.bye(Extra.NONE);
            branches.add(invite.topBranch());
            for (Lab.Sent sent : lab.taken()) branches.add(sent.request().topBranch());
        }
        assertThat(branches).hasSize(400).allMatch(b -> b.startsWith("z9hG4bK"));
        assertThat(new HashSet<>(branches)).hasSize(400);
    }

    /// Proves ARCH-026.
    @Test
    void everyRequestHasTheSixFieldsThatNoRequestMayLack() {
        Request invite = called();
        arrives(invite, 200);
        Session session = phone.won.getLast();
        session.acknowledge(Lab.answer(invite, 200, "b1"), null);
        session.send(Method.UPDATE, Phone.SDP, Extra.NONE, phone);
        session.send(Method.OPTIONS, null, Extra.NONE, phone);
        session.bye(Extra.NONE);
        var all = new ArrayList<>(List.of(invite));
        for (Lab.Sent sent : lab.taken()) all.add(sent.request());
        assertThat(all).hasSize(5).allSatisfy(request -> {
            assertThat(request.fromTag()).isNotEmpty();
            assertThat(request.raw(HeaderName.MAX_FORWARDS)).isEqualTo("70");
            for (HeaderName name : List.of(HeaderName.VIA, HeaderName.TO, HeaderName.CSEQ, HeaderName.CALL_ID)) {
                assertThat(request.rawAll(name)).hasSize(1);
            }
        });
    }
}
