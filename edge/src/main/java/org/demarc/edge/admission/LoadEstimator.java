package org.demarc.edge.admission;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// How much of what comes this node should not take: a percentage that follows how late its lanes are and how full
/// their mailboxes (RFC 7339 §5.3, RFC 6357 §4; what a processor does besides is not known here). Shared by all lanes,
/// without a lock. Pure: readings and times come in.
///
/// The worst lane counts, since calls are spread over lanes by their Call-ID and those of a late lane suffer. Above the
/// target the percentage rises at once and the faster the later the lane is; below half of it, it falls slowly; between
/// them it stays, so that it does not swing.
public final class LoadEstimator {
    /// What is too much.
    ///
    /// @param targetLag so many milliseconds may a message wait, or a timer be late
    /// @param targetFill so many percent of a mailbox may be taken
    /// @param interval milliseconds between two looks
    /// @param mostLoss the highest percentage; less than 100, as who sends nothing hears nothing of an end
    public record Settings(long targetLag, int targetFill, long interval, int mostLoss) {
        public static final Settings DEFAULT = new Settings(25, 25, 100, 95);

        public Settings {
            if (targetLag < 1 || interval < 1) throw new IllegalArgumentException("milliseconds expected");
            if (targetFill < 1 || targetFill > 100) throw new IllegalArgumentException("targetFill: " + targetFill);
            if (mostLoss < 1 || mostLoss > 100) throw new IllegalArgumentException("mostLoss: " + mostLoss);
        }
    }

    /// The pressure at which the target is met.
    static final long MET = 1_000;

    private static final long MOST_PRESSURE = 20 * MET;
    private static final long MOST_INTERVALS = 200;
    /// Percentages are kept in hundredths, so that a slow fall is one.
    private static final int UNIT = 100;

    private final Settings settings;
    private final AtomicLongArray worst;
    private final AtomicLong lookedAt = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong reportedAt = new AtomicLong(Long.MIN_VALUE);
    private volatile long pressure;
    private volatile int loss;

    public LoadEstimator(int lanes, Settings settings) {
        this.settings = settings;
        this.worst = new AtomicLongArray(lanes);
    }

    /// A lane says how it does. Cheap enough for each batch of messages.
    ///
    /// @param lagMillis how long the oldest message of the batch waited, or how late a timer fired
    /// @param waiting what stands in its mailbox, of `capacity`
    public void report(int lane, long lagMillis, int waiting, int capacity, long now) {
        long late = MET * Math.max(0, lagMillis) / settings.targetLag();
        long full = capacity <= 0 ? 0 : MET * 100L * Math.max(0, waiting) / ((long) capacity * settings.targetFill());
        long reading = Math.min(MOST_PRESSURE, Math.max(late, full));
        long known = worst.get(lane);
        while (reading > known && !worst.compareAndSet(lane, known, reading)) known = worst.get(lane);
        reportedAt.setRelease(now);
        look(now);
    }

    /// The percentage of ordinary requests to hold back now: 0 to 100.
    public int loss(long now) {
        look(now);
        return (loss + UNIT / 2) / UNIT;
    }

    /// How far the worst lane is beyond the target, smoothed, in thousandths: 1000 meets it.
    long pressure(long now) {
        look(now);
        return pressure;
    }

    /// One lane wins the right to look; the others go on with what is known.
    private void look(long now) {
        long last = lookedAt.get();
        if (last == Long.MIN_VALUE) {
            lookedAt.compareAndSet(last, now);
            return;
        }
        if (now - last < settings.interval() || !lookedAt.compareAndSet(last, now)) return;
        long intervals = Math.min(MOST_INTERVALS, (now - last) / settings.interval());
        long reading = 0;
        for (int lane = 0; lane < worst.length(); lane++) reading = Math.max(reading, worst.getAndSet(lane, 0));
        // A node that stood still was overloaded all the time, one that heard nothing since was idle: one look for what
        // rises, all of them for what falls.
        boolean fresh = now - reportedAt.getAcquire() < settings.interval();
        long looks = fresh && reading >= MET ? 1 : intervals;
        long smoothed = pressure;
        int next = loss;
        for (long i = 0; i < looks; i++) {
            smoothed += ((fresh || i == 0 ? reading : 0) - smoothed) / 2;
            next = next(next, smoothed);
        }
        pressure = smoothed;
        loss = next;
    }

    private int next(int before, long smoothed) {
        if (smoothed > MET) {
            long rise = Math.clamp((smoothed - MET) * 2 * UNIT / MET, UNIT, 10L * UNIT);
            return (int) Math.min((long) settings.mostLoss() * UNIT, before + rise);
        }
        if (smoothed < MET / 2) return Math.max(0, before - Math.max(UNIT / 2, before / 64));
        return before;
    }
}
