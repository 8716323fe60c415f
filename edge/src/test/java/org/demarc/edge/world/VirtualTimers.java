package org.demarc.edge.world;

import java.time.Duration;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.transport.Timers;

/// The timers of one lane on virtual time. It counts those that run, to see that none is left behind.
public final class VirtualTimers implements Timers {
    private final VirtualClock clock;
    private int pending;

    public VirtualTimers(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public long now() {
        return clock.millis();
    }

    @Override
    public long wallClock() {
        return clock.millis();
    }

    @Override
    public Timeout after(long millis, Expiry owner, int what) {
        pending++;
        VirtualClock.Task task = clock.schedule(Duration.ofMillis(millis), () -> {
            pending--;
            owner.expired(what);
        });
        return () -> {
            if (!task.isPending()) return;
            pending--;
            task.cancel();
        };
    }

    /// How many run.
    public int pending() {
        return pending;
    }
}
