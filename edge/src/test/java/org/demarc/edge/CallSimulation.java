package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

/// Calls over UDP, good lines to awful ones, well-behaved peers and others.
class CallSimulation {
    /// Proves STA-001.
    @Seeded(runs = 20)
    void plainCallIsAnsweredAndEnds(Gen gen) {
        var world = new World(gen, Faults.NONE, Setup.udp(gen).withoutRaw());
        world.place(Plan.plain(world.number(true)));
        world.place(Plan.plain(world.number(false)));
        world.finish();
        assertThat(world.answered()).isEqualTo(2);
        assertThat(world.mediaChecks()).isPositive();
    }

    /// Proves ARCH-025, ARCH-003, ARCH-005, ARCH-026, TRN-011, TRN-018.
    @Seeded(runs = 300)
    void bothEndsAgreeOnAGoodNetwork(Gen gen) {
        var world = new World(gen, Faults.NONE);
        world.strangers(5);
        world.placeSome(6, Plan.Mix.USUAL, 20_000);
        world.finish();
    }

    /// Proves TRN-021.
    @Seeded(runs = 300)
    void nothingIsLeftOfCallsOverALossyNetwork(Gen gen) {
        var world = new World(gen, Faults.LOSSY);
        world.strangers(5);
        world.placeSome(6, Plan.Mix.USUAL, 20_000);
        world.finish();
    }

    @Seeded(runs = 300)
    void nothingIsLeftOfCallsOverAnAwfulNetwork(Gen gen) {
        var world = new World(gen, Faults.AWFUL);
        world.strangers(5);
        world.placeSome(6, Plan.Mix.USUAL, 20_000);
        world.finish();
    }
}
