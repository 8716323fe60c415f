package org.demarc.relay;

import java.net.InetSocketAddress;
import org.demarc.linux.Errno;
import org.demarc.linux.QuietSyscalls;
import org.demarc.linux.SocketAddress;
import org.demarc.linux.Syscalls;

/// A socket of the kernel. What fails here fails as a value: the packet thread has nobody to tell.
final class EpollLine extends Line {
    private static final int IPTOS_SHIFT = 2; // DSCP is the upper six bits

    final int fd;

    private EpollLine(PacketLoop loop, Endpoint own, int fd) {
        super(loop, own);
        this.fd = fd;
    }

    /// A socket bound to `address`: a descriptor, or an errno negated.
    static int open(InetSocketAddress address, int dscp) {
        boolean ipv6 = address.getAddress() instanceof java.net.Inet6Address;
        int type = Syscalls.SOCK_DGRAM | Syscalls.SOCK_NONBLOCK | Syscalls.SOCK_CLOEXEC;
        int fd = Syscalls.socket(ipv6 ? SocketAddress.AF_INET6 : SocketAddress.AF_INET, type, 0);
        if (fd < 0) return fd;
        if (ipv6) Syscalls.setsockopt(fd, Syscalls.IPPROTO_IPV6, Syscalls.IPV6_V6ONLY, 1);
        int bound = Syscalls.bind(fd, address);
        if (bound < 0) {
            Syscalls.close(fd);
            return bound;
        }
        if (dscp != 0 && ipv6)
            Syscalls.setsockopt(fd, Syscalls.IPPROTO_IPV6, Syscalls.IPV6_TCLASS, dscp << IPTOS_SHIFT);
        if (dscp != 0 && !ipv6) Syscalls.setsockopt(fd, Syscalls.IPPROTO_IP, Syscalls.IP_TOS, dscp << IPTOS_SHIFT);
        return fd;
    }

    static EpollLine of(PacketLoop loop, InetSocketAddress address, int fd) {
        var line = new EpollLine(loop, Endpoint.of(address), fd);
        line.follow(Aim.NOBODY);
        return line;
    }

    @Override
    boolean sendsPastPeer() {
        return true;
    }

    @Override
    boolean connect(Endpoint peer) {
        return Syscalls.connect(fd, peer.high(), peer.low(), peer.port()) == 0;
    }

    @Override
    void disconnect() {
        Syscalls.disconnect(fd);
    }

    @Override
    boolean receive(Packet into) {
        var source = ((EpollLoop) loop).source;
        int length = Syscalls.recvfrom(fd, into.bytes, Syscalls.MSG_TRUNC, source);
        // An error may be what an earlier send caused (ICMP); telling it took it away.
        if (length < 0 && length != -Errno.EAGAIN)
            length = Syscalls.recvfrom(fd, into.bytes, Syscalls.MSG_TRUNC, source);
        if (length < 0) return false;
        into.length = length;
        into.high = SocketAddress.high(source, 0);
        into.low = SocketAddress.low(source, 0);
        into.port = SocketAddress.port(source, 0);
        return true;
    }

    @Override
    boolean send(Packet packet) {
        return send(fd, packet.address, packet.length);
    }

    /// A send may fail by telling of an ICMP error that an earlier one met; the next one then goes.
    static boolean send(int fd, long address, int length) {
        boolean sent = QuietSyscalls.send(fd, address, length) >= 0;
        if (!sent) sent = QuietSyscalls.send(fd, address, length) >= 0;
        return sent;
    }

    @Override
    boolean sendTo(Packet packet, Endpoint target) {
        boolean sent = trySendTo(packet, target);
        if (!sent) sent = trySendTo(packet, target);
        return sent;
    }

    private boolean trySendTo(Packet packet, Endpoint target) {
        return Syscalls.sendto(fd, packet.bytes, packet.length, target.high(), target.low(), target.port()) >= 0;
    }

    @Override
    void close() {
        Syscalls.close(fd);
    }
}
