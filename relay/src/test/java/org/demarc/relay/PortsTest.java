package org.demarc.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.demarc.relay.Phone.crosses;
import static org.demarc.relay.Phone.packet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.demarc.media.plane.Family;
import org.demarc.media.plane.MediaPort;
import org.demarc.sim.Ipv6;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Opening, closing and counting of ports.
@ParameterizedClass
@EnumSource(
        value = PacketPath.class,
        names = {"STEERED", "NATIVE", "NIO"})
class PortsTest {
    private final PacketPath path;

    PortsTest(PacketPath path) {
        Paths.assumePossible(path);
        this.path = path;
    }

    private RelayConfig config(int pairs) {
        return Ranges.config(pairs).withPath(path);
    }

    @Test
    void eachPairIsGivenOnceAndThenNoneIsLeft() {
        Ipv6.assume();
        try (var relay = new Relay(config(5))) {
            var seen = new HashSet<Integer>();
            for (int i = 0; i < 5; i++) seen.add(open(relay).rtp().getPort());
            assertThat(seen).hasSize(5);
            assertThat(relay.open("net", Family.IPV4, "call")).isNull();
            assertThat(relay.open("net", Family.IPV6, "call")).isNotNull(); // another address
            assertThat(relay.portsInUse()).isEqualTo(6);
        }
    }

    @Test
    void unknownNetworkAndMissingFamilyGiveNothing() {
        int first = Ranges.free(4);
        var network = new MediaNetwork(List.of(Ranges.IPV4), List.of(), first, first + 3);
        try (var relay = new Relay(RelayConfig.of(Map.of("net", network)).withPath(path))) {
            assertThat(relay.open("elsewhere", Family.IPV4, "call")).isNull();
            assertThat(relay.open("net", Family.IPV6, "call")).isNull();
            assertThat(relay.portsInUse()).isZero();
        }
    }

    @Test
    void portThatAnotherProcessHoldsIsSkippedAndCounted() {
        var config = config(3);
        int first = requireNonNull(config.networks().get("net")).firstPort();
        try (var relay = new Relay(config);
                var holder = Phone.socket(Ranges.IPV4, first + 3)) { // the RTCP port of the second pair
            assertThat(holder.isBound()).isTrue();
            var ports = List.of(open(relay).rtp().getPort(), open(relay).rtp().getPort());
            assertThat(ports).containsExactlyInAnyOrder(first, first + 4);
            assertThat(relay.open("net", Family.IPV4, "call")).isNull();
            assertThat(relay.skipped()).isPositive();
        }
    }

    @Test
    void freedPairRestsWhileOthersAreFree() {
        try (var relay = new Relay(config(4).withRest(Duration.ofHours(1)))) {
            var order = new ArrayList<Integer>();
            for (int i = 0; i < 8; i++) {
                var port = open(relay);
                order.add(port.rtp().getPort());
                port.close();
            }
            assertThat(new HashSet<>(order.subList(0, 4))).hasSize(4);
            // The longest rested first, but for one that its packet thread still looks at, which goes to the end.
            assertThat(order.subList(4, 8)).containsExactlyInAnyOrderElementsOf(order.subList(0, 4));
        }
    }

    /// Proves NAT-008.
    @Test
    void advertisedAddressIsShown() {
        int first = Ranges.free(2);
        var outside = InetAddress.ofLiteral("198.51.100.9");
        var network = new MediaNetwork(List.of(Ranges.IPV4), List.of(outside), first, first + 1);
        try (var relay = new Relay(RelayConfig.of(Map.of("net", network)).withPath(path))) {
            var port = open(relay);
            assertThat(port.rtp().getAddress()).isEqualTo(outside);
            assertThat(port.rtcp().getAddress()).isEqualTo(outside);
            assertThat(port.rtp().getPort()).isEqualTo(first);
        }
    }

    @Test
    void thousandsOfCallsLeaveNothing() {
        try (var relay = new Relay(config(40).withRest(Duration.ZERO).withIdlePairs(10))) {
            churn(relay, 200);
            long before = descriptors();
            churn(relay, 3000);
            assertThat(relay.portsInUse()).isZero();
            RelayTest.soon(() -> descriptors() <= before + 4);
        }
    }

    private static void churn(Relay relay, int calls) {
        try (var phone = new Phone(Ranges.IPV4)) {
            for (int i = 0; i < calls; i++) {
                // As calls do: many at once, now and then.
                var held = new ArrayList<MediaPort>();
                for (int n = i % 16; n >= 0; n--) {
                    var port = relay.open("net", Family.IPV4, "call-" + i);
                    if (port != null) held.add(port);
                }
                for (var port : held) {
                    port.relayTo(held.getFirst());
                    port.remote(phone.remote());
                }
                held.forEach(MediaPort::close);
            }
        }
    }

    @Test
    void closingTheRelayFreesEverySocket() {
        var config = config(6);
        long before = descriptors();
        var relay = new Relay(config);
        var ports = new ArrayList<MediaPort>();
        for (int i = 0; i < 6; i++) ports.add(open(relay));
        ports.getFirst().close();
        relay.close();
        relay.close();
        assertThat(relay.portsInUse()).isZero();
        assertThat(relay.open("net", Family.IPV4, "call")).isNull();
        for (var port : ports) {
            port.close();
            port.relayTo(null);
            assertThat(port.statistics().received()).isZero();
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
        try (var again = new Relay(config)) {
            for (int i = 0; i < 6; i++) open(again); // every port can be bound again
        }
    }

    @Test
    void portsAreGivenToOneAtATimeWhateverTheThreads() throws Exception {
        var relay = new Relay(config(24).withRest(Duration.ZERO).withThreads(2).withIdlePairs(8));
        try (relay;
                var lanes = Executors.newFixedThreadPool(3)) {
            var held = ConcurrentHashMap.<Integer>newKeySet();
            Callable<Boolean> lane = () -> {
                boolean once = true;
                for (int i = 0; i < 2000; i++) {
                    var port = relay.open("net", Family.IPV4, "call-" + i);
                    if (port == null) continue;
                    int number = port.rtp().getPort();
                    once &= held.add(number);
                    held.remove(number);
                    port.close();
                }
                return once;
            };
            for (var done : lanes.invokeAll(List.of(lane, lane, lane)))
                assertThat(done.get()).isTrue();
        }
        assertThat(relay.portsInUse()).isZero();
    }

    @Test
    void bothPortsOfACallLiveOnOneThread() {
        try (var relay = new Relay(config(64).withThreads(4))) {
            for (int i = 0; i < 8; i++) {
                var a = requireNonNull(relay.open("net", Family.IPV4, "call-" + i));
                var b = requireNonNull(relay.open("net", Family.IPV4, "call-" + i));
                assertThat(Math.abs(a.rtp().getPort() - b.rtp().getPort()) / 2 % 4)
                        .isZero(); // dealt in turn
            }
        }
    }

    @Test
    void relayWithoutFreePairsOnItsThreadTakesOthers() {
        try (var relay = new Relay(config(4).withThreads(4));
                var a = new Phone(Ranges.IPV4);
                var b = new Phone(Ranges.IPV4)) {
            var portA = open(relay);
            var portB = open(relay); // the same call id, but one pair on each thread
            portA.relayTo(portB);
            portA.remote(a.remote());
            portB.remote(b.remote());
            crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
            crosses(a.rtp, portA.rtp(), b.rtp, packet(2));
            RelayTest.soon(() -> portB.statistics().sent() == 2);
        }
    }

    @Test
    void addressThatIsNotOursIsOneClearLine() {
        var foreign = new MediaNetwork(List.of(InetAddress.ofLiteral("192.0.2.1")), List.of(), 20_000, 20_001);
        var config = RelayConfig.of(Map.of("outside", foreign)).withPath(path);
        assertThatThrownBy(() -> new Relay(config).close())
                .isInstanceOf(RelayException.class)
                .hasMessageStartingWith("network outside: cannot bind media to 192.0.2.1: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void configurationIsChecked() {
        var any = InetAddress.ofLiteral("0.0.0.0");
        var two = List.of(Ranges.IPV4, InetAddress.ofLiteral("127.0.0.2"));
        assertThatThrownBy(() -> new MediaNetwork(List.of(any), List.of(), 20_000, 20_001))
                .isInstanceOf(RelayException.class);
        assertThatThrownBy(() -> new MediaNetwork(two, List.of(), 20_000, 20_001))
                .isInstanceOf(RelayException.class);
        assertThatThrownBy(() -> new MediaNetwork(List.of(), List.of(), 20_000, 20_001))
                .isInstanceOf(RelayException.class);
        assertThatThrownBy(() -> new MediaNetwork(List.of(Ranges.IPV4), List.of(), 20_001, 20_002))
                .hasMessageContaining("20001-20002");
        assertThatCode(() -> new MediaNetwork(List.of(Ranges.IPV4), List.of(), 65_534, 65_535))
                .doesNotThrowAnyException();
        assertThat(new MediaNetwork(List.of(Ranges.IPV4), List.of(), 20_001, 20_006).pairs())
                .isEqualTo(2);
        assertThatThrownBy(() -> config(2).withDscp(64)).isInstanceOf(RelayException.class);
        assertThatThrownBy(() -> config(2).withThreads(0)).isInstanceOf(RelayException.class);
    }

    private static MediaPort open(Relay relay) {
        return requireNonNull(relay.open("net", Family.IPV4, "call"));
    }

    private static long descriptors() {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
