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
        if (perSecond == 0) return true;
        long now = nowMillis * 1_000;
        long cost = SECOND / perSecond;
        while (true) {
            long seen = nextAt.get();
            long from = Math.max(seen, now);
            if (from + cost - now > SECOND) return false;
            if (nextAt.compareAndSet(seen, from + cost)) return true;
        }
    }
}
