package org.demarc.relay.rtp;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What arrived at one port: counts, loss and jitter of RFC 3550 appendices A.1, A.3 and A.8.
///
/// One thread counts; others may read at any time and see values that were right a packet or so ago. There is no
/// probation of new sources (`MIN_SEQUENTIAL`): the relay believes a source by its address. A new SSRC, or two packets
/// in sequence after a large jump, start a new source; what the old one lost stays counted.
public final class Reception {
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int SEQUENCES = 1 << 16;
    private static final int NONE = SEQUENCES + 1; // no sequence number equals it
    private static final VarHandle RECEIVED;

    static {
        try {
            RECEIVED = MethodHandles.lookup().findVarHandle(Reception.class, "received", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long received; // written last, with release: a reader sees all that belongs to it
    private long octets;
    private long late;
    private long lastMicros;
    private long lostBefore; // by sources before this one

    private long extendedMax; // highest sequence number with its cycles; RFC 3550's max_seq + cycles
    private long base;
    private long ofSource; // packets of this source
    private int badSequence = NONE;
    private int ssrc;
    private boolean started;

    private int payloadType = -1;
    private int clockRate = 8000;
    private int timestamp;
    private int transit;
    private int jitter; // in timestamp units times 16, as in A.8
    private boolean timed; // `transit` holds one

    /// Counts a packet that `Rtp.valid` accepted.
    ///
    /// @param length octets of UDP payload
    /// @param micros arrival on a monotonic clock
    public void count(MemorySegment datagram, int length, long micros) {
        int word = datagram.get(Rtp.INT, 0);
        sequence(word & 0xffff, datagram.get(Rtp.INT, 8));
        jitter(word >>> 16 & 127, datagram.get(Rtp.INT, 4), micros);
        octets += length;
        lastMicros = micros;
        RECEIVED.setRelease(this, received + 1);
    }

    private void sequence(int sequence, int source) {
        if (source != ssrc || !started) {
            restart(sequence, source);
            return;
        }
        int ahead = sequence - (int) extendedMax & 0xffff;
        if (ahead == 1) { // by far the most frequent
            extendedMax++;
        } else if (ahead != 0 && ahead < MAX_DROPOUT) {
            extendedMax += ahead;
        } else if (ahead != 0 && ahead <= SEQUENCES - MAX_MISORDER) {
            if (sequence != badSequence) {
                badSequence = sequence + 1 & 0xffff;
                return; // "a very large jump": not counted for this source
            }
            restart(sequence, source);
            return;
        } else {
            late++;
        }
        ofSource++;
    }

    private void restart(int sequence, int source) {
        lostBefore = lost();
        started = true;
        ssrc = source;
        base = sequence;
        extendedMax = sequence;
        ofSource = 1;
        badSequence = NONE;
        timed = false;
    }

    private void jitter(int type, int stamp, long micros) {
        if (type != payloadType) {
            payloadType = type;
            int rate = ClockRates.of(type);
            if (rate != clockRate) {
                jitter = (int) ((long) jitter * rate / clockRate);
                clockRate = rate;
                timed = false;
            }
        }
        // Packets of one frame or of one RFC 4733 event share a timestamp and are not meant to be spaced by it.
        if (timed && stamp == timestamp) return;
        int now = (int) (micros * clockRate / 1_000_000) - stamp;
        if (timed) {
            int d = Math.abs(now - transit);
            // A step of more than ten seconds is a new timestamp offset, not jitter.
            if (d >= 0 && d < 10 * clockRate) jitter += d - ((jitter + 8) >> 4);
        }
        timed = true;
        transit = now;
        timestamp = stamp;
    }

    public long received() {
        return (long) RECEIVED.getAcquire(this);
    }

    public long octets() {
        return octets;
    }

    /// Packets that came after a later one, or twice.
    public long late() {
        return late;
    }

    /// Expected less received, over all sources, never negative (A.3).
    public long lost() {
        return lostBefore + (started ? Math.max(0, extendedMax - base + 1 - ofSource) : 0);
    }

    public long jitterMicros() {
        return (long) (jitter >> 4) * 1_000_000 / clockRate;
    }

    /// Arrival of the last packet; 0 before the first.
    public long lastMicros() {
        return lastMicros;
    }
}
