package org.demarc.relay;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.demarc.linux.UdpPacket;

/// One datagram in a buffer that a packet thread keeps, and where it came from.
final class Packet {
    /// The longest datagram that is relayed, in octets; a longer one is dropped.
    static final int LIMIT = 2048;

    /// Octets in front of it, for headers.
    static final int HEADROOM = UdpPacket.HEADROOM;

    /// What one packet takes of memory.
    static final int ROOM = HEADROOM + LIMIT + 64;

    final ByteBuffer buffer;

    /// The datagram, from its first octet.
    final MemorySegment bytes;

    /// The same memory with the headroom.
    final MemorySegment frame;

    /// Of the first octet.
    final long address;

    /// It stays as it is until the batch that it came with is through.
    final boolean ofBatch;

    /// Octets received; more than `LIMIT` when the datagram was longer.
    int length;

    long high;
    long low;
    int port;

    Packet() {
        this(ByteBuffer.allocateDirect(ROOM), false);
    }

    /// @param memory `ROOM` octets of native memory
    Packet(ByteBuffer memory, boolean ofBatch) {
        this.ofBatch = ofBatch;
        frame = MemorySegment.ofBuffer(memory);
        buffer = memory.slice(HEADROOM, ROOM - HEADROOM);
        bytes = MemorySegment.ofBuffer(buffer);
        address = bytes.address();
    }

    void copyFrom(Packet other) {
        MemorySegment.copy(other.bytes, 0, bytes, 0, Math.min(other.length, LIMIT + 1));
        length = other.length;
        high = other.high;
        low = other.low;
        port = other.port;
    }

    boolean sameSource(Packet other) {
        return port == other.port && low == other.low && high == other.high;
    }
}
