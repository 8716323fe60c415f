package org.demarc.edge.admission;

import java.util.concurrent.atomic.AtomicLong;

/// So many events a second, with bursts up to one second's worth: the generic cell rate algorithm, without a
/// lock.
final class RateLimit {
    private static final long SECOND = 1_000_000;
    private final AtomicLong nextAt = new AtomicLong(Long.MIN_VALUE);

    /// Counts an event if it may pass.
    ///
    /// @param perSecond the rate; 0: no limit
    /// @param nowMillis monotonic milliseconds
    /// @return true when the event may pass, and is counted
    boolean pass(int perSecond, long nowMillis) {
        return pass(perSecond, 100, nowMillis);
    }

    /// The same where only so many percent of the rate are there to be used.
    boolean pass(int perSecond, int percent, long nowMillis) {
        if (perSecond == 0) return true;
        long now = nowMillis * 1_000;
        long cost = cost(perSecond, percent);
        long burst = Math.max(SECOND, cost); // a share of one event in a second is one event now and then
        while (true) {
            long seen = nextAt.get();
            long from = Math.max(seen, now);
            if (from + cost - now > burst) return false;
            if (nextAt.compareAndSet(seen, from + cost)) return true;
        }
    }

    /// Counts an event that passes anyhow: those that ask make room for it, for no longer than a second.
    void charge(int perSecond, int percent, long nowMillis) {
        if (perSecond == 0) return;
        long now = nowMillis * 1_000;
        long cost = cost(perSecond, percent);
        while (true) {
            long seen = nextAt.get();
            long next = Math.min(Math.max(seen, now) + cost, now + 2 * SECOND);
            if (next <= seen || nextAt.compareAndSet(seen, next)) return;
        }
    }

    private static long cost(int perSecond, int percent) {
        return SECOND * 100 / ((long) perSecond * percent);
    }
}
