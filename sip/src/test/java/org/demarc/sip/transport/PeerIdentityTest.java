package org.demarc.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.demarc.sip.message.Via;
import org.junit.jupiter.api.Test;

class PeerIdentityTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 5061);
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 5061);

    private static Flow flow(long connection) {
        return new Flow("outside", Transport.TLS, LOCAL, REMOTE, connection, "192.0.2.1:5061");
    }

    @Test
    void aFlowToOneDomainIsNotOneToAnother() {
        var a = flow(0).with(new PeerIdentity(List.of("a.example")));
        assertThat(a)
                .isEqualTo(flow(0).with(new PeerIdentity(List.of("a.example"))))
                .hasSameHashCodeAs(flow(0).with(new PeerIdentity(List.of("a.example"))))
                .isNotEqualTo(flow(0))
                .isNotEqualTo(flow(0).with(new PeerIdentity(List.of("b.example"))));
        assertThat(flow(1)).isNotEqualTo(flow(2));
    }

    @Test
    void aDomainIsFoundHoweverItIsSpelled() {
        var identity = java.util.Objects.requireNonNull(PeerIdentity.of("SP.example.net."));
        assertThat(identity.includes("sp.EXAMPLE.net")).isTrue();
        assertThat(identity.includes("example.net")).isFalse();
        assertThat(PeerIdentity.of("*.example.net")).isNull();
        assertThat(PeerIdentity.NONE.includes("sp.example.net")).isFalse();
    }

    @Test
    void theWayBackIsToTheSamePeer() {
        var proved = flow(7).with(new PeerIdentity(List.of("a.example")));
        var back = ResponseFlows.of(new Via("TLS", "192.0.2.2", 5099, org.demarc.sip.message.Params.EMPTY), proved);
        assertThat(back.remote().getPort()).isEqualTo(5099);
        assertThat(back.peer()).isEqualTo(proved.peer());
    }
}
