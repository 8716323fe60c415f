package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.transport.Timers.Timeout;

/// The wheel does what a sorted list would do.
class TimerWheelProperties {
    private static final class Model {
        final int id;
        final long tick;
        Timeout timeout = () -> {};

        Model(int id, long tick) {
            this.id = id;
            this.tick = tick;
        }
    }

    @Seeded(runs = 200)
    void firesWhatASortedListWouldFireInItsOrder(Gen gen) {
        long now = gen.between(0, 1_000_000);
        var wheel = new TimerWheel(now, InstantSource.system(), (during, e) -> {
            throw new AssertionError(during, e);
        });
        var live = new ArrayList<Model>();
        var fired = new ArrayList<Integer>();
        long tickNow = now / TimerWheel.TICK_MILLIS;
        int ids = 0;
        for (int step = 0; step < 400; step++) {
            if (gen.chance(0.5)) {
                long delay = gen.weighted(
                        Gen.weight(1, 0L),
                        Gen.weight(5, gen.between(1L, 500L)),
                        Gen.weight(5, gen.between(500L, 32_000L)),
                        Gen.weight(2, gen.between(40_950L, 40_970L)), // once around
                        Gen.weight(2, gen.between(40_000L, 4_000_000L)));
                var model = new Model(ids++, Math.max(tickNow + 1, Math.ceilDiv(now + delay, TimerWheel.TICK_MILLIS)));
                model.timeout = wheel.after(delay, what -> fired.add(what), model.id);
                live.add(model);
            } else if (gen.chance(0.4) && !live.isEmpty()) {
                var gone = live.remove(gen.below(live.size()));
                gone.timeout.cancel();
                gone.timeout.cancel();
            } else {
                now += gen.weighted(
                        Gen.weight(4, gen.between(0L, 30L)),
                        Gen.weight(2, gen.between(0L, 3000L)),
                        Gen.weight(1, gen.between(0L, 200_000L)));
                long until = wheel.untilNext();
                var due = due(live, now);
                if (!due.isEmpty()) assertThat(until).isLessThanOrEqualTo(due.getFirst().tick * 10 - wheel.now());
                fired.clear();
                wheel.advance(now);
                tickNow = now / TimerWheel.TICK_MILLIS;
                assertThat(fired).isEqualTo(due.stream().map(m -> m.id).toList());
                live.removeAll(due);
            }
            assertThat(wheel.live()).isEqualTo(live.size());
        }
        for (var model : live) model.timeout.cancel();
        assertThat(wheel.live()).isZero();
        assertThat(wheel.untilNext()).isEqualTo(Long.MAX_VALUE);
    }

    private static List<Model> due(List<Model> live, long now) {
        return live.stream()
                .filter(m -> m.tick <= now / TimerWheel.TICK_MILLIS)
                .sorted(Comparator.comparingLong((Model m) -> m.tick).thenComparingInt(m -> m.id))
                .toList();
    }

    @Seeded(runs = 50)
    void ownersMayStartAndCancelWhileTimersFire(Gen gen) {
        var wheel = new TimerWheel(0, InstantSource.system(), (during, e) -> {
            throw new AssertionError(during, e);
        });
        var timeouts = new Timeout[64];
        var cancelled = new boolean[64];
        var fired = new ArrayList<Integer>();
        for (int i = 0; i < timeouts.length; i++) {
            timeouts[i] = wheel.after(
                    gen.between(1, 60),
                    what -> {
                        assertThat(cancelled[what]).isFalse();
                        fired.add(what);
                        int other = gen.below(timeouts.length);
                        if (!fired.contains(other)) cancelled[other] = true;
                        timeouts[other].cancel();
                        wheel.after(gen.between(0, 50), again -> fired.add(1000 + again), what);
                    },
                    i);
        }
        for (long now = 0; now < 300; now += gen.between(1, 40)) wheel.advance(now);
        wheel.advance(1000);
        int first = (int) fired.stream().filter(i -> i < 1000).count();
        int again = (int) fired.stream().filter(i -> i >= 1000).count();
        int gone = 0;
        for (boolean c : cancelled) gone += c ? 1 : 0;
        assertThat(first + gone).isEqualTo(timeouts.length);
        assertThat(again).isEqualTo(first);
        assertThat(wheel.live()).isZero();
    }
}
