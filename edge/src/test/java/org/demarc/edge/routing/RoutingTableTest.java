package org.demarc.edge.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.Route;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.SourceRange;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.numbers.NumberRange;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static Trunk trunk(String name, String network, List<String> numbers, List<String> sources, String... at) {
        List<Peer> peers = new ArrayList<>();
        for (String one : at) {
            int colon = one.lastIndexOf(':');
            String host = one.substring(0, colon);
            peers.add(new Peer(
                    "sip:" + one, host, address(host, Integer.parseInt(one.substring(colon + 1))), Transport.UDP));
        }
        List<SourceRange> ranges = new ArrayList<>();
        for (String source : sources) if (SourceRange.parse(source) instanceof SourceRange range) ranges.add(range);
        List<NumberRange> inventory = new ArrayList<>();
        for (String number : numbers) {
            if (NumberRange.parse(number) instanceof NumberRange range) inventory.add(range);
        }
        return new Trunk(
                name,
                Faces.PBX,
                network,
                null,
                peers,
                ranges,
                inventory,
                Trunk.Limits.NONE,
                Latching.EXACT,
                Trunk.Probe.OFF);
    }

    private final RoutingTable table = new RoutingTable(new EdgeConfig(
            "n",
            List.of(
                    trunk("a", "out", List.of("+12145550000..+12145550099"), List.of(), "192.0.2.1:5060"),
                    trunk("b", "out", List.of("+12145550100"), List.of("198.51.100.0/24"), "192.0.2.1:5070"),
                    trunk("c", "in", List.of(), List.of(), "192.0.2.9:5060")),
            List.of(
                    new Route("a", "+44*", List.of("c")),
                    new Route(null, "112", List.of("c", "b")),
                    new Route("b", null, List.of("gone", "c"))),
            EdgeConfig.Timing.DEFAULT));

    private @org.jspecify.annotations.Nullable String source(String network, String host, int port) {
        Trunk trunk = table.source(new Flow(
                network, Transport.UDP, address("192.0.2.200", 5060), address(host, port), 0, "192.0.2.200:5060"));
        return trunk == null ? null : trunk.name();
    }

    private String why(String network, String host, int port) {
        return table.whyUnknown(new Flow(
                network, Transport.UDP, address("192.0.2.200", 5060), address(host, port), 0, "192.0.2.200:5060"));
    }

    /// Proves EMG-003.
    @Test
    void aServiceWithoutNumberTakesTheRouteOfItsNumbers() {
        Trunk b = trunk("b", "out", List.of(), List.of());
        assertThat(table.help(b, Set.of("911", "112"))).extracting(Trunk::name).containsExactly("c", "b");
        assertThat(table.help(b, Set.of("999"))).extracting(Trunk::name).containsExactly("c");
        assertThat(table.help(trunk("a", "out", List.of(), List.of()), Set.of("999")))
                .isEmpty();
    }

    private List<String> destinations(String from, String called) {
        Trunk trunk = trunk(from, "out", List.of(), List.of());
        return table.destinations(trunk, called).stream().map(Trunk::name).toList();
    }

    /// Proves ARCH-010.
    @Test
    void aSourceIsTheTrunkWithItsAddressAndPort() {
        assertThat(source("out", "192.0.2.1", 5060)).isEqualTo("a");
        assertThat(source("out", "192.0.2.1", 5070)).isEqualTo("b");
    }

    @Test
    void anAddressOfTwoTrunksTellsNothingWithoutItsPort() {
        assertThat(source("out", "192.0.2.1", 5080)).isNull();
        assertThat(source("in", "192.0.2.9", 5080)).isEqualTo("c");
    }

    @Test
    void aSourceCountsInItsNetworkOnly() {
        assertThat(source("in", "192.0.2.1", 5060)).isNull();
        assertThat(source("out", "192.0.2.9", 5060)).isNull();
    }

    /// Proves ARCH-010.
    @Test
    void aBlockOfSourcesCounts() {
        assertThat(source("out", "198.51.100.77", 9)).isEqualTo("b");
        assertThat(source("out", "198.51.101.77", 9)).isNull();
    }

    private static Trunk of(String domain, Trunk t) {
        return new Trunk(
                t.name(),
                t.faces(),
                t.network(),
                domain,
                t.peers(),
                t.sources(),
                t.numbers(),
                t.limits(),
                t.latching(),
                t.probe());
    }

    private static final List<Trunk> PROVING = List.of(
            of("pbx.example.com", trunk("p", "out", List.of(), List.of(), "192.0.2.1:5061")),
            of("two.example.com", trunk("q", "out", List.of(), List.of(), "192.0.2.2:5061")),
            of("two.example.com", trunk("r", "out", List.of(), List.of(), "192.0.2.3:5061")));

    private static Flow proved(Transport transport, String host, String... domains) {
        return new Flow(
                "out",
                transport,
                address("192.0.2.200", 5061),
                address(host, 40_000),
                7,
                "192.0.2.200:5061",
                new PeerIdentity(List.of(domains)));
    }

    private static String who(RoutingTable proving, Flow flow) {
        Trunk trunk = proving.source(flow);
        return trunk == null ? "" : trunk.name();
    }

    /// Proves STA-004.
    @Test
    void whoeverProvedTheDomainOfATrunkIsThatTrunkFromAnyAddress() {
        var proving = new RoutingTable(new EdgeConfig("n", PROVING, List.of(), EdgeConfig.Timing.DEFAULT));
        assertThat(who(proving, proved(Transport.TLS, "203.0.113.9", "pbx.example.com")))
                .isEqualTo("p");
        assertThat(who(proving, proved(Transport.WSS, "203.0.113.9", "else.example", "pbx.example.com")))
                .isEqualTo("p");
        assertThat(who(proving, proved(Transport.TLS, "192.0.2.2", "pbx.example.com")))
                .isEqualTo("p");
        assertThat(who(proving, proved(Transport.TLS, "203.0.113.9", "else.example")))
                .isEmpty();
        assertThat(who(proving, proved(Transport.TLS, "192.0.2.1"))).isEqualTo("p");
    }

    @Test
    void aDomainOfSeveralTrunksNeedsTheAddressToo() {
        var proving = new RoutingTable(new EdgeConfig("n", PROVING, List.of(), EdgeConfig.Timing.DEFAULT));
        assertThat(who(proving, proved(Transport.TLS, "192.0.2.3", "two.example.com")))
                .isEqualTo("r");
        assertThat(who(proving, proved(Transport.TLS, "203.0.113.9", "two.example.com")))
                .isEmpty();
        assertThat(who(proving, proved(Transport.TLS, "192.0.2.1", "two.example.com")))
                .isEmpty();
    }

    /// Proves STA-004.
    @Test
    void whereCertificatesAreRequiredAnAddressAloneTellsNothingOverTls() {
        var proving =
                new RoutingTable(new EdgeConfig("n", PROVING, List.of(), EdgeConfig.Timing.DEFAULT, Set.of("out")));
        assertThat(who(proving, proved(Transport.TLS, "192.0.2.1"))).isEmpty();
        assertThat(who(proving, proved(Transport.WSS, "192.0.2.1", "else.example")))
                .isEmpty();
        assertThat(who(proving, proved(Transport.TLS, "203.0.113.9", "pbx.example.com")))
                .isEqualTo("p");
        assertThat(who(proving, proved(Transport.UDP, "192.0.2.1"))).isEqualTo("p");
        assertThat(proving.whyUnknown(proved(Transport.TLS, "192.0.2.1")))
                .isEqualTo("it proved no domain by a certificate");
        assertThat(proving.whyUnknown(proved(Transport.TLS, "192.0.2.1", "else.example")))
                .isEqualTo("no trunk on this network has the domain that its certificate proved: else.example");
    }

    @Test
    void anUnknownSourceIsToldWhatItLacks() {
        assertThat(why("in", "192.0.2.1", 5060)).isEqualTo("trunk a has this address, but on network out");
        assertThat(why("in", "198.51.100.77", 5060)).isEqualTo("trunk b has this address, but on network out");
        assertThat(why("out", "192.0.2.1", 5080))
                .isEqualTo("several trunks have this address, and none of them this port");
        assertThat(why("out", "203.0.113.1", 5060))
                .isEqualTo("no trunk has this source: add it to peers or sources of a trunk");
    }

    @Test
    void aNumberThatLacksOnlyItsPlusIsToldSo() {
        Trunk from = trunk("a", "out", List.of(), List.of());
        for (String called : List.of("12145550042", "442079460000")) {
            assertThat(table.whyNowhere(from, called)).contains("with a '+' before it one has");
        }
        for (String called : List.of("12145550101", "+33123456789", "999")) {
            assertThat(table.whyNowhere(from, called)).isEqualTo("no inventory and no route has this number");
        }
    }

    @Test
    void theOwnerOfANumberComesBeforeEveryRoute() {
        assertThat(destinations("b", "+12145550042")).containsExactly("a");
        assertThat(destinations("b", "+12145550100")).containsExactly("b");
        assertThat(destinations("a", "+12145550101")).isEmpty();
    }

    @Test
    void theFirstRouteThatMatchesDecides() {
        assertThat(destinations("a", "+442079460000")).containsExactly("c");
        assertThat(destinations("a", "112")).containsExactly("c", "b");
        assertThat(destinations("b", "+442079460000")).containsExactly("c");
        assertThat(destinations("a", "+33123456789")).isEmpty();
    }

    @Test
    void digitsThatAreNoNumberHaveNoOwner() {
        assertThat(table.owner("12145550042")).isNull();
        assertThat(table.owner("+1214555004")).isNull();
        assertThat(table.owner("+1214555004211111111")).isNull();
        assertThat(table.owner("")).isNull();
    }

    /// Anybody can write the address of a peer into a datagram.
    ///
    /// Proves TRN-003, SEC-010.
    @Test
    void aTrunkThatSpeaksTlsAloneIsNotWhoSendsWithoutIt() {
        Peer tls = new Peer("sips:192.0.2.1", "192.0.2.1", address("192.0.2.1", 5061), Transport.TLS);
        Peer udp = new Peer("sip:192.0.2.2", "192.0.2.2", address("192.0.2.2", 5060), Transport.UDP);
        var secure = new RoutingTable(config(List.of(tls)));
        assertThat(secure.source(over(Transport.TLS, "192.0.2.1", 5061))).isNotNull();
        for (Transport plain : List.of(Transport.UDP, Transport.TCP, Transport.WS)) {
            for (int port : new int[] {5060, 5061, 40_000}) {
                Flow flow = over(plain, "192.0.2.1", port);
                assertThat(secure.source(flow)).isNull();
                assertThat(secure.configured(flow)).isNull();
                assertThat(secure.whyUnknown(flow)).isEqualTo("trunk t, whose address it is, speaks TLS alone");
            }
        }
        var both = new RoutingTable(config(List.of(tls, udp)));
        assertThat(both.source(over(Transport.UDP, "192.0.2.1", 5060))).isNotNull();
        assertThat(both.source(over(Transport.UDP, "192.0.2.2", 5060))).isNotNull();
    }

    private static EdgeConfig config(List<Peer> peers) {
        return new EdgeConfig(
                "n",
                List.of(new Trunk(
                        "t",
                        Faces.PBX,
                        "out",
                        null,
                        peers,
                        List.of(),
                        List.of(),
                        Trunk.Limits.NONE,
                        Latching.EXACT,
                        Trunk.Probe.OFF)),
                List.of(),
                EdgeConfig.Timing.DEFAULT);
    }

    private static Flow over(Transport transport, String host, int port) {
        return new Flow("out", transport, address("203.0.113.5", 5060), address(host, port), 0, "203.0.113.5:5060");
    }
}
