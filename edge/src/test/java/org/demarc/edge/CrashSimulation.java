package org.demarc.edge;

import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

/// Peers that die in the middle of calls and come back without memory; reload, drain and operators in between.
class CrashSimulation {
    @Seeded(runs = 250)
    void nothingIsLeftOfCallsWhosePeersDie(Gen gen) {
        var world = new World(gen, gen.pick(Faults.NONE, Faults.LOSSY));
        world.placeSome(6, Plan.Mix.USUAL, 20_000);
        for (int i = gen.below(3); i >= 0; i--) {
            world.crash(gen.pick(world.carriers()), gen.below(40_000), gen.between(100, 150_000));
        }
        if (gen.flip()) world.crash(gen.pick(world.pbxs()), gen.below(40_000), gen.between(100, 150_000));
        world.finish();
    }

    @Seeded(runs = 60)
    void nothingIsLeftOfCallsWhosePeersDieWithTheTimingThatNobodyConfigured(Gen gen) {
        var world = new World(
                gen,
                gen.pick(Faults.NONE, Faults.LOSSY),
                Setup.udp(gen).with(org.demarc.edge.config.EdgeConfig.Timing.DEFAULT));
        world.speak(_ -> true, gen.flip());
        world.placeSome(6, Plan.Mix.USUAL, 20_000);
        for (var agent : world.carriers()) world.crash(agent, gen.below(40_000), gen.between(60_000, 150_000));
        for (var agent : world.pbxs()) world.crash(agent, gen.below(40_000), gen.between(60_000, 150_000));
        world.finish();
    }

    @Seeded(runs = 150)
    void nothingIsLeftOfCallsThroughAPartition(Gen gen) {
        var world = new World(gen, gen.pick(Faults.NONE, Faults.LOSSY));
        world.placeSome(6, Plan.Mix.USUAL, 20_000);
        world.cut(gen.pick(world.carriers()), gen.below(30_000), gen.between(100, 90_000));
        world.cut(gen.pick(world.pbxs()), gen.below(30_000), gen.between(100, 90_000));
        world.finish();
    }

    @Seeded(runs = 150)
    void callsOutliveReloadAndDrain(Gen gen) {
        var world = new World(gen, gen.pick(Faults.NONE, Faults.LOSSY));
        world.placeSome(6, Plan.Mix.USUAL, 20_000);
        for (int i = 0; i < 3; i++) world.reload(gen.below(30_000));
        world.drain(gen.below(20_000), gen.between(0, 10_000));
        if (gen.flip()) world.hangUpAll(gen.below(60_000));
        world.finish();
    }

    @Seeded(runs = 60)
    void longestCallAndLongestRingingAreKept(Gen gen) {
        var timing = new org.demarc.edge.config.EdgeConfig.Timing(
                2_000, 8_000, 15_000, gen.pick(0, 20_000), gen.pick(0, 5_000), 20_000);
        var world = new World(
                gen, gen.pick(Faults.NONE, Faults.LOSSY), Setup.udp(gen).with(timing));
        world.placeSome(6, Plan.Mix.USUAL, 20_000);
        world.lenient().finish();
    }
}
