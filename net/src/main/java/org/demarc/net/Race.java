package org.demarc.net;

import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Raced;
import org.demarc.sip.transport.Timers;
import org.jspecify.annotations.Nullable;

/// Which of two addresses of one host a connection stands to first: RFC 8305 section 5. The second attempt begins a
/// quarter of a second after the first, which goes on meanwhile, or when the first has failed. What stands first is
/// told; the other is closed unless it is of use to somebody else. On the lane's thread.
final class Race implements Timers.Expiry {
    /// "Connection Attempt Delay", RFC 8305 section 8.
    static final long DELAY = 250;

    private static final int SECOND = 0;
    private static final int LAST = 1;

    private final Streams streams;
    private final LaneLoop lane;
    private final Timers timers;
    private final Raced told;
    private final @Nullable StreamConnection[] runners = new StreamConnection[2];
    private final boolean[] failed = new boolean[2];
    private @Nullable Flow second;
    private Timers.@Nullable Timeout next;
    private Timers.@Nullable Timeout last;
    private boolean over;

    Race(Streams streams, LaneLoop lane, Timers timers, Raced told) {
        this.streams = streams;
        this.lane = lane;
        this.timers = timers;
        this.told = told;
    }

    void begin(Flow first, Flow other, long patience) {
        if (patience > 0) last = timers.after(patience, this, LAST);
        if (streams.stands(other)) {
            run(1, other);
            return;
        }
        second = other;
        next = timers.after(DELAY, this, SECOND);
        run(0, first);
    }

    @Override
    public void expired(int what) {
        if (what == SECOND) {
            next = null;
            runSecond();
        } else {
            last = null;
            finish(null, "no connection in time");
        }
    }

    private void runSecond() {
        if (next != null) next.cancel();
        next = null;
        Flow to = second;
        second = null;
        if (to != null) run(1, to);
    }

    private void run(int runner, Flow to) {
        var connection = streams.towards(to);
        runners[runner] = connection;
        if (connection == null) lane.post(() -> settled(runner, false, "no connection can be opened"));
        else connection.whenSettled((stands, why) -> lane.post(() -> settled(runner, stands, why)));
    }

    private void settled(int runner, boolean stands, String why) {
        if (over) return;
        var connection = runners[runner];
        if (stands && connection != null) {
            finish(connection.flow(), "");
            var other = runners[1 - runner];
            if (other != null) other.endUnused("another address was faster");
            return;
        }
        failed[runner] = true;
        if (second != null) runSecond();
        else if (failed[1 - runner] || runners[1 - runner] == null) finish(null, why);
    }

    private void finish(@Nullable Flow standing, String why) {
        over = true;
        if (next != null) next.cancel();
        if (last != null) last.cancel();
        told.over(standing, why);
    }
}
