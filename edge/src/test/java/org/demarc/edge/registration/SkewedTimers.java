package org.demarc.edge.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.transport.Timers;

/// Timers on virtual time whose clocks jump: the wall clock anywhere, the monotonic one forward, as after a machine
/// slept.
final class SkewedTimers implements Timers {
    private final VirtualClock clock;
    private final List<Entry> entries = new ArrayList<>();
    private long slept;
    private long wall;

    private final class Entry implements Timeout {
        private final long due;
        private final Expiry owner;
        private final int what;
        private VirtualClock.Task task;

        Entry(long due, Expiry owner, int what) {
            this.due = due;
            this.owner = owner;
            this.what = what;
            this.task = schedule();
        }

        private VirtualClock.Task schedule() {
            return clock.schedule(Duration.ofMillis(due - now()), () -> {
                entries.remove(this);
                owner.expired(what);
            });
        }

        @Override
        public void cancel() {
            if (entries.remove(this)) task.cancel();
        }
    }

    SkewedTimers(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public long now() {
        return clock.millis() + slept;
    }

    @Override
    public long wallClock() {
        return clock.millis() + slept + wall;
    }

    @Override
    public Timeout after(long millis, Expiry owner, int what) {
        var entry = new Entry(now() + millis, owner, what);
        entries.add(entry);
        return entry;
    }

    /// The machine slept so long.
    void sleep(long millis) {
        slept += millis;
        for (Entry entry : List.copyOf(entries)) {
            entry.task.cancel();
            entry.task = entry.schedule();
        }
    }

    /// Somebody set the wall clock.
    void setWall(long ahead) {
        wall = ahead;
    }

    int pending() {
        return entries.size();
    }
}
