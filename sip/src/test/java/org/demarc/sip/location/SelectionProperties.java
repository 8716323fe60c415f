package org.demarc.sip.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

/// The order of targets of one call, over lists and healths by chance.
class SelectionProperties {
    private record Target(int priority, int weight, int group, int rank) implements Selection.Candidate {}

    private static List<Target> targets(Gen gen) {
        List<Target> all = new ArrayList<>();
        int groups = gen.between(0, 7);
        for (int group = 0; group < groups; group++) {
            int priority = gen.between(0, 3);
            int weight = gen.pick(0, 0, 1, 10, 65_535);
            for (int i = gen.between(1, 3); i > 0; i--) {
                all.add(new Target(priority, weight, group, gen.pick(0, 0, 0, 1, 2, -1)));
            }
        }
        return all;
    }

    /// Proves DNS-003.
    @Seeded(runs = 500)
    void theHealthyComeFirstAndAmongThemTheLeastPriority(Gen gen) {
        List<Target> all = targets(gen);
        int[] order = Selection.order(all, Target::rank, gen::below);
        assertThat(order).doesNotHaveDuplicates();
        assertThat(order.length)
                .isEqualTo((int) all.stream().filter(t -> t.rank() >= 0).count());
        for (int i = 1; i < order.length; i++) {
            Target one = all.get(order[i - 1]);
            Target next = all.get(order[i]);
            assertThat(one.rank()).isLessThanOrEqualTo(next.rank());
            if (one.rank() != next.rank()) continue;
            assertThat(one.priority()).isLessThanOrEqualTo(next.priority());
            if (one.group() == next.group()) assertThat(order[i - 1]).isLessThan(order[i]);
        }
    }

    @Seeded(runs = 200)
    void addressesOfOneHostStayTogether(Gen gen) {
        List<Target> all = targets(gen);
        int[] order = Selection.order(all, _ -> 0, gen::below);
        int changes = 0;
        for (int i = 1; i < order.length; i++) {
            if (all.get(order[i]).group() != all.get(order[i - 1]).group()) changes++;
        }
        assertThat(changes)
                .isEqualTo(Math.max(
                        0, (int) all.stream().map(Target::group).distinct().count() - 1));
    }

    private static double share(Gen gen, int runs, int... weights) {
        List<Target> all = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) all.add(new Target(1, weights[i], i, 0));
        int first = 0;
        for (int i = 0; i < runs; i++) {
            if (Selection.order(all, Target::rank, gen::below)[0] == 0) first++;
        }
        return (double) first / runs;
    }

    /// Proves DNS-015.
    @Seeded(runs = 20)
    void sharesAreThoseOfTheWeights(Gen gen) {
        assertThat(share(gen, 400, 3, 1)).isBetween(0.65, 0.85);
        assertThat(share(gen, 20_000, 3, 1)).isBetween(0.73, 0.77);
        assertThat(share(gen, 20_000, 1, 1)).isBetween(0.48, 0.52);
        assertThat(share(gen, 20_000, 10, 60, 30)).isBetween(0.08, 0.12);
        assertThat(share(gen, 20_000, 0, 0, 0, 0)).isBetween(0.23, 0.27);
        assertThat(share(gen, 20_000, 0, 100)).isBetween(0.001, 0.02); // "a very small chance"
    }

    @Seeded(runs = 20)
    void theSecondChoiceIsByWeightToo(Gen gen) {
        List<Target> all = List.of(new Target(1, 50, 0, 0), new Target(1, 40, 1, 0), new Target(1, 10, 2, 0));
        int second = 0;
        int both = 0;
        for (int i = 0; i < 20_000; i++) {
            int[] order = Selection.order(all, Target::rank, gen::below);
            if (order[0] != 0) continue;
            both++;
            if (order[1] == 1) second++;
        }
        assertThat((double) second / both).isBetween(0.77, 0.83);
    }
}
