package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.demarc.edge.registration.TrunkIdentity.Caller;
import org.demarc.edge.registration.TrunkIdentity.Outgoing;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.junit.jupiter.api.Test;

/// How calls of a registered trunk look to its provider.
class TrunkIdentityTest {
    private final TrunkIdentity identity = new TrunkIdentity(Bench.config());

    private static final Flow FLOW = new Flow(
            "Outside",
            Transport.TLS,
            new InetSocketAddress(InetAddress.ofLiteral("203.0.113.5"), 5061),
            new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 5061),
            7,
            "203.0.113.5:5061");
    private static final Way WAY =
            new Way(FLOW, List.of("<sip:edge1.sp.example.net;lr>", "<sip:core.sp.example.net;lr>"), true, true);

    private String contact(Outgoing call, Way way) {
        return identity.contact(call.own(), way.gin(), way.outbound(), way.flow());
    }

    /// Proves IDN-001, IDN-004, IDN-012, OUT-001, OUT-004, REG-014.
    @Test
    void aCallIsOneOfTheAccount() {
        Outgoing call = identity.outgoing("+14085550199", new Caller("+12145550105", "Bob \"B\"", false), WAY);
        assertThat(call.requestUri()).isEqualTo("sip:+14085550199@sp.example.net;user=phone");
        assertThat(call.to()).isEqualTo("<sip:+14085550199@sp.example.net;user=phone>");
        assertThat(call.from()).isEqualTo("\"Bob \\\"B\\\"\" <sip:+12145550105@sp.example.net;user=phone>");
        assertThat(contact(call, WAY)).isEqualTo("<sip:+12145550105@203.0.113.5:5061;transport=tls;ob>");
        assertThat(call.extra().fields())
                .containsExactly(
                        new Extra.Line(HeaderName.ROUTE, "<sip:edge1.sp.example.net;lr>"),
                        new Extra.Line(HeaderName.ROUTE, "<sip:core.sp.example.net;lr>"),
                        new Extra.Line(
                                HeaderName.P_ASSERTED_IDENTITY,
                                "\"Bob \\\"B\\\"\" <sip:+12145550105@sp.example.net;user=phone>"));
    }

    /// Proves IDN-004.
    @Test
    void anAnonymousCallIsAssertedAllTheSame() {
        Outgoing call = identity.outgoing("+14085550199", new Caller("+12145550105", "Bob", true), WAY);
        assertThat(call.from()).isEqualTo("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(contact(call, WAY)).isEqualTo("<sip:203.0.113.5:5061;transport=tls;ob>");
        assertThat(call.extra().fields().subList(2, 4))
                .containsExactly(
                        new Extra.Line(HeaderName.P_ASSERTED_IDENTITY, "<sip:+12145550105@sp.example.net;user=phone>"),
                        new Extra.Line(HeaderName.PRIVACY, "id"));
    }

    @Test
    void whoHasNoNumberOfTheAccountShowsTheMainOne() {
        for (String number : List.of("", "sales", "+33123456789", "94085550199")) {
            Outgoing call = identity.outgoing("+14085550199", new Caller(number, null, false), WAY);
            assertThat(call.from()).isEqualTo("<sip:+12145550100@sp.example.net;user=phone>");
        }
    }

    /// Proves OUT-002, REG-028.
    @Test
    void anEmergencyCallNeedsNoRegistration() {
        Outgoing call = identity.outgoing("112", new Caller("+12145550105", null, false), Way.unregistered(FLOW));
        assertThat(call.requestUri()).isEqualTo("sip:112@sp.example.net");
        assertThat(call.extra().fields()).hasSize(1);
    }

    @Test
    void aPlainRegistrationIsTheContactOfItsCalls() {
        var way = new Way(FLOW, List.of(), false, false);
        Outgoing call = identity.outgoing("+14085550199", new Caller("+12145550105", null, false), way);
        assertThat(contact(call, way)).isEqualTo("<sip:acme@203.0.113.5:5061;transport=tls>");
    }
}
