package org.demarc.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GenTest {
    @Test
    void sameSeedSameValues() {
        assertThat(new Gen(7).bytes(0, 500)).isEqualTo(new Gen(7).bytes(0, 500));
        assertThat(new Gen(7).bits()).isNotEqualTo(new Gen(8).bits());
        assertThat(new Gen(1234567).bits()).isEqualTo(6457827717110365317L); // the published vector of SplitMix64
    }

    @Test
    void splitGivesWhatItGivesHoweverMuchIsDrawnFromTheOther() {
        var one = new Gen(7);
        var two = new Gen(7);
        var splitOne = one.split();
        var splitTwo = two.split();
        one.bytes(100, 100);
        assertThat(splitOne.bits()).isEqualTo(splitTwo.bits());
    }

    @Seeded(runs = 1_000)
    void numbersStayInTheirBounds(Gen gen) {
        int low = gen.between(-1_000, 1_000);
        int high = gen.between(low, low + gen.below(50));
        assertThat(gen.between(low, high)).isBetween(low, high);
        assertThat(gen.unit()).isBetween(0.0, 1.0);
        assertThat(gen.chance(0)).isFalse();
        assertThat(gen.chance(1)).isTrue();
        assertThat(gen.between(Long.MIN_VALUE, 0)).isNotPositive();
        assertThat(gen.string("ab", 3, 5)).matches("[ab]{3,5}");
        assertThat(gen.shuffled(List.of(1, 2, 3, 4))).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    @Test
    void weightsAreKept() {
        var gen = new Gen(3);
        int often = 0;
        for (int i = 0; i < 10_000; i++) {
            if (gen.weighted(Gen.weight(9, true), Gen.weight(1, false), Gen.weight(0, false))) often++;
        }
        assertThat(often).isBetween(8_800, 9_200);
    }

    @Test
    void everyValueOfASmallRangeComes() {
        var gen = new Gen(5);
        var seen = new boolean[6];
        for (int i = 0; i < 200; i++) seen[gen.between(0, 5)] = true;
        assertThat(seen).containsOnly(true);
    }
}
