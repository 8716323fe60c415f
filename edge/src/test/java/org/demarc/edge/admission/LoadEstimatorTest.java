package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.demarc.edge.admission.LoadEstimator.Settings;
import org.junit.jupiter.api.Test;

class LoadEstimatorTest {
    private final LoadEstimator load = new LoadEstimator(2, Settings.DEFAULT);
    private long now = -5_000;

    /// So many milliseconds with such a reading every 10 ms.
    private int after(long millis, long lag, int waiting) {
        for (long end = now + millis; now < end; now += 10) load.report(1, lag, waiting, 1_000, now);
        return load.loss(now);
    }

    @Test
    void anIdleNodeTakesAll() {
        assertThat(load.loss(now)).isZero();
        assertThat(after(10_000, 2, 3)).isZero();
    }

    @Test
    void oneLateMessageIsNoOverload() {
        after(1_000, 1, 0);
        load.report(0, 45, 0, 1_000, now);
        assertThat(after(200, 1, 0)).isZero();
    }

    @Test
    void aLateLaneIsOneAlthoughTheOtherIsNot() {
        assertThat(after(300, 500, 0)).isGreaterThan(10);
        assertThat(after(3_000, 500, 0)).isEqualTo(95);
    }

    @Test
    void aFullMailboxIsOneAlthoughNothingIsLate() {
        assertThat(after(1_000, 0, 900)).isGreaterThan(20);
    }

    @Test
    void theLaterTheFasterItRises() {
        int little = after(500, 30, 0);
        var other = new LoadEstimator(1, Settings.DEFAULT);
        for (long t = 0; t < 500; t += 10) other.report(0, 300, 0, 1_000, t);
        assertThat(little).isPositive();
        assertThat(other.loss(500)).isGreaterThan(2 * little);
    }

    @Test
    void betweenHalfTheTargetAndTheTargetItStays() {
        after(600, 100, 0);
        after(1_500, 20, 0);
        int settled = load.loss(now);
        assertThat(settled).isPositive();
        assertThat(after(5_000, 20, 0)).isEqualTo(settled);
    }

    @Test
    void afterTheOverloadItFallsSlowlyToZero() {
        int high = after(1_000, 200, 0);
        int later = after(1_000, 0, 0);
        assertThat(later).isBetween(high / 3, high - 1);
        assertThat(after(20_000, 0, 0)).isZero();
    }

    @Test
    void silenceIsIdle() {
        assertThat(after(1_000, 200, 0)).isPositive();
        now += 60_000;
        assertThat(load.loss(now)).isZero();
    }

    @Test
    void aNodeThatStoodStillWasNotIdle() {
        int before = after(1_000, 200, 0);
        now += 3_000;
        load.report(0, 3_000, 900, 1_000, now);
        assertThat(load.loss(now)).isGreaterThanOrEqualTo(before);
    }
}
