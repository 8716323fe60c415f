package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.b2bua.RegisteredContacts.Reach;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.Origin;
import org.demarc.edge.registrar.Target;
import org.demarc.edge.world.VirtualTimers;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Params;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Where a contact is called whose flow is gone.
class ContactsTest {
    private static final String US = "203.0.113.5";
    private static final String PBX = "198.51.100.20";

    private final Trunk acme = trunk("acme", PBX, 9);
    private final Trunk other = trunk("other", PBX, 5070);
    private final NodeState node =
            new NodeState(new EdgeConfig("n", List.of(acme, other), List.of(), EdgeConfig.Timing.DEFAULT), 0);
    private final Contacts contacts = new Contacts(node, new Everywhere(), new VirtualTimers(new VirtualClock()));

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static Trunk trunk(String name, String host, int port) {
        return new Trunk(
                name,
                Faces.PBX,
                "outside",
                null,
                List.of(new Peer("sip:" + host, host, address(host, port), Transport.UDP)),
                List.of(),
                List.of(),
                Trunk.Limits.NONE,
                Latching.EXACT,
                Trunk.Probe.OFF);
    }

    /// Has a listening point of each transport.
    private static final class Everywhere implements Sender {
        @Override
        public void send(SipMessage message, Flow flow, @Nullable SendFailure onFailure) {}

        @Override
        public Flow flow(String network, Transport transport, InetSocketAddress remote) {
            int port = transport.defaultPort();
            return new Flow(network, transport, address(US, port), remote, 0, US + ":" + port);
        }

        @Override
        public boolean alive(Flow flow) {
            return false;
        }
    }

    private Reach reach(String contact, Transport registeredBy, String from, String... path) {
        if (!(Uri.parse(contact) instanceof Field.Present<Uri>(SipUri uri))) throw new AssertionError(contact);
        var origin = new Origin(registeredBy, InetAddress.ofLiteral(from));
        var binding =
                new Binding(uri, Params.EMPTY, 1_000, "c", 1, 0, 0, 1_000, List.of(path), "", 0, 0, origin, "", null);
        return contacts.reach(acme, new Target(uri, binding.path(), null, binding));
    }

    private void assertReached(Transport by, String host, int port, Reach reach) {
        Flow flow = Objects.requireNonNull(reach.flow(), reach.why());
        assertThat(flow.transport()).isEqualTo(by);
        assertThat(flow.remote()).isEqualTo(address(host, port));
    }

    @Test
    void theHostThatRegisteredIsCalledAtItsContact() {
        assertReached(Transport.UDP, PBX, 5060, reach("sip:198.51.100.20;bnc", Transport.TCP, PBX));
        assertReached(Transport.TCP, PBX, 5080, reach("sip:198.51.100.20:5080;transport=tcp", Transport.TCP, PBX));
        assertReached(
                Transport.UDP, PBX, 5060, reach("sip:pbx.example.com", Transport.UDP, PBX, "<sip:198.51.100.20;lr>"));
    }

    @Test
    void nobodyElseIs() {
        assertThat(reach("sip:198.51.100.99", Transport.TCP, PBX).rule()).isEqualTo("REG-053");
        assertThat(reach("sip:127.0.0.1", Transport.TCP, PBX).rule()).isEqualTo("REG-053");
        assertThat(reach("sip:pbx.example.com", Transport.TCP, PBX).rule()).isEqualTo("REG-053");
        assertThat(reach("sip:198.51.100.20", Transport.UDP, PBX, "<sip:198.51.100.99;lr>")
                        .rule())
                .isEqualTo("REG-053");
        assertThat(reach("sip:198.51.100.20:5070", Transport.TCP, PBX).why()).isEqualTo("trunk other is there");
    }

    @Test
    void weAreNot() {
        assertThat(reach("sip:203.0.113.5", Transport.TCP, US).rule()).isEqualTo("CAL-021");
        assertThat(reach("sip:203.0.113.5:5061;transport=tls", Transport.TLS, US)
                        .rule())
                .isEqualTo("CAL-021");
    }

    /// What was bound over TLS is called over TLS, or not at all (RFC 3261 section 26.2.2).
    ///
    /// Proves SEC-010.
    @Test
    void whatIsSecureStaysSo() {
        assertThat(reach("sip:198.51.100.20", Transport.TLS, PBX).rule()).isEqualTo("RFC 3261 section 26.2.2");
        assertThat(reach("sip:198.51.100.20;transport=tcp", Transport.WSS, PBX).rule())
                .isEqualTo("RFC 3261 section 26.2.2");
        assertThat(reach("sips:198.51.100.20;transport=udp", Transport.UDP, PBX).rule())
                .isEqualTo("RFC 3261 section 26.2.2");
        assertReached(Transport.TLS, PBX, 5061, reach("sip:198.51.100.20;transport=tls", Transport.TLS, PBX));
        assertReached(Transport.TLS, PBX, 5061, reach("sips:198.51.100.20;transport=tcp", Transport.TLS, PBX));
        assertThat(reach("sip:198.51.100.20;transport=wss", Transport.WSS, PBX).rule())
                .isEqualTo("RFC 7118 section 5");
    }
}
