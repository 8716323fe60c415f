package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static int passed(RateLimit limit, int perSecond, int tries, long at) {
        int passed = 0;
        for (int i = 0; i < tries; i++) if (limit.pass(perSecond, at)) passed++;
        return passed;
    }

    @Test
    void aBurstIsOneSecondsWorth() {
        assertThat(passed(new RateLimit(), 10, 50, 1_000)).isEqualTo(10);
    }

    @Test
    void whatIsUsedComesBackEvenly() {
        var limit = new RateLimit();
        assertThat(passed(limit, 10, 50, 1_000)).isEqualTo(10);
        assertThat(passed(limit, 10, 50, 1_099)).isZero();
        assertThat(passed(limit, 10, 50, 1_100)).isEqualTo(1);
        assertThat(passed(limit, 10, 50, 1_350)).isEqualTo(2);
        assertThat(passed(limit, 10, 50, 60_000)).isEqualTo(10);
    }

    @Test
    void aSteadyRateBelowTheLimitAlwaysPasses() {
        var limit = new RateLimit();
        for (long at = 0; at < 60_000; at += 100) assertThat(limit.pass(10, at)).isTrue();
    }

    @Test
    void zeroIsNoLimit() {
        assertThat(passed(new RateLimit(), 0, 1_000, 5)).isEqualTo(1_000);
    }

    @Test
    void aClockThatBeginsBelowZeroIsOne() {
        assertThat(passed(new RateLimit(), 3, 9, -5_000)).isEqualTo(3);
    }
}
