package org.demarc.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock(1_000);
    private final List<String> ran = new ArrayList<>();

    private Runnable note(String what) {
        return () -> ran.add(what + "@" + clock.millis());
    }

    @Test
    void tasksRunInOrderOfTimeThenOfScheduling() {
        clock.schedule(Duration.ofMillis(20), note("c"));
        clock.schedule(Duration.ofMillis(10), note("a"));
        clock.schedule(Duration.ofMillis(10), note("b"));
        assertThat(clock.runFor(Duration.ofMillis(10))).isEqualTo(2);
        assertThat(clock.millis()).isEqualTo(1_010);
        assertThat(clock.runUntilIdle()).isEqualTo(1);
        assertThat(ran).containsExactly("a@1010", "b@1010", "c@1020");
    }

    @Test
    void whatTasksScheduleRunsToo() {
        clock.schedule(Duration.ofMillis(5), () -> clock.schedule(Duration.ZERO, note("inner")));
        clock.runFor(Duration.ofMillis(5));
        assertThat(ran).containsExactly("inner@1005");
    }

    @Test
    void cancelledTasksNeverRun() {
        var task = clock.schedule(Duration.ofMillis(5), note("x"));
        assertThat(clock.pending()).isEqualTo(1);
        task.cancel();
        assertThat(task.isPending()).isFalse();
        assertThat(clock.pending()).isZero();
        clock.runFor(Duration.ofSeconds(1));
        assertThat(ran).isEmpty();
        assertThat(clock.millis()).isEqualTo(2_000);
    }

    @Test
    void thePastIsNow() {
        clock.scheduleAt(3, note("late"));
        clock.runFor(Duration.ZERO);
        assertThat(ran).containsExactly("late@1000");
    }
}
