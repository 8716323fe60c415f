package org.demarc.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.relay.Phone.address;
import static org.demarc.relay.Phone.packet;
import static org.demarc.relay.Phone.receive;
import static org.demarc.relay.Phone.send;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.demarc.linux.PortSteering;
import org.demarc.media.plane.Family;
import org.demarc.media.plane.MediaPort;
import org.demarc.media.plane.Remote;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sim.Ipv6;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What many calls on one relay do not do to each other.
@ParameterizedClass
@EnumSource(
        value = PacketPath.class,
        names = {"STEERED", "NATIVE", "NIO"})
class ManyCallsTest {
    private static final int CALLS = 200;
    private static final int ROUNDS = 20;

    private final PacketPath path;

    ManyCallsTest(PacketPath path) {
        Paths.assumePossible(path);
        this.path = path;
    }

    private record Call(MediaPort a, MediaPort b) {}

    /// Each call's SSRC is its number, each packet's sequence number the round: a bit for each at the far end.
    @Test
    void everyPacketOfTwoHundredCallsArrivesOnceAtItsOwnPhone() {
        try (var relay = new Relay(Ranges.config(2 * CALLS).withPath(path).withThreads(2));
                var caller = new Phone(Ranges.IPV4);
                var callee = new Phone(Ranges.IPV4)) {
            var calls = calls(relay, caller, callee);
            var towardsCallee = new int[CALLS];
            var towardsCaller = new int[CALLS];
            for (int round = 0; round < ROUNDS; round++) {
                // As many at once as the sockets of the phones surely hold.
                for (int from = 0; from < CALLS; from += 50) {
                    for (int i = from; i < from + 50; i++) {
                        send(caller.rtp, calls.get(i).a.rtp(), packet(round, i, 0));
                        send(callee.rtp, calls.get(i).b.rtp(), packet(round, i, 0));
                    }
                    for (int i = 0; i < 50; i++) {
                        note(receive(callee.rtp), towardsCallee);
                        note(receive(caller.rtp), towardsCaller);
                    }
                }
            }
            assertThat(towardsCallee).containsOnly((1 << ROUNDS) - 1);
            assertThat(towardsCaller).containsOnly((1 << ROUNDS) - 1);
            for (var call : calls) {
                var statistics = call.a.statistics();
                assertThat(statistics.received()).isEqualTo(ROUNDS);
                assertThat(statistics.lost() + statistics.late() + statistics.foreign())
                        .isZero();
            }
        }
    }

    private static void note(byte[] packet, int[] seen) {
        var p = ByteBuffer.wrap(packet);
        int bit = 1 << p.getShort(2);
        assertThat(seen[p.getInt(8)] & bit).as("twice").isZero();
        seen[p.getInt(8)] |= bit;
    }

    private static List<Call> calls(Relay relay, Phone caller, Phone callee) {
        var calls = new ArrayList<Call>();
        for (int i = 0; i < CALLS; i++) {
            var a = requireNonNull(relay.open("net", Family.IPV4, "call-" + i));
            var b = requireNonNull(relay.open("net", Family.IPV4, "call-" + i));
            a.relayTo(b);
            b.relayTo(a);
            a.remote(caller.remote());
            b.remote(callee.remote());
            calls.add(new Call(a, b));
        }
        return calls;
    }

    @Test
    void strangersFloodNeitherPassesNorDisturbsAndIsCounted() {
        try (var relay = new Relay(Ranges.config(4).withPath(path));
                var a = new Phone(Ranges.IPV4);
                var b = new Phone(Ranges.IPV4);
                var stranger = Phone.socket(Ranges.IPV4, 0)) {
            var portA = requireNonNull(relay.open("net", Family.IPV4, "call"));
            var portB = requireNonNull(relay.open("net", Family.IPV4, "call"));
            portA.relayTo(portB);
            portB.relayTo(portA);
            portA.remote(a.remote());
            portB.remote(b.remote());
            for (int i = 0; i < 100; i++) {
                flood(stranger, portA.rtp(), 200);
                Phone.crosses(a.rtp, portA.rtp(), b.rtp, packet(i));
            }
            assertThat(portA.statistics().received()).isEqualTo(100);
            assertThat(portA.statistics().lost()).isZero();
            assertThat(portA.statistics().source()).isEqualTo(address(a.rtp));
            // What the kernel drops at a connected socket it does not count for us.
            if (path == PacketPath.STEERED)
                assertThat(portA.statistics().foreign()).isEqualTo(20_000);
            portA.close();
            long foreign = portA.statistics().foreign();
            flood(stranger, portA.rtp(), 10);
            assertThat(portA.statistics().foreign()).isEqualTo(foreign); // nobody's any more
            if (path == PacketPath.STEERED) assertThat(relay.refused()).isEqualTo(20_010);
        }
    }

    private static void flood(DatagramSocket stranger, InetSocketAddress port, int datagrams) {
        for (int i = 0; i < datagrams; i++) send(stranger, port, packet(i, 0xbad, 0));
    }

    /// The queue is common on the steered path: one peer that sends without measure must not fill it.
    @Test
    void floodOfAPeerDoesNotReachTheOtherCalls() {
        try (var relay = new Relay(Ranges.config(8).withPath(path));
                var a = new Phone(Ranges.IPV4);
                var b = new Phone(Ranges.IPV4);
                var mad = new Phone(Ranges.IPV4);
                var sink = new Phone(Ranges.IPV4)) {
            var good = joined(relay, a, b);
            var bad = joined(relay, mad, sink);
            for (int i = 0; i < 50; i++) {
                flood(mad.rtp, bad.rtp(), PortSteering.RATE / 8);
                Phone.crosses(a.rtp, good.rtp(), b.rtp, packet(i));
            }
            assertThat(good.statistics().lost()).isZero();
            assertThat(good.statistics().received()).isEqualTo(50);
        }
    }

    private static MediaPort joined(Relay relay, Phone a, Phone b) {
        var portA = requireNonNull(relay.open("net", Family.IPV4, "call"));
        var portB = requireNonNull(relay.open("net", Family.IPV4, "call"));
        portA.relayTo(portB);
        portA.remote(a.remote());
        portB.remote(b.remote());
        return portA;
    }

    @Test
    void networksOnOneAddressAndOnTwoKeepTheirSources() {
        Ipv6.assume();
        int first = Ranges.free(24);
        var other = java.net.InetAddress.ofLiteral("127.0.0.3");
        var networks = Map.of(
                "one", new MediaNetwork(List.of(Ranges.IPV4), List.of(), first, first + 7),
                "two", new MediaNetwork(List.of(Ranges.IPV4), List.of(), first + 8, first + 15),
                "three", new MediaNetwork(List.of(other, Ranges.IPV6), List.of(), first + 16, first + 23));
        try (var relay = new Relay(RelayConfig.of(networks).withPath(path).withThreads(3));
                var a = new Phone(Ranges.IPV4);
                var b = Phone.socket(Ranges.IPV4, 0)) {
            for (var to : List.of("one", "two", "three"))
                for (var from : List.of("one", "two", "three")) {
                    var portA = requireNonNull(relay.open(from, Family.IPV4, from + to));
                    var portB = requireNonNull(relay.open(to, Family.IPV4, from + to));
                    portA.relayTo(portB);
                    portA.remote(a.remote());
                    portB.remote(new Remote(address(b), address(b), Latching.EXACT, Ranges.IPV4, true, true));
                    for (int i = 0; i < 3; i++) {
                        send(a.rtp, portA.rtp(), packet(i));
                        assertThat(source(b)).isEqualTo(portB.rtp());
                    }
                    portA.close();
                    portB.close();
                }
        }
    }

    private static InetSocketAddress source(DatagramSocket at) {
        try {
            var packet = new java.net.DatagramPacket(new byte[4096], 4096);
            at.receive(packet);
            return (InetSocketAddress) packet.getSocketAddress();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
