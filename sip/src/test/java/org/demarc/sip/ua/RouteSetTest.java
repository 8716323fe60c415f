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

/// The first 2xx says by which way a call goes, whatever a provisional response said: RFC 3261 section
/// 13.2.2.4.
class RouteSetTest {
    private static final String PROXY = "<sip:192.0.2.9:5060;lr>";

    private final Phone phone = new Phone();
    private final Lab lab = phone.lab;

    /// ACK, the ACK of a repeated 2xx, INFO and BYE of a call whose 180 and 200 were these.
    private List<Lab.Sent> requestsAfter(boolean recordedEarly, boolean recordedInTheEnd) {
        phone.call(Phone.SDP, 0);
        Request invite = lab.only().request();
        phone.agent.received(response(invite, 180, recordedEarly), Lab.UDP);
        Response success = response(invite, 200, recordedInTheEnd);
        phone.agent.received(success, Lab.UDP);
        Session session = phone.won.getFirst();
        session.acknowledge(success, null);
        phone.agent.received(success, Lab.UDP);
        session.send(Method.INFO, null, Extra.NONE, phone);
        session.bye(Extra.NONE);
        List<Lab.Sent> sent = lab.taken();
        assertThat(sent.stream().map(s -> s.request().method().name())).containsExactly("ACK", "ACK", "INFO", "BYE");
        return sent;
    }

    private static Response response(Request invite, int status, boolean recorded) {
        return recorded ? Lab.recorded(invite, status, "b1", PROXY) : Lab.answer(invite, status, "b1");
    }

    /// Proves ARCH-004.
    @Test
    void routesOfTheSuccessAreTakenWhereTheProvisionalHadNone() {
        assertThat(requestsAfter(false, true)).allSatisfy(s -> {
            assertThat(s.request().raw(HeaderName.ROUTE)).isEqualTo(PROXY);
            assertThat(s.flow().remote()).isEqualTo(Lab.address("192.0.2.9", 5060));
        });
    }

    /// Proves ARCH-004.
    @Test
    void routesOfTheProvisionalAreForgottenWhereTheSuccessHasNone() {
        assertThat(requestsAfter(true, false)).allSatisfy(s -> {
            assertThat(s.request().has(HeaderName.ROUTE)).isFalse();
            assertThat(s.flow().remote()).isEqualTo(Lab.UDP.remote());
        });
    }

    /// An address says nothing of who is there: whoever has the dialog's domain.
    @Test
    void overTlsTheNextHopMustProveTheDomainThatThePeerProved() {
        phone.call(Phone.SDP, 0);
        Request invite = lab.only().request();
        Flow tls = new Flow(
                "net",
                Transport.TLS,
                Lab.UDP.local(),
                Lab.UDP.remote(),
                7,
                Lab.UDP.sentBy(),
                new PeerIdentity(List.of("pbx.example", "pbx2.example")));
        phone.agent.received(Lab.recorded(invite, 200, "b1", "<sip:192.0.2.9;transport=tls;lr>"), Lab.UDP);
        lab.taken();
        Session session = phone.won.getFirst();
        session.dialog().flow(tls); // the peer speaks from there now
        session.bye(Extra.NONE);
        Flow next = lab.only().flow();
        assertThat(next.transport()).isEqualTo(Transport.TLS);
        assertThat(next.remote()).isEqualTo(Lab.address("192.0.2.9", 5061));
        assertThat(next.peer().domain()).isEqualTo("pbx.example");
    }

    /// In their order, with parameters that nobody knows (RFC 3261 section 12.1.1).
    ///
    /// Proves ARCH-024.
    @Test
    void recordRoutesAreRepeatedInWhatFormsTheDialog() {
        phone.agent.received(
                Lab.request(
                        Lab.invite("z9hG4bK1")
                                        .toString()
                                        .replaceAll("Content-Length.*\n", "")
                                        .strip()
                                + "\nRecord-Route: <sip:192.0.2.9;lr;x=1>;y=2, <sip:p1.example;lr>\nRecord-Route: <sip:p0.example;lr>"),
                Lab.UDP);
        IncomingInvite invite = phone.invites.getFirst();
        Session session = Objects.requireNonNull(invite.fork(phone));
        invite.progress(session, 180, "Ringing", null, Extra.NONE);
        invite.accept(session, Phone.SDP, Extra.NONE);
        assertThat(lab.taken())
                .hasSize(2)
                .allSatisfy(s -> assertThat(String.join(", ", s.message().rawAll(HeaderName.RECORD_ROUTE)))
                        .isEqualTo("<sip:192.0.2.9;lr;x=1>;y=2, <sip:p1.example;lr>, <sip:p0.example;lr>"));
        phone.arrives("ACK", 1, session);
        session.bye(Extra.NONE);
        Lab.Sent bye = lab.only();
        assertThat(bye.request().rawAll(HeaderName.ROUTE))
                .containsExactly("<sip:192.0.2.9;lr;x=1>;y=2", "<sip:p1.example;lr>", "<sip:p0.example;lr>");
        assertThat(bye.flow().remote()).isEqualTo(Lab.address("192.0.2.9", 5060));
    }
}
