package org.demarc.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.demarc.sim.Ipv6;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Steering on loopback. The ports were free a moment ago. Skipped where the kernel does not let us.
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@ValueSource(strings = {"127.0.0.1", "::1"})
class PortSteeringTest {
    private final MemorySegment buffer = Arena.ofAuto().allocate(2048);
    private final InetAddress host;
    private final boolean ipv6;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final DatagramSocketFd[] receivers = new DatagramSocketFd[2];
    private final DatagramSocketFd peer;
    private final DatagramSocketFd stranger;
    private final ReceiveBatch batch;
    private final int first;
    private final PortSteering steering;

    PortSteeringTest(String literal) {
        Ipv6.assumeFor(literal);
        host = InetAddress.ofLiteral(literal);
        ipv6 = literal.contains(":");
        for (int i = 0; i < 2; i++) {
            receivers[i] = bound(0);
            assertThat(ReceiveBatch.tellDestinations(receivers[i].fd(), ipv6)).isZero();
        }
        peer = bound(0);
        stranger = bound(0);
        batch = keep(new ReceiveBatch(List.of(buffer.asSlice(0, 512), buffer.asSlice(512, 512))));
        first = evenPort();
        steering = steer();
    }

    private PortSteering steer() {
        try {
            var range = new PortSteering.Range(host, first, 6, 10, 0);
            return keep(PortSteering.open(List.of(range), 2, List.of(receivers[0].fd(), receivers[1].fd())));
        } catch (LinuxException e) {
            free();
            Assumptions.abort(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    @AfterEach
    void free() {
        for (var each : open.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        open.clear();
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private DatagramSocketFd bound(int port) {
        return keep(DatagramSocketFd.bound(new InetSocketAddress(host, port)));
    }

    /// An even port around which eight are free.
    private int evenPort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(2_000, 16_000) * 2;
            int free = 0;
            for (int i = -1; i < 7; i++) {
                try (var socket = DatagramSocketFd.bound(new InetSocketAddress(host, candidate + i))) {
                    free += socket.fd() > 0 ? 1 : 0;
                } catch (LinuxException e) {
                    break;
                }
            }
            if (free == 8) return candidate;
        }
    }

    private InetSocketAddress port(int index) {
        return new InetSocketAddress(host, first + index);
    }

    private void only(int entry, DatagramSocketFd who) {
        steering.only(
                entry,
                SocketAddress.high(host),
                SocketAddress.low(host),
                who.localAddress().getPort());
    }

    @Test
    void nobodyIsHeardUntilItIsSaid() {
        steering.nobody(10);
        peer.send(buffer, 10, port(0));
        assertThat(batch.receive(receivers[0].fd())).isEqualTo(-Errno.EAGAIN);
        assertThat(steering.refused(10)).isEqualTo(1);
        steering.anyone(10);
        peer.send(buffer, 11, port(0));
        assertThat(batch.receive(receivers[0].fd())).isEqualTo(1);
        assertThat(batch.length(0)).isEqualTo(11);
        assertThat(batch.hasDestination(0)).isTrue();
        assertThat(SocketAddress.decode(batch.destinationHigh(0), batch.destinationLow(0), batch.destinationPort(0)))
                .isEqualTo(port(0));
        assertThat(SocketAddress.decode(batch.sourceHigh(0), batch.sourceLow(0), batch.sourcePort(0)))
                .isEqualTo(peer.localAddress());
        steering.nobody(10);
        peer.send(buffer, 12, port(0));
        assertThat(batch.receive(receivers[0].fd())).isEqualTo(-Errno.EAGAIN);
    }

    @Test
    void pairsAreDealtToTheSocketsInTurn() {
        for (int i = 0; i < 6; i++) steering.anyone(10 + i);
        for (int i = 0; i < 6; i++) {
            peer.send(buffer, 20 + i, port(i));
            assertThat(batch.receive(receivers[1 - i / 2 % 2].fd())).isEqualTo(-Errno.EAGAIN);
            assertThat(batch.receive(receivers[i / 2 % 2].fd())).isEqualTo(1);
            assertThat(batch.destinationPort(0)).isEqualTo(first + i);
        }
    }

    @Test
    void strangersAreRefusedAndCounted() {
        only(13, peer);
        for (int i = 0; i < 5; i++) stranger.send(buffer, 10, port(3));
        peer.send(buffer, 11, port(3));
        assertThat(batch.receive(receivers[1].fd())).isEqualTo(1);
        assertThat(batch.length(0)).isEqualTo(11);
        assertThat(steering.refused(13)).isEqualTo(5);
        only(13, stranger);
        peer.send(buffer, 10, port(3));
        assertThat(steering.refused(13)).isEqualTo(6);
    }

    @Test
    void onePortCannotFillTheQueueOfAll() {
        only(10, peer);
        receivers[0].option(Syscalls.SOL_SOCKET, Syscalls.SO_RCVBUFFORCE, 16 << 20);
        int received = 0;
        // At most two windows pass meanwhile on a machine that is not too slow; what passes is bounded in any case.
        long begin = System.nanoTime();
        for (int i = 0; i < 8 * PortSteering.RATE; i++) peer.send(buffer, 10, port(0));
        long windows = ((System.nanoTime() - begin) >> 27) + 2;
        for (int n = batch.receive(receivers[0].fd()); n > 0; n = batch.receive(receivers[0].fd())) received += n;
        assertThat(received).isBetween(PortSteering.RATE, (int) Math.min(windows, 8) * PortSteering.RATE);
        assertThat(steering.refused(10)).isEqualTo(8L * PortSteering.RATE - received);
    }

    @Test
    void otherPortsAreLeftAlone() {
        try (var below = DatagramSocketFd.bound(port(-1));
                var above = DatagramSocketFd.bound(port(6))) {
            peer.send(buffer, 10, port(-1));
            peer.send(buffer, 11, port(6));
            assertThat(batch.receive(below.fd())).isEqualTo(1);
            assertThat(batch.receive(above.fd())).isEqualTo(1);
            assertThat(batch.hasDestination(0)).isFalse(); // nobody asked for it there
        }
    }

    @Test
    void anUnusedPortIsLeftToItsOwner() {
        try (var owner = DatagramSocketFd.bound(port(0))) {
            peer.send(buffer, 10, port(0));
            assertThat(batch.receive(owner.fd())).isEqualTo(1);
            steering.nobody(10);
            peer.send(buffer, 10, port(0));
            assertThat(batch.receive(owner.fd())).isEqualTo(-Errno.EAGAIN);
            steering.unused(10);
            peer.send(buffer, 10, port(0));
            assertThat(batch.receive(owner.fd())).isEqualTo(1);
            assertThat(steering.refused(10)).isEqualTo(1);
        }
    }

    @Test
    void theEndLeavesNothing() {
        try (var owner = DatagramSocketFd.bound(port(0))) {
            steering.nobody(10);
            peer.send(buffer, 10, port(0));
            assertThat(batch.receive(owner.fd())).isEqualTo(-Errno.EAGAIN);
            steering.close();
            open.remove(steering);
            peer.send(buffer, 10, port(0));
            assertThat(batch.receive(owner.fd())).isEqualTo(1);
            assertThat(steering.refused(10)).isEqualTo(1); // still to be read
        }
    }

    @Test
    void rawPacketArrivesAsIfItsPortHadSentIt() {
        steering.anyone(10);
        try (var raw = new RawBatch(host, 46, 1 << 16, 2)) {
            var from = port(2);
            for (int i = 0; i < 2; i++) {
                int start = UdpPacket.write(
                        buffer,
                        1024 + 256 * i,
                        100 + i,
                        46,
                        SocketAddress.high(host),
                        SocketAddress.low(host),
                        from.getPort(),
                        SocketAddress.high(host),
                        SocketAddress.low(host),
                        first);
                int length = 1024 + 256 * i + 100 + i - start;
                raw.prepare(i, buffer.address() + start, length, SocketAddress.high(host), SocketAddress.low(host));
            }
            assertThat(raw.send(0, 2)).isEqualTo(2);
            assertThat(raw.send(1, 1)).isZero();
        }
        assertThat(batch.receive(receivers[0].fd())).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            assertThat(batch.length(i)).isEqualTo(100 + i);
            assertThat(batch.sourcePort(i)).isEqualTo(first + 2);
        }
    }
}
