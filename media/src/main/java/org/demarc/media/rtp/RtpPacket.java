package org.demarc.media.rtp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// An RTP packet, RFC 3550 §5.1. A view: it reads the datagram where it lies, from its position to its
/// limit, and does not move them. The byte order of the buffer must be big endian, as it is unless
/// changed.
public record RtpPacket(ByteBuffer datagram) {
    /// Octets of the header without contributing sources and extension.
    public static final int FIXED_HEADER = 12;

    /// The packet in `datagram`, or null when it is none: another version, too short for its own
    /// header, or padding that is longer than the rest (RFC 3550 §A.1).
    public static @Nullable RtpPacket read(ByteBuffer datagram) {
        var packet = new RtpPacket(datagram);
        int length = datagram.remaining();
        if (length < FIXED_HEADER || packet.version() != 2) return null;
        int header = FIXED_HEADER + 4 * packet.csrcCount();
        if (packet.hasExtension()) {
            if (length < header + 4) return null;
            header += 4 + 4 * Short.toUnsignedInt(datagram.getShort(datagram.position() + header + 2));
        }
        if (length < header) return null;
        if (packet.hasPadding()) {
            int padding = Byte.toUnsignedInt(datagram.get(datagram.limit() - 1));
            if (padding == 0 || padding > length - header) return null;
        }
        return packet;
    }

    /// Writes a fixed header at the position of `to` and moves it behind: the payload is next.
    ///
    /// @param sequenceNumber its low 16 bits are written
    /// @param timestamp its low 32 bits are written
    /// @param ssrc its low 32 bits are written
    public static void writeHeader(
            ByteBuffer to, int payloadType, boolean marker, int sequenceNumber, long timestamp, long ssrc) {
        to.put((byte) 0x80);
        to.put((byte) ((marker ? 0x80 : 0) | (payloadType & 0x7F)));
        to.putShort((short) sequenceNumber);
        to.putInt((int) timestamp);
        to.putInt((int) ssrc);
    }

    public int version() {
        return octet(0) >> 6;
    }

    public boolean hasPadding() {
        return (octet(0) & 0x20) != 0;
    }

    public boolean hasExtension() {
        return (octet(0) & 0x10) != 0;
    }

    public int csrcCount() {
        return octet(0) & 0x0F;
    }

    public boolean marker() {
        return (octet(1) & 0x80) != 0;
    }

    public int payloadType() {
        return octet(1) & 0x7F;
    }

    public int sequenceNumber() {
        return Short.toUnsignedInt(datagram.getShort(datagram.position() + 2));
    }

    public long timestamp() {
        return Integer.toUnsignedLong(datagram.getInt(datagram.position() + 4));
    }

    public long ssrc() {
        return Integer.toUnsignedLong(datagram.getInt(datagram.position() + 8));
    }

    /// Contributing source `index` of [#csrcCount].
    public long csrc(int index) {
        if (index < 0 || index >= csrcCount()) throw new IndexOutOfBoundsException(index);
        return Integer.toUnsignedLong(datagram.getInt(datagram.position() + FIXED_HEADER + 4 * index));
    }

    /// The 16 bits that say what the header extension is, -1 without extension (RFC 3550 §5.3.1).
    public int extensionProfile() {
        return hasExtension()
                ? Short.toUnsignedInt(datagram.getShort(datagram.position() + FIXED_HEADER + 4 * csrcCount()))
                : -1;
    }

    /// Octets of the header extension after its 4 octets of profile and length.
    public int extensionLength() {
        return hasExtension()
                ? 4 * Short.toUnsignedInt(datagram.getShort(datagram.position() + FIXED_HEADER + 4 * csrcCount() + 2))
                : 0;
    }

    /// Octets before the payload.
    public int headerLength() {
        return FIXED_HEADER + 4 * csrcCount() + (hasExtension() ? 4 + extensionLength() : 0);
    }

    /// Octets of padding, the count itself included.
    public int paddingLength() {
        return hasPadding() ? Byte.toUnsignedInt(datagram.get(datagram.limit() - 1)) : 0;
    }

    /// Index of the first octet of the payload in the buffer.
    public int payloadIndex() {
        return datagram.position() + headerLength();
    }

    public int payloadLength() {
        return datagram.remaining() - headerLength() - paddingLength();
    }

    private int octet(int index) {
        return Byte.toUnsignedInt(datagram.get(datagram.position() + index));
    }
}
