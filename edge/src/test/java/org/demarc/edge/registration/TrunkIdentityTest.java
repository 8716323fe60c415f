package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.demarc.edge.registration.TrunkIdentity.Call;
import org.demarc.edge.registration.TrunkIdentity.Caller;
import org.demarc.edge.registration.TrunkIdentity.Refused;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.trunk.numbers.NumberMap;
import org.demarc.trunk.numbers.NumberMap.Prefix;
import org.demarc.trunk.numbers.NumberMap.Single;
import org.junit.jupiter.api.Test;

/// How calls of a registered trunk look on both sides: extensions of three digits inside, E.164 outside.
class TrunkIdentityTest {
    private final TrunkIdentity identity = new TrunkIdentity(
            Bench.config(),
            new NumberMap(
                    List.of(new Single("112", "112")),
                    List.of(
                            new Prefix("", "+12145550", 3, 3),
                            new Prefix("9", "+1", 10, 10),
                            new Prefix("9011", "+"))));

    private static final Flow FLOW = new Flow(
            "Outside",
            Transport.TLS,
            new InetSocketAddress(InetAddress.ofLiteral("203.0.113.5"), 5061),
            new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 5061),
            7,
            "203.0.113.5:5061");
    private static final Way WAY =
            new Way(FLOW, List.of("<sip:edge1.sp.example.net;lr>", "<sip:core.sp.example.net;lr>"), true, true);

    private Call call(String dialled, Caller caller, Way way) {
        if (identity.outgoing(dialled, caller, way) instanceof Call call) return call;
        throw new AssertionError("refused");
    }

    /// Proves IDN-001, IDN-004, OUT-001, OUT-004, REG-014.
    @Test
    void anExtensionCallsAsANumberOfTheAccount() {
        Call call = call("94085550199", new Caller("105", "Bob \"B\"", false), WAY);
        assertThat(call.requestUri()).isEqualTo("sip:+14085550199@sp.example.net;user=phone");
        assertThat(call.to()).isEqualTo("<sip:+14085550199@sp.example.net;user=phone>");
        assertThat(call.from()).isEqualTo("\"Bob \\\"B\\\"\" <sip:+12145550105@sp.example.net;user=phone>");
        assertThat(call.contact()).isEqualTo("<sip:+12145550105@203.0.113.5:5061;transport=tls;ob>");
        assertThat(call.flow()).isEqualTo(FLOW);
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
        Call call = call("94085550199", new Caller("105", "Bob", true), WAY);
        assertThat(call.from()).isEqualTo("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        assertThat(call.contact()).isEqualTo("<sip:203.0.113.5:5061;transport=tls;ob>");
        assertThat(call.extra().fields().subList(2, 4))
                .containsExactly(
                        new Extra.Line(HeaderName.P_ASSERTED_IDENTITY, "<sip:+12145550105@sp.example.net;user=phone>"),
                        new Extra.Line(HeaderName.PRIVACY, "id"));
    }

    @Test
    void whoHasNoNumberOfTheAccountShowsTheMainOne() {
        for (String number : List.of("", "sales", "+33123456789", "94085550199")) {
            Call call = call("94085550199", new Caller(number, null, false), WAY);
            assertThat(call.from()).isEqualTo("<sip:+12145550100@sp.example.net;user=phone>");
        }
    }

    /// Proves OUT-002, REG-028.
    @Test
    void anEmergencyCallNeedsNoRegistration() {
        Call call = call("112", new Caller("105", null, false), Way.unregistered(FLOW));
        assertThat(call.requestUri()).isEqualTo("sip:112@sp.example.net");
        assertThat(call.extra().fields()).hasSize(1);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThat(identity.outgoing("77", new Caller("105", null, false), WAY))
                .isEqualTo(new Refused(404, "no rule makes a number of what was dialled", "OUT-001"));
    }

    @Test
    void aPlainRegistrationIsTheContactOfItsCalls() {
        Call call = call("94085550199", new Caller("105", null, false), new Way(FLOW, List.of(), false, false));
        assertThat(call.contact()).isEqualTo("<sip:acme@203.0.113.5:5061;transport=tls>");
    }

    @Test
    void theInsideSeesExtensionsAndNumbersThatItCanDial() {
        assertThat(identity.called("+12145550105")).isEqualTo("105");
        assertThat(identity.called("+12145550200")).isNull();
        assertThat(identity.called("sales")).isNull();
        assertThat(identity.caller("+14085550199")).isEqualTo("94085550199");
        assertThat(identity.caller("+442079460000")).isEqualTo("9011442079460000");
        assertThat(identity.problems()).containsExactly("+12145550112 is 112 inside, and that is 112 outside");
    }
}
