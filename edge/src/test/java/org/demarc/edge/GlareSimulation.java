package org.demarc.edge;

import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

/// Conversations in which both sides want something all the time, and at the same time.
class GlareSimulation {
    @Seeded(runs = 300)
    void mediaStaysRightWhenBothSidesChangeIt(Gen gen) {
        var world = new World(gen, Faults.NONE, Setup.udp(gen).withoutRaw());
        for (int i = 0; i < 3; i++) {
            world.place(Plan.random(gen, Plan.Mix.STORM, world.number(gen.flip()), gen.below(5_000))
                    .withHangup(gen.flip(), gen.between(40_000, 60_000)));
        }
        world.finish();
    }

    @Seeded(runs = 300)
    void nothingIsLeftWhenBothSidesChangeMediaOverALossyNetwork(Gen gen) {
        var world = new World(
                gen, gen.pick(Faults.LOSSY, Faults.AWFUL), Setup.udp(gen).withRaw(20));
        world.placeSome(4, Plan.Mix.STORM, 5_000);
        world.finish();
    }
}
