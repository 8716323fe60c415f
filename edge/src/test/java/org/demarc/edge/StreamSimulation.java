package org.demarc.edge;

import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.transport.Transport;

/// Calls over TCP, whose connections break.
class StreamSimulation {
    @Seeded(runs = 100)
    void bothEndsAgreeOverTcp(Gen gen) {
        var world = new World(gen, Faults.NONE, Setup.udp(gen).with(Transport.TCP));
        world.placeSome(5, Plan.Mix.USUAL, 15_000);
        world.finish();
    }

    @Seeded(runs = 200)
    void nothingIsLeftWhenConnectionsBreak(Gen gen) {
        var faults = Faults.WAN.withBreakage(gen.pick(0.01, 0.05, 0.2));
        var world = new World(gen, faults, Setup.udp(gen).with(Transport.TCP));
        world.placeSome(5, Plan.Mix.USUAL, 15_000);
        world.finish();
    }

    @Seeded(runs = 100)
    void nothingIsLeftWhenConnectionsAreRefusedForAWhile(Gen gen) {
        var world = new World(gen, Faults.WAN, Setup.udp(gen).with(Transport.TCP));
        world.placeSome(5, Plan.Mix.USUAL, 15_000);
        world.crash(gen.pick(world.carriers()), gen.below(20_000), gen.between(1_000, 60_000));
        world.cut(gen.pick(world.pbxs()), gen.below(20_000), gen.between(1_000, 60_000));
        world.finish();
    }
}
