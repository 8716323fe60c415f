package org.demarc.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class SeededFailureTest {
    @Test
    void failureEndsTheRunsAndSaysHowToReplayIt() {
        var seeds = new ArrayList<Long>();
        assertThatThrownBy(() -> SeededExtension.each("CallSimulation#x", 500, null, seed -> {
                    seeds.add(seed);
                    assertThat(seeds).hasSizeLessThan(7);
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("in run 7 of 500")
                .hasMessageContaining("replay: ./mvnw verify -pl sim -am -Dtest=CallSimulation#x -Dseed=0x"
                        + Long.toHexString(seeds.getLast()) + " -Dsurefire.failIfNoSpecifiedTests=false");
        assertThat(seeds).hasSize(7);
    }

    @Test
    void replayRunsThatSeedOnly() {
        var seeds = new ArrayList<Long>();
        SeededExtension.each("CallSimulation#x", 1, 0x66e3d428L, seeds::add);
        assertThat(seeds).isEqualTo(List.of(0x66e3d428L));
    }

    @Test
    void assumptionThatNeverHoldsIsSeen() {
        assertThatThrownBy(() -> SeededExtension.each("X#y", 3, null, _ -> {
                    throw new TestAbortedException("no");
                }))
                .isInstanceOf(TestAbortedException.class);
        assertThatCode(() -> SeededExtension.each("X#y", 3, null, seed -> {
                    if (seed == SeededExtension.seed("X#y", 1)) throw new TestAbortedException("no");
                }))
                .doesNotThrowAnyException();
    }
}
