package org.demarc.media.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes the compounds that an endpoint of one stream sends: a report and an SDES with CNAME (RFC 3550 §6.1).
public final class RtcpWriter {
    private final long ssrc;
    private final byte[] cname;

    /// @param cname at most 255 octets in UTF-8; names the endpoint, not a person (RFC 7022)
    public RtcpWriter(long ssrc, String cname) {
        this.ssrc = ssrc;
        this.cname = cname.getBytes(StandardCharsets.UTF_8);
        if (this.cname.length > 255) throw new IllegalArgumentException("CNAME of " + this.cname.length + " octets");
    }

    /// A sender report and SDES at the position of `to`, which moves behind.
    ///
    /// @param ntp time now: seconds since 1900 and fractions, 32 bits each
    /// @param about what we say of the other side, null when we heard nothing
    public void senderReport(
            ByteBuffer to, long ntp, long rtpTimestamp, long packets, long octets, @Nullable Report about) {
        header(to, about == null ? 0 : 1, RtcpPacket.SENDER_REPORT, about == null ? 28 : 52);
        to.putInt((int) ssrc);
        to.putLong(ntp);
        to.putInt((int) rtpTimestamp);
        to.putInt((int) packets);
        to.putInt((int) octets);
        if (about != null) about.write(to);
        description(to);
    }

    /// A receiver report and SDES at the position of `to`, which moves behind.
    public void receiverReport(ByteBuffer to, @Nullable Report about) {
        header(to, about == null ? 0 : 1, RtcpPacket.RECEIVER_REPORT, about == null ? 8 : 32);
        to.putInt((int) ssrc);
        if (about != null) about.write(to);
        description(to);
    }

    /// Adds a BYE to a compound: the stream ends (RFC 3550 §6.6).
    public void bye(ByteBuffer to) {
        header(to, 1, RtcpPacket.BYE, 8);
        to.putInt((int) ssrc);
    }

    private void description(ByteBuffer to) {
        int item = 2 + cname.length;
        int chunk = 4 + item + 4 - item % 4; // at least one NUL ends the list, then up to the next word
        header(to, 1, RtcpPacket.SOURCE_DESCRIPTION, 4 + chunk);
        to.putInt((int) ssrc);
        to.put((byte) 1);
        to.put((byte) cname.length);
        to.put(cname);
        for (int i = item; i < chunk - 4; i++) to.put((byte) 0);
    }

    private static void header(ByteBuffer to, int count, int type, int length) {
        to.put((byte) (0x80 | count));
        to.put((byte) type);
        to.putShort((short) (length / 4 - 1));
    }

    /// A report block to be: RFC 3550 §6.4.1.
    public record Report(
            long ssrc,
            int fractionLost,
            int cumulativeLost,
            long extendedHighestSequenceNumber,
            long jitter,
            long lastSenderReport,
            long delaySinceLastSenderReport) {
        private void write(ByteBuffer to) {
            to.putInt((int) ssrc);
            int lost = Math.clamp(cumulativeLost, -0x80_0000, 0x7F_FFFF);
            to.putInt((fractionLost << 24) | (lost & 0xFF_FFFF));
            to.putInt((int) extendedHighestSequenceNumber);
            to.putInt((int) jitter);
            to.putInt((int) lastSenderReport);
            to.putInt((int) delaySinceLastSenderReport);
        }
    }
}
