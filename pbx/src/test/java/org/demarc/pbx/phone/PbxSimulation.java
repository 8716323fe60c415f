package org.demarc.pbx.phone;

import static org.assertj.core.api.Assertions.assertThat;

import org.demarc.pbx.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;

/// Whatever the network loses, doubles or reorders: both PBXs agree that every call is over, and nothing is
/// left.
class PbxSimulation {
    @Seeded(runs = 40)
    void callsEndOnBothSidesWhateverTheNetworkLoses(Gen gen) {
        var world = new World(gen, gen.pick(Faults.WAN, Faults.LOSSY, Faults.AWFUL));
        int calls = gen.between(1, 4);
        for (int i = 0; i < calls; i++) {
            int at = gen.between(0, 5_000);
            boolean outwards = gen.flip();
            world.clock.scheduleAt(world.clock.millis() + at, () -> {
                PhoneCall call = outwards
                        ? world.here.pbx.dial("10" + gen.between(0, 4), "+1206555020" + gen.between(0, 4))
                        : world.there.pbx.dial("20" + gen.between(0, 4), "+1214555010" + gen.between(0, 4));
                for (int n = gen.between(0, 3); n > 0; n--) {
                    world.clock.scheduleAt(
                            world.clock.millis() + gen.between(2_000, 8_000), gen.flip() ? call::hold : call::resume);
                }
                world.clock.scheduleAt(world.clock.millis() + gen.between(100, 9_000), call::hangup);
            });
        }
        world.runFor(300_000);
        assertThat(world.here.pbx.calls()).isEmpty();
        assertThat(world.there.pbx.calls()).isEmpty();
        assertThat(world.here.pbx.dialogs()).isZero();
        assertThat(world.there.pbx.dialogs()).isZero();
        assertThat(world.here.voices.inUse()).isZero();
        assertThat(world.there.voices.inUse()).isZero();
        assertThat(world.here.pbx.transactions()).isZero();
        assertThat(world.there.pbx.transactions()).isZero();
        assertThat(world.clock.pending()).isZero();
    }
}
