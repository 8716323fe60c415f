package org.demarc.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeededTest {
    private final Set<Long> seeds = new HashSet<>();

    @Seeded(runs = 1_000)
    void eachRunHasItsOwnSeed(Gen gen) {
        assertThat(seeds.add(gen.seed())).isTrue();
        assertThat(gen.seed()).isBetween(0L, 0xFFFF_FFFFL);
    }

    @Test
    void seedsFollowFromTheNameAlone() {
        assertThat(SeededExtension.seed("CallSimulation#x", 0)).isEqualTo(SeededExtension.seed("CallSimulation#x", 0));
        assertThat(SeededExtension.seed("CallSimulation#x", 0))
                .isNotEqualTo(SeededExtension.seed("CallSimulation#y", 0))
                .isNotEqualTo(SeededExtension.seed("CallSimulation#x", 1));
    }

    @Test
    void aSeedIsReadAsItIsPrinted() {
        assertThat(SeededExtension.seed("0x66e3d428")).isEqualTo(0x66e3d428L);
        assertThat(SeededExtension.seed("17")).isEqualTo(17);
    }
}
