package org.demarc.relay;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// One datagram in a buffer that a packet thread keeps, and where it came from.
final class Packet {
    /// The longest datagram that is relayed, in octets; a longer one is dropped.
    static final int LIMIT = 2048;

    final ByteBuffer buffer = ByteBuffer.allocateDirect(LIMIT + 64);
    final MemorySegment bytes = MemorySegment.ofBuffer(buffer);
    final long address = bytes.address();

    /// Octets received; more than `LIMIT` when the datagram was longer.
    int length;

    long high;
    long low;
    int port;

    void copyFrom(Packet other) {
        MemorySegment.copy(other.bytes, 0, bytes, 0, other.length);
        length = other.length;
        high = other.high;
        low = other.low;
        port = other.port;
    }

    boolean sameSource(Packet other) {
        return port == other.port && low == other.low && high == other.high;
    }
}
