package org.demarc.edge;

import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.trunk.account.Trunk;

/// More calls than limits, ports or places: what is refused leaves nothing, and what is given back is used
/// again.
class OverloadSimulation {
    @Seeded(runs = 80)
    void limitsRefuseAndLeaveNothing(Gen gen) {
        var limits = new Trunk.Limits(gen.pick(0, 1, 3), gen.pick(0, 1, 2));
        var timing = new Timing(4_000, 60_000, 120_000, 0, 0, gen.pick(1, 4, 100));
        var setup = Setup.udp(gen).with(limits).with(timing).withPorts(gen.pick(1, 2, 3, 5, 100));
        var world = new World(gen, gen.pick(Faults.NONE, Faults.LOSSY), setup);
        world.placeSome(12, Plan.Mix.USUAL, 6_000);
        world.finish();
    }
}
