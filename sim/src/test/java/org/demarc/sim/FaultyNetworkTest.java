package org.demarc.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultyNetworkTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<Integer> got = new ArrayList<>();

    private FaultyNetwork<String, Integer> network(Gen gen, Faults faults) {
        var network = new FaultyNetwork<String, Integer>(clock, gen, faults);
        network.attach("b", (_, _, packet) -> got.add(packet));
        return network;
    }

    private static void send(FaultyNetwork<String, Integer> network, int from, int to) {
        for (int i = from; i < to; i++) network.send("a", "b", i);
    }

    @Test
    void withoutFaultsAllArrivesOnceInOrderLater() {
        var network = network(new Gen(1), Faults.NONE);
        send(network, 0, 100);
        assertThat(got).isEmpty();
        clock.runUntilIdle();
        assertThat(got).hasSize(100).isSorted();
        assertThat(network.delivered()).isEqualTo(100);
    }

    @Seeded(runs = 50)
    void jitterAloneNeverReorders(Gen gen) {
        got.clear();
        var network = network(gen, Faults.NONE.withDelay(5, 400));
        for (int i = 0; i < 100; i++) {
            network.send("a", "b", i);
            clock.runFor(Duration.ofMillis(gen.below(20)));
        }
        clock.runUntilIdle();
        assertThat(got).hasSize(100).isSorted();
    }

    @Test
    void awfulNetworksLoseRepeatAndReorder() {
        var network = network(new Gen(2), Faults.AWFUL);
        for (int i = 0; i < 1_000; i++) {
            network.send("a", "b", i);
            clock.runFor(Duration.ofMillis(20));
        }
        clock.runUntilIdle();
        assertThat(network.lost()).isBetween(250L, 350L);
        assertThat(got.size()).isEqualTo((int) network.delivered());
        assertThat(got.stream().distinct().count()).isLessThan(got.size());
        assertThat(got).isNotEqualTo(got.stream().sorted().toList());
    }

    @Test
    void sameSeedSameFate() {
        var first = fate(9);
        assertThat(fate(9)).isEqualTo(first);
        assertThat(fate(10)).isNotEqualTo(first);
    }

    private List<Integer> fate(long seed) {
        got.clear();
        var network = network(new Gen(seed), Faults.LOSSY);
        send(network, 0, 500);
        clock.runUntilIdle();
        return List.copyOf(got);
    }

    @Test
    void partitionsCutBothWaysUntilHealed() {
        var network = network(new Gen(1), Faults.NONE);
        network.partition("cut", Set.of("a"), Set.of("b"));
        send(network, 0, 5);
        clock.runUntilIdle();
        network.heal("cut");
        send(network, 5, 10);
        clock.runUntilIdle();
        assertThat(got).containsExactly(5, 6, 7, 8, 9);
    }

    @Test
    void nothingReachesTheDead() {
        var network = network(new Gen(1), Faults.NONE);
        send(network, 0, 5);
        network.detach("b");
        clock.runUntilIdle();
        assertThat(got).isEmpty();
        assertThat(network.lost()).isEqualTo(5);
    }

    /// Notes what it hears; echoes when told to.
    private static final class Ear implements StreamEnd.Handler<Integer> {
        final List<Object> heard = new ArrayList<>();
        final boolean echo;

        Ear(boolean echo) {
            this.echo = echo;
        }

        @Override
        public void connected(StreamEnd<?, Integer> end) {
            heard.add("connected");
        }

        @Override
        public void received(StreamEnd<?, Integer> end, Integer packet) {
            heard.add(packet);
            if (echo) end.send(-packet);
        }

        @Override
        public void closed(StreamEnd<?, Integer> end, String why) {
            heard.add(why);
        }
    }

    @Seeded(runs = 50)
    void streamsKeepOrderAndLoseNothingOnTheWorstLine(Gen gen) {
        var network = network(gen, Faults.AWFUL.withBreakage(0));
        var far = new Ear(true);
        var near = new Ear(false);
        network.listen("c", _ -> far);
        var stream = network.connect("a", "c", near);
        for (int i = 1; i <= 30; i++) {
            stream.send(i);
            clock.runFor(Duration.ofMillis(gen.below(100)));
        }
        clock.runUntilIdle();
        stream.close();
        clock.runUntilIdle();
        assertThat(far.heard).hasSize(32).startsWith("connected", 1, 2, 3).endsWith(30, "closed");
        assertThat(near.heard).hasSize(31).startsWith("connected", -1, -2).endsWith(-30);
        assertThat(stream.isOpen()).isFalse();
        assertThat(clock.pending()).isZero();
    }

    @Test
    void streamToNobodyIsRefused() {
        var near = new Ear(false);
        network(new Gen(1), Faults.NONE).connect("a", "nobody", near).send(1);
        clock.runUntilIdle();
        assertThat(near.heard).containsExactly("refused");
    }

    @Test
    void brokenStreamIsHeardOfAtBothEndsOnce() {
        var network = network(new Gen(1), Faults.NONE);
        var far = new Ear(false);
        var near = new Ear(false);
        network.listen("c", _ -> far);
        var stream = network.connect("a", "c", near);
        clock.runUntilIdle();
        stream.breakDown();
        stream.send(1);
        clock.runUntilIdle();
        assertThat(near.heard).containsExactly("connected", "broken");
        assertThat(far.heard).containsExactly("connected", "broken");
    }

    @Test
    void streamsOutliveShortPartitionsOnly() {
        var network = network(new Gen(1), Faults.NONE);
        var far = new Ear(false);
        var near = new Ear(false);
        network.listen("c", _ -> far);
        var stream = network.connect("a", "c", near);
        clock.runUntilIdle();
        network.partition("cut", Set.of("a"), Set.of("c"));
        stream.send(1);
        clock.runFor(Duration.ofSeconds(10));
        assertThat(far.heard).containsExactly("connected");
        network.heal("cut");
        clock.runFor(Duration.ofSeconds(1));
        assertThat(far.heard).containsExactly("connected", 1);
        network.partition("cut", Set.of("a"), Set.of("c"));
        stream.send(2);
        clock.runFor(Duration.ofSeconds(60));
        assertThat(near.heard).containsExactly("connected", "timed out");
        assertThat(far.heard).containsExactly("connected", 1, "timed out");
    }
}
