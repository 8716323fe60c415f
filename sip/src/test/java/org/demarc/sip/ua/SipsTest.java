package org.demarc.sip.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Lab;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// What was over TLS stays there, and `sips` is answered with `sips`: RFC 5630, RFC 3261 sections 8.1.1.8 and 12.1.1.
class SipsTest {
    private static final Flow TLS = new Flow(
            "net",
            Transport.TLS,
            Lab.UDP.local(),
            Lab.UDP.remote(),
            7,
            Lab.UDP.sentBy(),
            new PeerIdentity(List.of("pbx.example")));

    private final Phone phone = new Phone();
    private final Lab lab = phone.lab;

    private static Request invite(String contact, String more) {
        return Lab.request("""
                INVITE sip:bob@192.0.2.1 SIP/2.0
                Via: SIP/2.0/TLS 192.0.2.2:5061;branch=z9hG4bK1
                Max-Forwards: 70
                From: <sip:alice@192.0.2.2>;tag=a1
                To: <sip:bob@192.0.2.1>
                Call-ID: call1
                CSeq: 1 INVITE
                Contact: %s
                """.formatted(contact) + more);
    }

    /// The session of a call of the peer over TLS; what left for it is still there.
    private Session called(String contact, String more) {
        phone.agent.received(invite(contact, more), TLS);
        IncomingInvite invite = phone.invites.getLast();
        Session session = Objects.requireNonNull(invite.fork(phone));
        invite.progress(session, 180, "Ringing", null, Extra.NONE);
        invite.accept(session, Phone.SDP, Extra.NONE);
        phone.arrives("ACK", 1, session);
        return session;
    }

    private List<String> contacts() {
        return lab.taken().stream()
                .map(s -> Objects.requireNonNullElse(s.message().raw(HeaderName.CONTACT), ""))
                .toList();
    }

    /// Proves SEC-008.
    @Test
    void whoHasASipsContactSeesOursInWhatFormsTheDialogAndInTargetRefreshes() {
        Session session = called("<sips:alice@192.0.2.2:5061>", "");
        assertThat(contacts()).containsExactly("<sips:192.0.2.1:5060>", "<sips:192.0.2.1:5060>");
        session.reinvite(Phone.SDP, phone);
        Lab.Sent again = lab.only();
        assertThat(again.request().requestUriText()).isEqualTo("sips:alice@192.0.2.2:5061");
        assertThat(again.request().raw(HeaderName.CONTACT)).isEqualTo("<sips:192.0.2.1:5060>");
        assertThat(again.flow().transport()).isEqualTo(Transport.TLS);
    }

    /// Proves SEC-008.
    @Test
    void aSipsRecordRouteCountsLikeASipsContact() {
        called("<sip:alice@192.0.2.2:5061>", "Record-Route: <sips:192.0.2.9;lr>\n");
        assertThat(contacts()).containsExactly("<sips:192.0.2.1:5060>", "<sips:192.0.2.1:5060>");
    }

    /// Proves SEC-008.
    @Test
    void withoutSipsOurContactIsSip() {
        called("<sip:alice@192.0.2.2:5061;transport=tls>", "");
        assertThat(contacts())
                .containsExactly("<sip:192.0.2.1:5060;transport=tls>", "<sip:192.0.2.1:5060;transport=tls>");
    }

    /// Whatever the other side's Contact says, and although TCP or UDP to it would work.
    ///
    /// Proves SEC-010, TRN-018.
    @Test
    void whatWasOverTlsNeverGoesWithoutItWhenItsConnectionIsGone() {
        for (String contact : List.of(
                "<sip:alice@192.0.2.2:5061>",
                "<sip:alice@192.0.2.2:5061;transport=tcp>",
                "<sip:alice@192.0.2.2:5061;transport=udp>",
                "<sip:alice@192.0.2.2:5061;transport=tls>",
                "<sips:alice@192.0.2.2:5061;transport=tcp>")) {
            var other = new Phone();
            other.agent.received(invite(contact, ""), TLS);
            IncomingInvite invite = other.invites.getLast();
            Session session = Objects.requireNonNull(invite.fork(other));
            invite.accept(session, Phone.SDP, Extra.NONE);
            other.arrives("ACK", 1, session);
            other.lab.taken();
            other.lab.connectionsGone();
            session.send(Method.INFO, null, Extra.NONE, other);
            Lab.Sent sent = other.lab.only();
            assertThat(sent.flow().transport()).as(contact).isEqualTo(Transport.TLS);
            assertThat(sent.flow().remote()).isEqualTo(Lab.address("192.0.2.2", 5061));
            assertThat(sent.flow().peer().domain()).isEqualTo("pbx.example");
        }
    }

    /// Proves SEC-008.
    @Test
    void sipsIsNotAskedAgainAsSipWhenItIsRefused() {
        Session session = called("<sips:alice@192.0.2.2:5061>", "");
        lab.taken();
        session.reinvite(Phone.SDP, phone);
        Request again = lab.only().request();
        Response refusal = Response.answering(again, 480, "Temporarily Unavailable", null)
                .add(HeaderName.WARNING, "380 pbx.example \"SIPS Not Allowed\"")
                .build();
        phone.agent.received(refusal, TLS);
        assertThat(lab.taken()).singleElement().satisfies(s -> {
            assertThat(s.request().method()).isEqualTo(Method.ACK);
            assertThat(s.flow().transport()).isEqualTo(Transport.TLS);
        });
    }
}
