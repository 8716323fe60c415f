package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private final ArrayList<Throwable> mishaps = new ArrayList<>();
    private final TimerWheel wheel = new TimerWheel(5, InstantSource.system(), (during, e) -> mishaps.add(e));
    private final ArrayList<Integer> fired = new ArrayList<>();

    @Test
    void aTimerNeverFiresEarly() {
        wheel.after(500, fired::add, 1); // due at 505, so in the tick that begins at 510
        wheel.advance(504);
        wheel.advance(509);
        assertThat(fired).isEmpty();
        wheel.advance(510);
        assertThat(fired).containsExactly(1);
    }

    @Test
    void aThrowingOwnerDoesNotStopTheOthers() {
        wheel.after(
                10,
                what -> {
                    throw new IllegalStateException("bug");
                },
                1);
        wheel.after(10, fired::add, 2);
        wheel.advance(1000);
        assertThat(fired).containsExactly(2);
        assertThat(mishaps).hasSize(1);
        assertThat(wheel.live()).isZero();
    }

    @Test
    void theClockNeverGoesBack() {
        wheel.advance(100);
        wheel.advance(50);
        assertThat(wheel.now()).isEqualTo(100);
    }

    @Test
    void anEndlessDelayIsAVeryLongOne() {
        wheel.after(Long.MAX_VALUE, fired::add, 1);
        wheel.after(-5, fired::add, 2);
        wheel.advance(100_000_000);
        assertThat(fired).containsExactly(2);
        assertThat(wheel.live()).isEqualTo(1);
    }
}
