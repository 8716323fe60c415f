package org.demarc.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

/// Whatever is remembered and forgotten in whichever order, it says what a map of sets would say.
class NonceUsesProperties {
    private record Model(long issued, Set<Long> counts) {}

    @Seeded(runs = 60)
    void itSaysWhatAMapWouldSay(Gen gen) {
        var uses = new NonceUses();
        Map<Long, Model> model = new LinkedHashMap<>();
        long spread = gen.pick(1L, 3L, 1_000L);
        int most = gen.pick(3, 40, 3_000);
        for (int i = 0; i < 6_000; i++) {
            long number = 1 + gen.between(i / 2, i / 2 + 50) * spread;
            int at = uses.find(number);
            assertThat(at >= 0).isEqualTo(model.containsKey(number));
            if (at < 0) {
                while (model.size() >= most) {
                    Map.Entry<Long, Model> first = model.entrySet().iterator().next();
                    assertThat(uses.oldestIssued()).isEqualTo(first.getValue().issued());
                    uses.removeOldest();
                    model.remove(first.getKey());
                }
                at = uses.add(number, i);
                model.put(number, new Model(i, new HashSet<>()));
            }
            Set<Long> counts = Objects.requireNonNull(model.get(number)).counts();
            long count = gen.between(1L, 40L);
            assertThat(uses.isNew(at, count)).isEqualTo(!counts.contains(count));
            uses.use(at, count);
            counts.add(count);
            assertThat(uses.size()).isEqualTo(model.size());
        }
    }

    /// Which of the counts before the last 64 were there is not known any more: they count as used.
    @Seeded(runs = 20)
    void whatIsTooFarBackIsNotNew(Gen gen) {
        var uses = new NonceUses();
        int at = uses.add(7, 0);
        long high = gen.between(200L, 100_000_000L);
        uses.use(at, high);
        assertThat(uses.isNew(at, high)).isFalse();
        assertThat(uses.isNew(at, high - 63)).isTrue();
        assertThat(uses.isNew(at, high - 64)).isFalse();
        uses.use(at, high - 63);
        assertThat(uses.isNew(at, high - 63)).isFalse();
        uses.use(at, high + 64);
        assertThat(uses.isNew(at, high + 1)).isTrue();
        assertThat(uses.isNew(at, high)).as("64 before the highest").isFalse();
    }
}
