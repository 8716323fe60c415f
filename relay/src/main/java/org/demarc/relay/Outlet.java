package org.demarc.relay;

import java.net.InetAddress;
import org.demarc.linux.Errno;
import org.demarc.linux.RawBatch;
import org.demarc.linux.UdpPacket;
import org.jspecify.annotations.Nullable;

/// What one packet thread sends from one address: packets wait here until the batch that they came with is through.
final class Outlet {
    private static final int SEND_BYTES = 4 << 20;

    private final int dscp;
    private final RawBatch batch;
    private final Packet[] packets;
    private final Endpoint[] targets;
    private final @Nullable Stream[] streams;
    private int waiting;

    Outlet(InetAddress from, int dscp, int capacity) {
        this.dscp = dscp;
        batch = new RawBatch(from, dscp, SEND_BYTES, capacity);
        packets = new Packet[capacity];
        targets = new Endpoint[capacity];
        streams = new Stream[capacity];
    }

    /// Takes `packet`, whose memory it uses until it is flushed. There must be room.
    ///
    /// @param out whose packet it is, null for nobody's
    void add(Packet packet, Endpoint own, Endpoint target, @Nullable Stream out) {
        int start = UdpPacket.write(
                packet.frame,
                Packet.HEADROOM,
                packet.length,
                dscp,
                own.high(),
                own.low(),
                own.port(),
                target.high(),
                target.low(),
                target.port());
        add(packet, start, target.high(), target.low(), target, out);
    }

    /// The same for a settled stream.
    void add(Packet packet, Shortcut way) {
        int start = UdpPacket.write(
                packet.frame,
                Packet.HEADROOM,
                packet.length,
                dscp,
                way.fromHigh,
                way.fromLow,
                way.fromPort,
                way.toHigh,
                way.toLow,
                way.toPort);
        add(packet, start, way.toHigh, way.toLow, way.target, way.out);
    }

    private void add(Packet packet, int start, long toHigh, long toLow, Endpoint target, @Nullable Stream out) {
        int n = waiting++;
        long address = packet.address - Packet.HEADROOM + start;
        batch.prepare(n, address, Packet.HEADROOM - start + packet.length, toHigh, toLow);
        packets[n] = packet;
        targets[n] = target;
        streams[n] = out;
    }

    boolean full() {
        return waiting == batch.capacity();
    }

    /// Sends what waits, on behalf of `loop`. Answers an errno, negated, of a packet that did not leave; 0 else.
    int flush(PacketLoop loop) {
        int failure = 0;
        int done = 0;
        while (done < waiting) {
            int went = batch.send(done, waiting);
            for (int i = 0; i < went; i++) {
                var out = streams[done + i];
                if (out != null) out.countSent(loop);
            }
            if (went <= 0) {
                if (!leavesElsewhere(done, went, loop)) failure = went;
                went = 1;
            }
            done += went;
        }
        waiting = 0;
        return failure;
    }

    /// A packet that the raw socket did not take may be one for an interface of a small MTU: its own socket fragments.
    private boolean leavesElsewhere(int index, int why, PacketLoop loop) {
        var out = streams[index];
        if (out == null || why == -Errno.EAGAIN || why == -Errno.ENOBUFS) return false;
        if (!out.line.sendTo(packets[index], targets[index])) return false;
        out.countSent(loop);
        return true;
    }

    void close() {
        batch.close();
    }
}
