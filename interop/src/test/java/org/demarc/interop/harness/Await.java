package org.demarc.interop.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waiting for what other processes do: looked at again and again, for a bounded time.
public final class Await {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Await() {}

    /// Something to look at.
    @FunctionalInterface
    public interface Check {
        boolean holds();
    }

    /// Returns when `check` holds; fails with `what` when it does not within `limit`.
    public static void until(Duration limit, String what, Check check) {
        until(limit, () -> what, check);
    }

    /// Returns when `check` holds; fails with what `what` says then when it does not within `limit`.
    public static void until(Duration limit, Supplier<String> what, Check check) {
        if (!within(limit, check)) throw new AssertionError("not within " + limit.toMillis() + " ms: " + what.get());
    }

    /// True as soon as `check` holds, false when it does not within `limit`.
    public static boolean within(Duration limit, Check check) {
        long end = System.nanoTime() + limit.toNanos();
        while (!check.holds()) {
            if (System.nanoTime() - end > 0) return false;
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }
}
