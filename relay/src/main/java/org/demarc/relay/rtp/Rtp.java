package org.demarc.relay.rtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The RTP fixed header where it lies, RFC 3550 section 5.1.
public final class Rtp {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final int HEADER = 12;

    private static final int CSRC_OR_EXTENSION = 0x1f00_0000;
    private static final int EXTENSION = 0x1000_0000;

    private Rtp() {}

    /// Whether the first `length` octets of `datagram` are an RTP packet: version 2, CSRC list and extension fit, and
    /// not an RTCP packet type (192..223, RFC 5761 section 4). Padding is not looked at: SRTP encrypts its count.
    public static boolean valid(MemorySegment datagram, int length) {
        if (length < HEADER) return false;
        int word = datagram.get(INT, 0);
        return word >>> 30 == 2
                && (word >>> 21 & 7) != 6
                && ((word & CSRC_OR_EXTENSION) == 0 || fits(datagram, word, length));
    }

    private static boolean fits(MemorySegment datagram, int word, int length) {
        int end = HEADER + 4 * (word >>> 24 & 15);
        if ((word & EXTENSION) == 0) return end <= length;
        return end + 4 <= length && end + 4 + 4 * Short.toUnsignedInt(datagram.get(SHORT, end + 2)) <= length;
    }
}
