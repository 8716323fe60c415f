package org.demarc.relay;

import java.net.InetSocketAddress;
import org.demarc.linux.PortSteering;
import org.demarc.linux.Syscalls;
import org.jspecify.annotations.Nullable;

/// A port whose datagrams come by the socket that all share, and leave by the raw one. Its own socket holds the port
/// against other processes, hears nobody, and sends what the raw one cannot: packets that must be fragmented.
final class SteeredLine extends Line {
    /// Which of the addresses packets leave from.
    final int address;

    private final PortSteering steering;
    private final int entry;
    private final int fd;

    /// As the loop numbers it; -1 until it is served.
    volatile int slot = -1;

    private SteeredLine(SteeredLoop loop, Endpoint own, int address, PortSteering steering, int entry, int fd) {
        super(loop, own);
        this.address = address;
        this.steering = steering;
        this.entry = entry;
        this.fd = fd;
    }

    static @Nullable SteeredLine open(
            SteeredLoop loop, InetSocketAddress here, int dscp, int address, PortSteering steering, int entry) {
        int fd = EpollLine.open(here, dscp);
        if (fd < 0) return null;
        var own = Endpoint.of(here);
        Syscalls.connect(fd, own.high(), own.low(), own.port());
        Syscalls.setsockopt(fd, Syscalls.SOL_SOCKET, Syscalls.SO_RCVBUF, 0);
        var line = new SteeredLine(loop, own, address, steering, entry, fd);
        line.follow(Aim.NOBODY);
        return line;
    }

    @Override
    boolean sendsPastPeer() {
        return true;
    }

    @Override
    boolean connect(Endpoint peer) {
        if (peer.equals(own)) steering.nobody(entry);
        else steering.only(entry, peer.high(), peer.low(), peer.port());
        return true;
    }

    @Override
    void disconnect() {
        steering.anyone(entry);
    }

    @Override
    long refused() {
        return steering.refused(entry);
    }

    @Override
    boolean receive(Packet into) {
        return ((SteeredLoop) loop).next(slot, into);
    }

    @Override
    boolean send(Packet packet) {
        throw new IllegalStateException("its loop sends");
    }

    @Override
    boolean sendTo(Packet packet, Endpoint target) {
        return Syscalls.sendto(fd, packet.bytes, packet.length, target.high(), target.low(), target.port()) >= 0;
    }

    @Override
    void close() {
        steering.unused(entry);
        Syscalls.close(fd);
    }
}
