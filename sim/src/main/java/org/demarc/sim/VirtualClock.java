package org.demarc.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;

/// Time that moves only when told to, and what is to happen when it does. Tasks of the same millisecond
/// run in the order in which they were scheduled. One thread only.
public final class VirtualClock implements InstantSource {
    /// More tasks than any test has in one step: it is a loop that never ends.
    private static final int ENDLESS = 50_000_000;

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long now;
    private long scheduled;

    /// A task to be: may be cancelled until it runs.
    public interface Task {
        /// Nothing happens if it has run or was cancelled.
        void cancel();

        /// True until it begins to run or is cancelled.
        boolean isPending();
    }

    /// A clock that shows `start` milliseconds since 1970.
    public VirtualClock(long start) {
        this.now = start;
    }

    /// A clock that begins at the first second of 2026, UTC.
    public VirtualClock() {
        this(1_767_225_600_000L);
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    /// Runs `task` when `delay` has gone by; at once for zero, but never from within this call.
    public Task schedule(Duration delay, Runnable task) {
        return scheduleAt(now + Math.max(0, delay.toMillis()), task);
    }

    /// Runs `task` at that millisecond, or in the present one if it is past.
    public Task scheduleAt(long millis, Runnable task) {
        var entry = new Entry(Math.max(now, millis), scheduled++, task);
        queue.add(entry);
        return entry;
    }

    /// Lets that much time go by and runs what falls into it, the last millisecond included.
    ///
    /// @return how many tasks ran
    public int runFor(Duration time) {
        return runTo(now + time.toMillis(), true);
    }

    /// Runs tasks, and the time between them, until there are none.
    ///
    /// @return how many tasks ran
    public int runUntilIdle() {
        return runTo(Long.MAX_VALUE, false);
    }

    private int runTo(long until, boolean moveThere) {
        int ran = 0;
        for (var next = queue.peek(); next != null && next.at <= until; next = queue.peek()) {
            queue.remove();
            if (!next.pending) continue;
            now = next.at;
            next.pending = false;
            next.task.run();
            if (++ran > ENDLESS) throw new IllegalStateException("tasks without end");
        }
        if (moveThere) now = until;
        return ran;
    }

    /// How many tasks are to run yet: for "nothing has leaked".
    public int pending() {
        int pending = 0;
        for (var entry : queue) {
            if (entry.pending) pending++;
        }
        return pending;
    }

    private static final class Entry implements Task, Comparable<Entry> {
        private final long at;
        private final long order;
        private final Runnable task;
        private boolean pending = true;

        Entry(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            pending = false;
        }

        @Override
        public boolean isPending() {
            return pending;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
