package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.demarc.sim.Ipv6;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class LinuxTest {
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment buffer = arena.allocate(64);
    private final MemorySegment source = arena.allocate(SocketAddress.BYTES);

    @BeforeEach
    void nativeAccessIsGiven() {
        assertThat(Linux.available()).isTrue();
    }

    @Test
    void otherPlatformsAreNotSupported() {
        assertThat(Linux.supported("Linux", "amd64")).isTrue();
        assertThat(Linux.supported("Linux", "aarch64")).isTrue();
        assertThat(Linux.supported("Linux", "riscv64")).isFalse();
        assertThat(Linux.supported("Mac OS X", "aarch64")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "0.0.0.0", "255.255.255.255", "2001:db8::5", "::1", "ff02::fb"})
    void addressIsReadAsWritten(String host) throws Exception {
        var address = new InetSocketAddress(InetAddress.ofLiteral(host), 50_001);
        int length = SocketAddress.encode(address, source, 0);
        assertThat(length).isEqualTo(host.contains(":") ? 28 : 16);
        assertThat(SocketAddress.decode(source, 0)).isEqualTo(address);
        long high = SocketAddress.high(source, 0);
        long low = SocketAddress.low(source, 0);
        assertThat(high).isEqualTo(SocketAddress.high(address.getAddress()));
        assertThat(low).isEqualTo(SocketAddress.low(address.getAddress()));
        assertThat(SocketAddress.decode(high, low, 50_001)).isEqualTo(address);
        assertThat(SocketAddress.encode(high, low, 50_001, source, 0)).isEqualTo(length);
        assertThat(SocketAddress.decode(source, 0)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void datagramArrivesWithItsSource(String host) throws Exception {
        Ipv6.assumeFor(host);
        var loopback = new InetSocketAddress(InetAddress.ofLiteral(host), 0);
        try (var a = DatagramSocketFd.bound(loopback);
                var b = DatagramSocketFd.bound(loopback);
                var epoll = new Epoll(4)) {
            epoll.add(b.fd(), Epoll.IN, 0x1_0000_0007L);
            assertThat(epoll.await(0)).isZero();
            write("hello");
            assertThat(a.send(buffer, 5, b.localAddress())).isEqualTo(5);
            assertThat(epoll.await(5000)).isEqualTo(1);
            assertThat(epoll.data(0)).isEqualTo(0x1_0000_0007L);
            assertThat(epoll.events(0)).isEqualTo(Epoll.IN);
            assertThat(b.receive(buffer, source)).isEqualTo(5);
            assertThat(SocketAddress.decode(source, 0)).isEqualTo(a.localAddress());
            assertThat(b.receive(buffer, source)).isEqualTo(-Errno.EAGAIN);
        }
    }

    @Test
    void lengthOfTooLongDatagramIsTold() throws Exception {
        try (var a = DatagramSocketFd.bound(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            a.connect(a.localAddress());
            assertThat(Syscalls.send(a.fd(), buffer, 64)).isEqualTo(64);
            assertThat(a.receive(buffer.asSlice(0, 10), source)).isEqualTo(64);
            assertThat(QuietSyscalls.send(a.fd(), buffer.address(), 64)).isEqualTo(64);
            assertThat(QuietSyscalls.receive(a.fd(), buffer.address(), 10, Syscalls.MSG_TRUNC))
                    .isEqualTo(64);
            assertThat(QuietSyscalls.receive(a.fd(), buffer.address(), 10, 0)).isEqualTo(-1);
        }
    }

    @Test
    void connectedSocketHearsItsPeerAloneUntilDisconnected() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        InetSocketAddress here;
        try (var first = DatagramSocketFd.bound(loopback)) {
            here = first.localAddress(); // a port that the kernel chose would be lost by disconnecting
        }
        try (var a = DatagramSocketFd.bound(here);
                var peer = DatagramSocketFd.bound(loopback);
                var stranger = DatagramSocketFd.bound(loopback)) {
            a.connect(peer.localAddress());
            stranger.send(buffer, 3, here);
            assertThat(a.receive(buffer, source)).isEqualTo(-Errno.EAGAIN);
            peer.send(buffer, 4, here);
            assertThat(a.receive(buffer, source)).isEqualTo(4);
            a.disconnect();
            assertThat(a.localAddress()).isEqualTo(here);
            stranger.send(buffer, 5, here);
            assertThat(a.receive(buffer, source)).isEqualTo(5);
        }
    }

    @Test
    void batchMovesManyDatagramsInOneCall() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        try (var a = DatagramSocketFd.bound(loopback).buffers(1 << 16, 1 << 16);
                var b = DatagramSocketFd.bound(loopback);
                var out = new MessageBatch(8, 32);
                var in = new MessageBatch(8, 16)) {
            assertThat(in.receive(b.fd())).isEqualTo(-Errno.EAGAIN);
            for (int i = 0; i < 5; i++) {
                out.payload(i).setAtIndex(JAVA_BYTE, 0, (byte) i);
                out.prepare(i, 13 + i, b.localAddress());
            }
            assertThat(out.send(a.fd(), 0, 5)).isEqualTo(5);
            assertThat(out.send(a.fd(), 2, 2)).isZero();
            assertThat(in.receive(b.fd())).isEqualTo(5);
            for (int i = 0; i < 5; i++) {
                assertThat(in.length(i)).isEqualTo(Math.min(13 + i, 16));
                assertThat(in.truncated(i)).isEqualTo(13 + i > 16);
                assertThat(in.payload(i).getAtIndex(JAVA_BYTE, 0)).isEqualTo((byte) i);
                assertThat(in.source(i)).isEqualTo(a.localAddress());
                assertThat(SocketAddress.decode(in.sourceHigh(i), in.sourceLow(i), in.sourcePort(i)))
                        .isEqualTo(a.localAddress());
            }
        }
    }

    @Test
    void signalWakesAndDrainSilences() {
        try (var event = new EventFd();
                var epoll = new Epoll(1)) {
            epoll.add(event.fd(), Epoll.IN, 9);
            event.signal();
            event.signal();
            assertThat(epoll.await(5000)).isEqualTo(1);
            event.drain();
            assertThat(epoll.await(0)).isZero();
        }
    }

    @Test
    void takenAddressIsOneClearLine() throws Exception {
        try (var a = DatagramSocketFd.bound(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            var taken = a.localAddress();
            assertThatThrownBy(() -> DatagramSocketFd.bound(taken))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE))
                    .hasMessage("cannot bind " + taken + ": address already in use");
        }
    }

    @Test
    void limitOfOpenFilesIsKnown() {
        assertThat(Linux.openFilesLimit()).isGreaterThan(100);
    }

    @Test
    void dscpIsSet() {
        Ipv6.assume();
        try (var v4 = DatagramSocketFd.open(false).dscp(46);
                var v6 = DatagramSocketFd.open(true).dscp(46)) {
            assertThat(Syscalls.getsockopt(v4.fd(), Syscalls.IPPROTO_IP, Syscalls.IP_TOS))
                    .isEqualTo(184);
            assertThat(Syscalls.getsockopt(v6.fd(), Syscalls.IPPROTO_IPV6, Syscalls.IPV6_TCLASS))
                    .isEqualTo(184);
        }
    }

    private void write(String text) {
        MemorySegment.copy(MemorySegment.ofArray(text.getBytes(US_ASCII)), 0, buffer, 0, text.length());
    }
}
