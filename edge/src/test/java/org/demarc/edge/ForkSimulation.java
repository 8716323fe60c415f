package org.demarc.edge;

import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Plan.Oddity;
import org.demarc.edge.world.Plan.Quirk;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

/// Far ends that fork, answer too late, or do what no one should, written by hand.
class ForkSimulation {
    @Seeded(runs = 200)
    void oneForkWinsAndTheOthersAreEnded(Gen gen) {
        var world = new World(
                gen, gen.pick(Faults.NONE, Faults.LOSSY), Setup.udp(gen).withRaw(100));
        for (int i = 0; i < 4; i++) {
            var plan = Plan.random(gen, Plan.Mix.PLAIN, world.number(gen.flip()), gen.below(10_000));
            var callee = plan.callee();
            world.place(plan.with(new Plan.Callee(
                    callee.ringAfter(),
                    gen.flip(),
                    gen.between(0, 5_000),
                    200,
                    gen.pick(Oddity.FORKS, Oddity.EARLY_THEN_NO_SDP))));
        }
        world.finish();
    }

    @Seeded(runs = 250)
    void nothingIsLeftOfWhatOddPeersDo(Gen gen) {
        var world = new World(
                gen,
                gen.pick(Faults.NONE, Faults.LOSSY, Faults.AWFUL),
                Setup.udp(gen).withRaw(100));
        world.placeSome(6, new Plan.Mix(80, 25, 90, 2, 30), 20_000);
        world.finish();
    }

    @Seeded(runs = 100)
    void cancelAndAnswerCross(Gen gen) {
        var world = new World(
                gen, gen.pick(Faults.NONE, Faults.LOSSY), Setup.udp(gen).withRaw(50));
        for (int i = 0; i < 5; i++) {
            long answer = gen.between(200, 6_000);
            var plan = Plan.random(gen, Plan.Mix.PLAIN, world.number(gen.flip()), gen.below(10_000));
            world.place(plan.with(new Plan.Callee(
                            gen.pick(-1, 0, 100),
                            gen.flip(),
                            answer,
                            200,
                            gen.pick(Oddity.NONE, Oddity.ANSWERS_AFTER_CANCEL)))
                    .with(gen.pick(Quirk.NONE, Quirk.CANCEL_AT_ONCE))
                    .withCancel(Math.max(1, answer + gen.between(-20, 20))));
        }
        world.finish();
    }
}
