package org.demarc.media.rtp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One packet of an RTCP compound, RFC 3550 §6. A view: it reads the datagram where it lies, from its
/// position to its limit, and does not move them.
///
/// @param offset where this packet begins, counted from the position
public record RtcpPacket(ByteBuffer datagram, int offset) {
    public static final int SENDER_REPORT = 200;
    public static final int RECEIVER_REPORT = 201;
    public static final int SOURCE_DESCRIPTION = 202;
    public static final int BYE = 203;
    public static final int APPLICATION = 204;

    private static final int BLOCK = 24;

    /// The first packet of the compound in `datagram`, or null when it is none: it must begin with a
    /// report, all its packets must have version 2 and fill it exactly, and only the last may be padded
    /// (RFC 3550 §A.2).
    public static @Nullable RtcpPacket read(ByteBuffer datagram) {
        int length = datagram.remaining();
        int at = 0;
        while (at < length) {
            if (length - at < 8) return null;
            var packet = new RtcpPacket(datagram, at);
            if (packet.octet(0) >> 6 != 2) return null;
            int end = at + packet.length();
            if (packet.length() < 8 || end > length) return null;
            if (packet.hasPadding() && end != length) return null;
            if (at == 0 && packet.type() != SENDER_REPORT && packet.type() != RECEIVER_REPORT) return null;
            if (!packet.holdsItsBlocks()) return null;
            at = end;
        }
        return at == 0 ? null : new RtcpPacket(datagram, 0);
    }

    private boolean holdsItsBlocks() {
        return switch (type()) {
            case SENDER_REPORT -> length() >= 28 + BLOCK * count();
            case RECEIVER_REPORT -> length() >= 8 + BLOCK * count();
            default -> true;
        };
    }

    /// The packet after this one, or null.
    public @Nullable RtcpPacket next() {
        int next = offset + length();
        return next < datagram.remaining() ? new RtcpPacket(datagram, next) : null;
    }

    public boolean hasPadding() {
        return (octet(0) & 0x20) != 0;
    }

    /// Report blocks, or chunks, or sources.
    public int count() {
        return octet(0) & 0x1F;
    }

    public int type() {
        return octet(1);
    }

    /// Octets of this packet, header and padding included.
    public int length() {
        return 4 * (Short.toUnsignedInt(datagram.getShort(datagram.position() + offset + 2)) + 1);
    }

    /// Who sent it; for SDES the first source described.
    public long ssrc() {
        return word(4);
    }

    /// NTP timestamp of a sender report: seconds since 1900 and fractions, 32 bits each.
    public long ntpTimestamp() {
        sender();
        return datagram.getLong(datagram.position() + offset + 8);
    }

    /// The middle 32 bits of the NTP timestamp: what the other side returns as LSR.
    public long compactNtp() {
        return (ntpTimestamp() >>> 16) & 0xFFFF_FFFFL;
    }

    /// RTP timestamp of a sender report.
    public long rtpTimestamp() {
        sender();
        return word(16);
    }

    /// Packets sent so far, of a sender report.
    public long packetCount() {
        sender();
        return word(20);
    }

    /// Payload octets sent so far, of a sender report.
    public long octetCount() {
        sender();
        return word(24);
    }

    /// Report block `index` of a sender or receiver report.
    public ReportBlock reportBlock(int index) {
        int first = switch (type()) {
            case SENDER_REPORT -> 28;
            case RECEIVER_REPORT -> 8;
            default -> throw new IllegalStateException("no report: type " + type());
        };
        if (index < 0 || index >= count()) throw new IndexOutOfBoundsException(index);
        return new ReportBlock(datagram, offset + first + BLOCK * index);
    }

    /// What one receiver says of one source, RFC 3550 §6.4.1. A view like the packet.
    public record ReportBlock(ByteBuffer datagram, int offset) {
        public long ssrc() {
            return word(0);
        }

        /// Share lost since the last report, in 1/256.
        public int fractionLost() {
            return (int) (word(4) >> 24);
        }

        /// Packets lost since the beginning; negative when there were more duplicates than losses.
        public int cumulativeLost() {
            return ((int) word(4) << 8) >> 8;
        }

        /// Cycles of the sequence number in the upper, the highest one in the lower 16 bits.
        public long extendedHighestSequenceNumber() {
            return word(8);
        }

        /// Interarrival jitter in timestamp units.
        public long jitter() {
            return word(12);
        }

        /// Compact NTP time of the last sender report received, 0 when there was none.
        public long lastSenderReport() {
            return word(16);
        }

        /// Time since then in 1/65536 s.
        public long delaySinceLastSenderReport() {
            return word(20);
        }

        /// Round trip in 1/65536 s, seen at `arrival` (compact NTP time) by who sent the report that is meant:
        /// -1 when unknown (RFC 3550 §6.4.1).
        public long roundTrip(long arrival) {
            if (lastSenderReport() == 0) return -1;
            long trip = (arrival - lastSenderReport() - delaySinceLastSenderReport()) & 0xFFFF_FFFFL;
            return trip > 0x7FFF_FFFFL ? -1 : trip; // clocks that disagree give a negative one
        }

        private long word(int index) {
            return Integer.toUnsignedLong(datagram.getInt(datagram.position() + offset + index));
        }
    }

    private void sender() {
        if (type() != SENDER_REPORT) throw new IllegalStateException("no sender report: type " + type());
    }

    private int octet(int index) {
        return Byte.toUnsignedInt(datagram.get(datagram.position() + offset + index));
    }

    private long word(int index) {
        return Integer.toUnsignedLong(datagram.getInt(datagram.position() + offset + index));
    }
}
