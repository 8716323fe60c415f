package org.demarc.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.relay.Phone.address;
import static org.demarc.relay.Phone.crosses;
import static org.demarc.relay.Phone.crossesAtLast;
import static org.demarc.relay.Phone.packet;
import static org.demarc.relay.Phone.report;
import static org.demarc.relay.Phone.send;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.demarc.media.plane.Family;
import org.demarc.media.plane.MediaPort;
import org.demarc.media.plane.Remote;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sim.Ipv6;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a call sees of the relay, the same on all packet paths, with each leg in either family.
@ParameterizedClass(name = "{0}, {1} to {2}, {3} thread(s)")
@MethodSource("worlds")
class RelayTest {
    static Stream<Arguments> worlds() {
        return Stream.of(PacketPath.STEERED, PacketPath.NATIVE, PacketPath.NIO)
                .flatMap(path -> Stream.of(
                        Arguments.of(path, Family.IPV4, Family.IPV4, 1),
                        Arguments.of(path, Family.IPV6, Family.IPV6, 1),
                        Arguments.of(path, Family.IPV4, Family.IPV6, 1),
                        Arguments.of(path, Family.IPV4, Family.IPV4, 2)));
    }

    private final Family familyA;
    private final Family familyB;
    private final Relay relay;
    private final MediaPort portA;
    private final MediaPort portB;
    private final Phone a;
    private final Phone b;
    private final List<DatagramSocket> strangers = new ArrayList<>();

    RelayTest(PacketPath path, Family familyA, Family familyB, int threads) {
        if (familyA == Family.IPV6 || familyB == Family.IPV6) Ipv6.assume();
        Paths.assumePossible(path);
        this.familyA = familyA;
        this.familyB = familyB;
        relay = new Relay(Ranges.config(8).withPath(path).withThreads(threads).withRest(Duration.ZERO));
        portA = requireNonNull(relay.open("net", familyA, "call"));
        portB = requireNonNull(relay.open("net", familyB, threads == 1 ? "call" : "another"));
        // Pairs are dealt to the threads in turn: with two threads, the legs are joined across threads.
        if (threads == 2)
            assertThat(Math.abs(portA.rtp().getPort() - portB.rtp().getPort()) / 2)
                    .isOdd();
        portA.relayTo(portB);
        portB.relayTo(portA);
        a = new Phone(loopback(familyA));
        b = new Phone(loopback(familyB));
    }

    @AfterEach
    void everythingIsFreed() {
        portA.close();
        portB.close();
        assertThat(relay.portsInUse()).isZero();
        relay.close();
        a.close();
        b.close();
        strangers.forEach(DatagramSocket::close);
    }

    /// Proves COD-006, IP6-002.
    @Test
    void packetsCrossBothWays() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        for (int i = 0; i < 20; i++) {
            crosses(a.rtp, portA.rtp(), b.rtp, packet(i));
            crosses(b.rtp, portB.rtp(), a.rtp, packet(1000 + i));
        }
        soon(() -> portA.statistics().sent() == 20 && portB.statistics().sent() == 20);
        var statistics = portA.statistics();
        assertThat(statistics.received()).isEqualTo(20);
        assertThat(statistics.octets()).isEqualTo(20 * 172);
        assertThat(statistics.lost()).isZero();
        assertThat(statistics.late()).isZero();
        assertThat(statistics.foreign()).isZero();
        assertThat(statistics.malformed()).isZero();
        assertThat(statistics.source()).isEqualTo(address(a.rtp));
        assertThat(statistics.openedMillis()).isPositive();
        assertThat(statistics.lastReceivedMillis()).isBetween(statistics.openedMillis(), relay.nowMillis());
    }

    @Test
    void portsAreEvenAndOddAbove() {
        for (var port : List.of(portA, portB)) {
            assertThat(port.rtp().getPort()).isEven();
            assertThat(port.rtcp().getPort()).isEqualTo(port.rtp().getPort() + 1);
            assertThat(port.rtcp().getAddress()).isEqualTo(port.rtp().getAddress());
        }
        assertThat(relay.portsInUse()).isEqualTo(2);
    }

    @Test
    void silenceIsMeasuredByTheRelaysOwnClock() {
        assertThat(portA.sinceRtp()).isEqualTo(-1);
        assertThat(portA.sinceRtcp()).isEqualTo(-1);
        portA.remote(a.remote());
        portB.remote(b.remote());
        long before = System.nanoTime();
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        crosses(b.rtcp, portB.rtcp(), a.rtcp, report(1));
        soon(() -> portA.sinceRtp() >= 0 && portB.sinceRtcp() >= 0);
        long rtp = portA.sinceRtp();
        long rtcp = portB.sinceRtcp();
        long most = (System.nanoTime() - before) / 1_000_000 + 2;
        assertThat(rtp).isBetween(0L, most);
        assertThat(rtcp).isBetween(0L, most);
        assertThat(portA.sinceRtcp()).isEqualTo(-1);
        assertThat(portB.sinceRtp()).isEqualTo(-1);
    }

    /// Proves IP6-002.
    @Test
    void reportsCrossOnTheOddPort() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        crosses(a.rtcp, portA.rtcp(), b.rtcp, report(1));
        crosses(b.rtcp, portB.rtcp(), a.rtcp, report(2));
        crosses(a.rtcp, portA.rtcp(), b.rtcp, report(3));
        assertThat(portA.statistics().rtcp()).isEqualTo(2);
        assertThat(portA.statistics().received()).isZero();
        assertThat(portA.statistics().source()).isNull();
    }

    /// Where we are told to be sent to is where we send from (RFC 4961 section 4).
    ///
    /// Proves NAT-005.
    @Test
    void whatIsSentLeavesFromThePortThatHears() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        send(a.rtp, portA.rtp(), packet(1));
        assertThat(source(b.rtp)).isEqualTo(portB.rtp());
        send(b.rtp, portB.rtp(), packet(2));
        assertThat(source(a.rtp)).isEqualTo(portA.rtp());
        send(a.rtcp, portA.rtcp(), report(1));
        assertThat(source(b.rtcp)).isEqualTo(portB.rtcp());
        send(b.rtcp, portB.rtcp(), report(2));
        assertThat(source(a.rtcp)).isEqualTo(portA.rtcp());
    }

    private static InetSocketAddress source(DatagramSocket at) {
        var packet = new DatagramPacket(new byte[4096], 4096);
        try {
            at.receive(packet);
        } catch (IOException e) {
            throw new AssertionError("nothing came to " + at.getLocalSocketAddress(), e);
        }
        return (InetSocketAddress) packet.getSocketAddress();
    }

    @Test
    void nothingIsAcceptedBeforeTheRemoteIsKnown() {
        portB.remote(b.remote());
        send(a.rtp, portA.rtp(), packet(1));
        send(a.rtcp, portA.rtcp(), report(1));
        portA.remote(a.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(2));
        crosses(a.rtcp, portA.rtcp(), b.rtcp, report(2));
        assertThat(portA.statistics().received()).isEqualTo(1);
    }

    @Test
    void nothingIsSentBeforeTheRemoteIsKnown() {
        portA.remote(a.remote());
        send(a.rtp, portA.rtp(), packet(1));
        soon(() -> portA.statistics().received() == 1);
        assertThat(portB.statistics().sent()).isZero();
        portB.remote(b.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(2));
    }

    /// Proves NAT-006.
    @Test
    void strangersAreNeverRelayedNorFollowedWithExactLatching() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        var samePlace = stranger(a.rtp.getLocalAddress());
        // Before, at and after the lock: the stranger is first, between, and last.
        for (int i = 0; i < 10; i++) {
            send(samePlace, portA.rtp(), packet(500 + i, 0xbad, 0));
            send(samePlace, portA.rtcp(), report(0xbad));
            crosses(a.rtp, portA.rtp(), b.rtp, packet(i));
            crosses(a.rtcp, portA.rtcp(), b.rtcp, report(i));
            send(samePlace, portA.rtp(), packet(600 + i, 0xbad, 0));
            crosses(b.rtp, portB.rtp(), a.rtp, packet(i));
        }
        assertThat(portA.statistics().source()).isEqualTo(address(a.rtp));
        assertThat(portA.statistics().received()).isEqualTo(10);
        assertThat(portA.statistics().rtcp()).isEqualTo(10);
    }

    @Test
    void samePortOnAnotherAddressIsAStranger() throws Exception {
        Assumptions.assumeTrue(familyA == Family.IPV4, "loopback has one IPv6 address");
        var stranger = Phone.socket(InetAddress.ofLiteral("127.0.0.2"), a.rtp.getLocalPort());
        strangers.add(stranger);
        for (var latching : Latching.values()) {
            portA.remote(a.remote(latching));
            portB.remote(b.remote());
            for (int i = 0; i < 5; i++) {
                send(stranger, portA.rtp(), packet(500 + i, 0xbad, 0));
                crosses(a.rtp, portA.rtp(), b.rtp, packet(i));
                crosses(b.rtp, portB.rtp(), a.rtp, packet(i));
            }
        }
    }

    /// Proves NAT-006.
    @Test
    void addressLatchingTakesAnyPortOfTheAddressAndKeepsSendingToSdp() {
        portA.remote(a.remote(Latching.ADDRESS));
        portB.remote(b.remote());
        var sender = stranger(a.rtp.getLocalAddress());
        var late = stranger(a.rtp.getLocalAddress());
        crosses(sender, portA.rtp(), b.rtp, packet(1));
        assertThat(portA.statistics().source()).isEqualTo(address(sender));
        for (int i = 2; i < Aim.TRIAL_PACKETS + 2; i++) {
            send(late, portA.rtp(), packet(500 + i, 0xbad, 0));
            crosses(sender, portA.rtp(), b.rtp, packet(i));
            crosses(b.rtp, portB.rtp(), a.rtp, packet(i)); // to the port of the SDP
        }
        // Locked is locked: after the trial even the SDP's own port comes too late.
        send(a.rtp, portA.rtp(), packet(177));
        crosses(sender, portA.rtp(), b.rtp, packet(110));
        assertThat(portA.statistics().source()).isEqualTo(address(sender));
    }

    @Test
    void exactSourceTakesALooseLockOverSoonAfterAndKeepsIt() {
        portA.remote(a.remote(Latching.ADDRESS));
        portB.remote(b.remote());
        var first = stranger(a.rtp.getLocalAddress());
        for (int i = 0; i < 3; i++) {
            crosses(first, portA.rtp(), b.rtp, packet(i));
            crosses(first, portA.rtcp(), b.rtcp, report(i));
        }
        crosses(a.rtp, portA.rtp(), b.rtp, packet(3));
        crosses(a.rtcp, portA.rtcp(), b.rtcp, report(3));
        assertThat(portA.statistics().source()).isEqualTo(address(a.rtp));
        for (int i = 4; i < Aim.TRIAL_PACKETS + 10; i++) {
            send(first, portA.rtp(), packet(500 + i, 0xbad, 0));
            send(first, portA.rtcp(), report(0xbad));
            crosses(a.rtp, portA.rtp(), b.rtp, packet(i));
            crosses(a.rtcp, portA.rtcp(), b.rtcp, report(i));
            crosses(b.rtp, portB.rtp(), a.rtp, packet(i));
        }
        assertThat(portA.statistics().source()).isEqualTo(address(a.rtp));
    }

    /// Proves NAT-006.
    @Test
    void signallingLatchingFollowsThePeerBehindItsNat() {
        Assumptions.assumeTrue(familyA == Family.IPV4, "loopback has one IPv6 address");
        var inSdp = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.77"), 4000); // where nobody is
        var inSdpRtcp = new InetSocketAddress(inSdp.getAddress(), 4001);
        portA.remote(new Remote(inSdp, inSdpRtcp, Latching.SIGNALLING, a.rtp.getLocalAddress(), true, true));
        portB.remote(b.remote());
        var elsewhere = stranger(InetAddress.ofLiteral("127.0.0.2"));
        send(elsewhere, portA.rtp(), packet(500, 0xbad, 0));
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        crosses(a.rtcp, portA.rtcp(), b.rtcp, report(1));
        assertThat(portA.statistics().foreign()).isEqualTo(1);
        assertThat(portA.statistics().source()).isEqualTo(address(a.rtp));
        var neighbour = stranger(a.rtp.getLocalAddress());
        for (int i = 2; i < 6; i++) {
            send(neighbour, portA.rtp(), packet(500 + i, 0xbad, 0));
            send(neighbour, portA.rtcp(), report(0xbad));
            crosses(b.rtp, portB.rtp(), a.rtp, packet(i)); // to where it sends from
            crosses(b.rtcp, portB.rtcp(), a.rtcp, report(i));
            crosses(a.rtp, portA.rtp(), b.rtp, packet(i));
            crosses(a.rtcp, portA.rtcp(), b.rtcp, report(i));
        }
    }

    @Test
    void anotherRemoteUnlocksAndTheOldOneIsAStranger() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        try (var moved = new Phone(a.rtp.getLocalAddress())) {
            portA.remote(moved.remote());
            assertThat(portA.statistics().source()).isNull();
            send(a.rtp, portA.rtp(), packet(2));
            send(a.rtcp, portA.rtcp(), report(2));
            crosses(moved.rtp, portA.rtp(), b.rtp, packet(3));
            crosses(moved.rtcp, portA.rtcp(), b.rtcp, report(3));
            crosses(b.rtp, portB.rtp(), moved.rtp, packet(4));
            assertThat(portA.statistics().source()).isEqualTo(address(moved.rtp));
        }
    }

    @Test
    void directionAloneKeepsTheLock() {
        var nearby = a.rtp.getLocalAddress();
        portA.remote(a.remote(Latching.ADDRESS));
        portB.remote(b.remote());
        var sender = stranger(nearby);
        for (int i = 0; i <= Aim.TRIAL_PACKETS; i++) crosses(sender, portA.rtp(), b.rtp, packet(i));
        portA.remote(a.remote(Latching.ADDRESS, nearby, false, true));
        portA.remote(a.remote(Latching.ADDRESS, nearby, true, true));
        assertThat(portA.statistics().source()).isEqualTo(address(sender));
        send(a.rtp, portA.rtp(), packet(102));
        crosses(sender, portA.rtp(), b.rtp, packet(103));
        portA.remote(a.remote(Latching.ADDRESS, nearby, true, true)); // equal: nothing changes
        assertThat(portA.statistics().source()).isEqualTo(address(sender));
    }

    @Test
    void peerThatMayNotSendIsCountedButNotRelayed() {
        portA.remote(a.remote(Latching.EXACT, a.rtp.getLocalAddress(), false, true));
        portB.remote(b.remote());
        for (int i = 0; i < 3; i++) send(a.rtp, portA.rtp(), packet(i));
        soon(() -> portA.statistics().received() == 3);
        crosses(a.rtcp, portA.rtcp(), b.rtcp, report(1));
        crosses(b.rtp, portB.rtp(), a.rtp, packet(9));
        assertThat(portB.statistics().sent()).isZero();
        portA.remote(a.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(4));
    }

    @Test
    void peerThatMayNotReceiveGetsReportsOnly() {
        portA.remote(a.remote());
        portB.remote(b.remote(Latching.EXACT, b.rtp.getLocalAddress(), true, false));
        for (int i = 0; i < 3; i++) send(a.rtp, portA.rtp(), packet(i));
        soon(() -> portA.statistics().received() == 3);
        crosses(a.rtcp, portA.rtcp(), b.rtcp, report(1));
        crosses(b.rtp, portB.rtp(), a.rtp, packet(9));
        assertThat(portB.statistics().sent()).isZero();
        portB.remote(b.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(4));
    }

    @Test
    void whatIsNeitherRtpNorRtcpIsDropped() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        var bad = List.of(
                new byte[0],
                new byte[11],
                ByteBuffer.allocate(172).put(packet(1)).put(0, (byte) 0x40).array(), // version 1
                ByteBuffer.allocate(20).put((byte) 0x8f).array(), // 15 CSRCs do not fit
                ByteBuffer.allocate(15).put((byte) 0x90).array(), // no room for an extension's header
                ByteBuffer.allocate(20).put((byte) 0x90).putShort(14, (short) 2).array(), // extension too long
                report(1), // RTCP without rtcp-mux
                java.util.Arrays.copyOf(packet(1), Packet.LIMIT + 1), // too long for the relay
                "INVITE sip:a@b SIP/2.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        for (var octets : bad) send(a.rtp, portA.rtp(), octets);
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        for (var octets : bad) send(a.rtp, portA.rtp(), octets);
        crosses(a.rtp, portA.rtp(), b.rtp, java.util.Arrays.copyOf(packet(2), Packet.LIMIT));
        assertThat(portA.statistics().malformed()).isEqualTo(2L * bad.size());
        send(a.rtcp, portA.rtcp(), packet(1));
        send(a.rtcp, portA.rtcp(), new byte[] {(byte) 0x80, (byte) 201, 0, 2, 0, 0, 0, 1});
        crosses(a.rtcp, portA.rtcp(), b.rtcp, report(3));
        assertThat(portA.statistics().malformed()).isEqualTo(2L * bad.size() + 2);
        assertThat(portA.statistics().received()).isEqualTo(2);
    }

    @Test
    void malformedPacketLocksNothing() {
        portA.remote(a.remote(Latching.ADDRESS));
        portB.remote(b.remote());
        send(stranger(a.rtp.getLocalAddress()), portA.rtp(), new byte[40]);
        soon(() -> portA.statistics().malformed() == 1);
        assertThat(portA.statistics().source()).isNull();
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
    }

    @Test
    void remoteThatCannotBeAPeerHearsAndSaysNothing() {
        portB.remote(b.remote());
        var any = InetAddress.ofLiteral(familyA == Family.IPV4 ? "0.0.0.0" : "::");
        var group = InetAddress.ofLiteral(familyA == Family.IPV4 ? "224.0.0.5" : "ff02::5");
        var otherFamily = loopback(familyA == Family.IPV4 ? Family.IPV6 : Family.IPV4);
        for (var host : List.of(any, group, otherFamily)) refused(new InetSocketAddress(host, 4000));
        refused(new InetSocketAddress(loopback(familyA), 0));
        refused(portA.rtp());
        refused(InetSocketAddress.createUnresolved("phone.example.com", 4000));
        portA.remote(a.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        crosses(b.rtp, portB.rtp(), a.rtp, packet(2));
    }

    private void refused(InetSocketAddress rtp) {
        portA.remote(new Remote(rtp, address(a.rtcp), Latching.ADDRESS, a.rtp.getLocalAddress(), true, true));
        long before = portB.statistics().received();
        send(a.rtp, portA.rtp(), packet(1));
        send(b.rtp, portB.rtp(), packet(2));
        soon(() -> portB.statistics().received() == before + 1);
        assertThat(portA.statistics().sent()).isZero();
        assertThat(portA.statistics().received()).isZero();
    }

    @Test
    void closedSocketOfThePeerDoesNotStopTheStream() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        int port = b.rtp.getLocalPort();
        b.rtp.close();
        for (int i = 2; i < 6; i++) send(a.rtp, portA.rtp(), packet(i)); // answered with port unreachable
        soon(() -> portB.statistics().sent() == 5);
        try (var again = Phone.socket(loopback(familyB), port)) {
            crossesAtLast(a.rtp, portA.rtp(), again, packet(6));
            crosses(again, portB.rtp(), a.rtp, packet(7));
        }
    }

    @Test
    void relayingStopsAndTurns() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        portA.relayTo(null);
        send(a.rtp, portA.rtp(), packet(2));
        soon(() -> portA.statistics().received() == 2);
        portA.relayTo(portA); // an echo
        crossesAtLast(a.rtp, portA.rtp(), a.rtp, packet(3));
        portA.relayTo(portB);
        crosses(a.rtp, portA.rtp(), b.rtp, packet(4));
    }

    /// Proves CAL-006.
    @Test
    void closedPortNeitherReceivesNorSends() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        soon(() -> portB.statistics().sent() == 1);
        portB.close();
        portB.close();
        assertThat(relay.portsInUse()).isEqualTo(1);
        var statistics = portB.statistics();
        send(b.rtp, portB.rtp(), packet(5));
        send(a.rtp, portA.rtp(), packet(2));
        soon(() -> portA.statistics().received() == 2);
        portB.remote(b.remote());
        portB.relayTo(portA);
        send(b.rtp, portB.rtp(), packet(6));
        portA.relayTo(portA);
        crossesAtLast(a.rtp, portA.rtp(), a.rtp, packet(3));
        assertThat(portB.statistics()).isEqualTo(statistics);
    }

    @Test
    void sourceIsStillToldAfterTheEnd() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        portA.close();
        assertThat(portA.statistics().source()).isEqualTo(address(a.rtp));
        assertThat(portA.statistics().received()).isEqualTo(1);
    }

    private DatagramSocket stranger(InetAddress host) {
        var socket = Phone.socket(host, 0);
        strangers.add(socket);
        return socket;
    }

    private static InetAddress loopback(Family family) {
        return family == Family.IPV4 ? Ranges.IPV4 : Ranges.IPV6;
    }

    /// Waits for what another thread is about to do.
    static void soon(BooleanSupplier condition) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it never happened").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void lateArrivalsAtTheOldCallNeverReachTheNewOne() {
        portA.remote(a.remote());
        portB.remote(b.remote());
        crosses(a.rtp, portA.rtp(), b.rtp, packet(1));
        var where = portA.rtp();
        portA.close();
        send(a.rtp, where, packet(2, 0xbad, 0));
        try (var next = new Phone(loopback(familyA))) {
            var opened = new ArrayList<MediaPort>();
            @Nullable MediaPort port;
            do { // until the same pair comes round, which it may not while a packet thread is at work
                port = relay.open("net", familyA, "next");
                if (port != null) opened.add(port);
            } while (port == null || !port.rtp().equals(where));
            send(a.rtp, where, packet(3, 0xbad, 0));
            port.remote(next.remote());
            port.relayTo(portB);
            portB.relayTo(port);
            send(a.rtp, where, packet(4, 0xbad, 0));
            crosses(next.rtp, where, b.rtp, packet(5));
            crosses(b.rtp, portB.rtp(), next.rtp, packet(6));
            assertThat(port.statistics().received()).isEqualTo(1);
            opened.forEach(MediaPort::close);
        }
    }
}
