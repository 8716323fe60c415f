package org.demarc.relay.rtp;

import java.lang.foreign.MemorySegment;

/// What RTCP told at one port: RFC 3550 sections 6.1 and 6.4.
///
/// Round trip: a sender report that leaves here is remembered with its time; when the far end's report block names it
/// (LSR) and says how long it kept it (DLSR), the rest of the time is the way there and back. From the middle of a
/// call that is this leg alone.
public final class Reports {
    private static final int FIRST_TYPE = 200;
    private static final int LAST_TYPE = 207;
    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int SENDER_BLOCKS = 28;
    private static final int RECEIVER_BLOCKS = 8;
    private static final int BLOCK = 24;

    private long received;
    private long lastMicros;
    private long roundTripMicros = -1;
    private long reportedLost = -1;

    /// The last sender report sent from here: middle 32 bits of its NTP time, and when (1/65536 s). One long, since
    /// another thread may write it.
    private volatile long sent;

    /// Whether the first `length` octets are a compound of whole RTCP packets of types 200..207 (RFC 3550
    /// appendix A.2; a first packet of any type, RFC 5506) whose report blocks fit.
    public static boolean valid(MemorySegment datagram, int length) {
        if (length < 8) return false;
        int at = 0;
        while (at < length) {
            if (at + 4 > length) return false;
            int word = datagram.get(Rtp.INT, at);
            int bytes = bytes(word);
            int type = type(word);
            if (word >>> 30 != 2 || type < FIRST_TYPE || type > LAST_TYPE || at + bytes > length) return false;
            if (type <= RECEIVER_REPORT && bytes < blocks(type) + BLOCK * (word >>> 24 & 31)) return false;
            at += bytes;
        }
        return true;
    }

    /// Reads a valid compound that arrived from the far end.
    public void arrived(MemorySegment datagram, int length, long micros) {
        received++;
        lastMicros = micros;
        for (int at = 0, bytes; at < length; at += bytes) {
            int word = datagram.get(Rtp.INT, at);
            bytes = bytes(word);
            int type = type(word);
            if (type <= RECEIVER_REPORT && (word >>> 24 & 31) > 0) block(datagram, at + blocks(type), micros);
        }
    }

    private void block(MemorySegment datagram, int at, long micros) {
        int cumulative = (datagram.get(Rtp.INT, at + 4) << 8) >> 8; // 24 bits, signed: duplicates make it negative
        reportedLost = Math.max(0, cumulative);
        int lastReport = datagram.get(Rtp.INT, at + 16);
        long remembered = sent;
        if (lastReport == 0 || lastReport != (int) (remembered >>> 32)) return;
        int elapsed = ticks(micros) - (int) remembered - datagram.get(Rtp.INT, at + 20);
        if (elapsed >= 0) roundTripMicros = ((long) elapsed * 1_000_000) >> 16;
    }

    /// Notes a valid compound that leaves for the far end. Any thread.
    public void leaves(MemorySegment datagram, int length, long micros) {
        for (int at = 0, bytes; at < length; at += bytes) {
            int word = datagram.get(Rtp.INT, at);
            bytes = bytes(word);
            if (type(word) != SENDER_REPORT) continue;
            int middle = (datagram.get(Rtp.INT, at + 8) << 16) | (datagram.get(Rtp.INT, at + 12) >>> 16);
            sent = (long) middle << 32 | Integer.toUnsignedLong(ticks(micros));
        }
    }

    private static int ticks(long micros) {
        return (int) ((micros << 16) / 1_000_000);
    }

    private static int bytes(int word) {
        return 4 * ((word & 0xffff) + 1);
    }

    private static int type(int word) {
        return word >>> 16 & 0xff;
    }

    private static int blocks(int type) {
        return type == SENDER_REPORT ? SENDER_BLOCKS : RECEIVER_BLOCKS;
    }

    /// Arrival of the last compound; 0 before the first.
    public long lastMicros() {
        return lastMicros;
    }

    public long received() {
        return received;
    }

    /// -1 while unknown.
    public long roundTripMicros() {
        return roundTripMicros;
    }

    /// Cumulative loss of the last report block; -1 while there was none.
    public long reportedLost() {
        return reportedLost;
    }
}
