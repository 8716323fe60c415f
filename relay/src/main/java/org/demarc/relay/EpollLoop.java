package org.demarc.relay;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.demarc.linux.Epoll;
import org.demarc.linux.Errno;
import org.demarc.linux.EventFd;
import org.demarc.linux.QuietSyscalls;
import org.demarc.linux.SocketAddress;
import org.demarc.linux.Syscalls;
import org.jspecify.annotations.Nullable;

/// Packets by system calls. The fast path of a settled stream is one `recv`, a look at the header, and one `send`; it
/// allocates nothing and touches one stream on each side.
final class EpollLoop extends PacketLoop {
    private static final int EVENTS = 256;

    /// Packets that share one reading of the clock.
    private static final int CLOCK_EVERY = 16;

    private static final long WAKE = -1;

    private final int dscp;
    private final Epoll epoll = new Epoll(EVENTS);
    private final EventFd wake = new EventFd();
    final MemorySegment source = Arena.ofAuto().allocate(SocketAddress.BYTES, 8);
    private volatile boolean stopping;

    EpollLoop(Clock clock, int slots, int dscp) {
        super(clock, slots);
        QuietSyscalls.prepare();
        this.dscp = dscp;
        epoll.add(wake.fd(), Epoll.IN, WAKE);
    }

    @Override
    @Nullable
    Line bind(InetSocketAddress address) {
        int fd = EpollLine.open(address, dscp);
        return fd < 0 ? null : EpollLine.of(this, address, fd);
    }

    @Override
    boolean watch(Line line, int slot) {
        int fd = ((EpollLine) line).fd;
        int added = epoll.add(fd, Epoll.IN, (long) slot << 32 | fd);
        return added == 0 || added == -Errno.EEXIST;
    }

    @Override
    boolean stopping() {
        return stopping;
    }

    @Override
    void turn() {
        int found = epoll.await(-1);
        begin();
        long micros = clock.micros();
        for (int i = 0; i < found; i++) {
            if (i % CLOCK_EVERY == CLOCK_EVERY - 1) micros = clock.micros();
            long data = epoll.data(i);
            if (data == WAKE) {
                wake.drain();
                continue;
            }
            try {
                handle((int) data, (int) (data >>> 32), micros);
            } catch (RuntimeException e) {
                fault(e);
                discard((int) data);
            }
        }
        end();
    }

    private void handle(int fd, int slot, long micros) {
        var stream = streams.getAcquire(slot);
        if (stream == null) {
            discard(fd);
        } else if ((slot & 1) == 0) {
            rtp((RtpStream) stream, fd, micros);
        } else {
            careful(stream, micros);
        }
    }

    private void rtp(RtpStream stream, int fd, long micros) {
        var aim = stream.aim();
        if (aim != stream.settled) {
            careful(stream, micros);
            return;
        }
        var packet = this.packet;
        int length = QuietSyscalls.receive(fd, packet.address, Packet.LIMIT, Syscalls.MSG_TRUNC);
        if (length < 0) return;
        packet.length = length;
        if (!stream.valid(packet)) {
            stream.malformed++;
            return;
        }
        if (!stream.count(packet, micros, aim)) return;
        var out = stream.target();
        if (out == null) return;
        if (out.aim() != stream.wayAim) {
            forward(stream, packet, micros);
            return;
        }
        if (EpollLine.send(stream.wayFd, packet.address, length)) out.countSent(this);
    }

    @Override
    boolean settles(Stream stream) {
        return stream instanceof RtpStream;
    }

    @Override
    void way(Stream stream, Stream out, Aim aim, Endpoint target) {
        if (!out.followed(aim) || !target.equals(aim.peer())) return;
        stream.wayFd = ((EpollLine) out.line).fd;
        stream.wayAim = aim;
    }

    /// What comes while no call has the socket: left over from the last one, or an error.
    private void discard(int fd) {
        int length = QuietSyscalls.receive(fd, packet.address, Packet.LIMIT, Syscalls.MSG_TRUNC);
        packet.length = Math.max(0, length);
    }

    @Override
    void stop() {
        stopping = true;
        wake.signal();
    }

    @Override
    void close() {
        epoll.close();
        wake.close();
    }
}
