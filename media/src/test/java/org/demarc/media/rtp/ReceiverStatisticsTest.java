package org.demarc.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.api.Test;

class ReceiverStatisticsTest {
    private final ReceiverStatistics statistics = new ReceiverStatistics();

    private void receive(int from, int to) {
        for (int i = from; i < to; i++) statistics.received(i & 0xFFFF, i * 160L, i * 160L);
    }

    @Test
    void nothingIsLostAcrossTheWrap() {
        receive(65_000, 66_000);
        assertThat(statistics.received()).isEqualTo(999); // the first one is on probation
        assertThat(statistics.lost()).isZero();
        assertThat(statistics.extendedHighestSequenceNumber()).isEqualTo(65_999);
        assertThat(statistics.jitter()).isZero();
    }

    @Test
    void lossesAreCountedPerIntervalToo() {
        receive(0, 101);
        assertThat(statistics.closeInterval()).isZero();
        receive(126, 201);
        assertThat(statistics.lost()).isEqualTo(25);
        assertThat(statistics.closeInterval()).isEqualTo(64); // a quarter of 100
        assertThat(statistics.lossShare()).isEqualTo(0.125);
        assertThat(statistics.closeInterval()).isZero();
    }

    @Test
    void duplicatesMakeUpForLosses() {
        receive(0, 11);
        receive(5, 9);
        assertThat(statistics.lost()).isEqualTo(-4);
        assertThat(statistics.outOfOrder()).isEqualTo(4);
        assertThat(statistics.lossShare()).isZero();
    }

    @Test
    void aSingleStrayIsNotFollowedARestartIs() {
        receive(0, 11);
        assertThat(statistics.received(30_000, 0, 0)).isFalse();
        assertThat(statistics.received(11, 11 * 160L, 11 * 160L)).isTrue();
        assertThat(statistics.received(40_000, 0, 0)).isFalse();
        assertThat(statistics.received(40_001, 160, 160)).isTrue();
        assertThat(statistics.received()).isEqualTo(1);
        assertThat(statistics.lost()).isZero();
    }

    @Test
    void jitterApproachesTheMeanDifference() {
        for (int i = 0; i < 1_000; i++) statistics.received(i, i * 160L, i * 160L + (i % 2) * 40L);
        assertThat(statistics.jitter()).isBetween(38L, 40L);
    }

    @Test
    void jitterSurvivesTheWrapOfTheTimestamp() {
        for (int i = 0; i < 100; i++) {
            long timestamp = 0xFFFF_F000L + i * 160L;
            statistics.received(i, timestamp & 0xFFFF_FFFFL, timestamp);
        }
        assertThat(statistics.jitter()).isZero();
    }

    @Seeded(runs = 200)
    void lossIsWhatTheNetworkLost(Gen gen) {
        var fresh = new ReceiverStatistics();
        int start = gen.below(65_536);
        fresh.received(start, 0, 0);
        fresh.received((start + 1) & 0xFFFF, 160, 160);
        int lost = 0;
        int pending = 0;
        for (int i = 2; i < 3_000; i++) {
            if (gen.chance(0.1)) {
                pending++;
                continue;
            }
            lost += pending;
            pending = 0;
            fresh.received((start + i) & 0xFFFF, i * 160L, i * 160L);
        }
        assertThat(fresh.lost()).isEqualTo(lost);
    }
}
