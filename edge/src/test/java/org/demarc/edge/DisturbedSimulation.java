package org.demarc.edge;

import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

/// Calls while copies of their messages, changed by chance, come from the same sources: no exception, nothing
/// crosses, nothing is left.
class DisturbedSimulation {
    @Seeded(runs = 250)
    void nothingIsLeftOfChangedMessages(Gen gen) {
        var world = new World(gen, gen.pick(Faults.NONE, Faults.LOSSY), Setup.udp(gen));
        world.disturb(gen.pick(0.1, 0.5, 1.0));
        world.placeSome(5, Plan.Mix.USUAL, 15_000);
        world.finish();
    }
}
