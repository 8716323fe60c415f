package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Plan.Act;
import org.demarc.edge.world.Plan.Callee;
import org.demarc.edge.world.Plan.Deed;
import org.demarc.edge.world.Plan.Oddity;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// Every pair of things that two sides can do, in every order of arrival around the same moment. The network
/// takes 10 ms each way and loses nothing: whatever crosses, both ends agree afterwards, their media fits, and
/// nothing is left.
class CrossingTest {
    private static final int WAY = 10;
    private static final Faults EVEN = Faults.NONE.withDelay(WAY, 0);
    private static final int[] SHIFTS = {-41, -35, -30, -25, -20, -15, -10, -5, 0, 5, 10, 15, 20, 25, 30, 35, 41};

    private static World world() {
        return world(1);
    }

    private static World world(int seed) {
        var gen = new Gen(seed);
        return new World(gen, EVEN, new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
    }

    /// Proves CAL-005, CAL-026.
    @Test
    void cancelCrossesEveryFinalAnswer() {
        for (int status : List.of(200, 302, 404, 408, 486, 487, 500, 503, 603)) {
            for (boolean offerless : List.of(false, true)) {
                for (long ring : List.of(-1L, 0L, 990L)) {
                    for (int shift : SHIFTS) {
                        var world = world();
                        world.place(Plan.plain(world.number(true))
                                .with(new Callee(ring, ring == 0, 1_000, status, Oddity.NONE))
                                .withOfferless(offerless)
                                .withCancel(1_000 + 2 * WAY + shift));
                        world.finish();
                    }
                }
            }
        }
    }

    @Test
    void everyDeedCrossesTheByeOfEitherSide() {
        for (Deed deed : Deed.values()) {
            for (boolean doer : List.of(true, false)) {
                for (boolean hanger : List.of(true, false)) {
                    for (int shift : SHIFTS) {
                        var world = world();
                        world.place(Plan.plain(world.number(true))
                                .with(List.of(new Act(doer, 2_000, deed, 200, shift % 2 == 0 ? 0 : 7)))
                                .withHangup(hanger, Math.max(0, 2_000 + shift)));
                        world.finish();
                    }
                }
            }
        }
    }

    /// Proves HLD-004, SDP-002.
    @Test
    void everyPairOfDeedsCrosses() {
        int looked = 0;
        for (Deed first : Deed.values()) {
            for (Deed second : Deed.values()) {
                for (int shift = -40; shift <= 40; shift += 5) {
                    var world = world();
                    List<Act> acts = new ArrayList<>();
                    acts.add(new Act(true, 2_000, first, 200, shift % 10 == 0 ? 0 : 13));
                    acts.add(new Act(false, 2_000 + shift, second, 200, 0));
                    world.place(
                            Plan.plain(world.number(shift % 3 != 0)).with(acts).withHangup(true, 8_000));
                    world.finish();
                    looked += world.mediaChecks();
                }
            }
        }
        assertThat(looked).isPositive();
    }

    @Test
    void everyRefusedDeedCrossesAnother() {
        for (Deed deed :
                List.of(Deed.HOLD, Deed.MOVE, Deed.REINVITE_WITHOUT_OFFER, Deed.UPDATE_HOLD, Deed.CANCEL_REINVITE)) {
            for (int status : List.of(403, 408, 481, 488, 491, 500)) {
                for (int shift = -40; shift <= 40; shift += 5) {
                    var world = world();
                    world.place(Plan.plain(world.number(true))
                            .with(List.of(
                                    new Act(true, 2_000, deed, status, 0),
                                    new Act(false, Math.max(0, 2_000 + shift), Deed.HOLD, 200, 0)))
                            .withHangup(false, 8_000));
                    world.finish();
                }
            }
        }
    }

    /// Proves CAL-012.
    @Test
    void answerCrossesTheCancelOfAReinvite() {
        for (int seed = 0; seed < 150; seed++) {
            var world = world(seed);
            world.place(Plan.plain(world.number(seed % 2 == 0))
                    .with(List.of(new Act(seed % 3 != 0, 2_000, Deed.CANCEL_REINVITE, seed % 5 == 0 ? 488 : 200, 500)))
                    .withHangup(true, 10_000));
            world.finish();
            assertThat(world.mediaChecks()).isPositive();
        }
    }

    @Test
    void byesOfBothSidesCross() {
        for (int shift : SHIFTS) {
            var world = world();
            var script = world.place(Plan.plain(world.number(true)).withHangup(true, 2_000));
            world.at(2_000 + 500 + 3 * WAY + shift, () -> World.hangUpCalled(script));
            world.finish();
            assertThat(world.answered()).isEqualTo(1);
        }
    }

    @Test
    void answerMeetsEverythingTheOperatorDoes() {
        for (int shift : SHIFTS) {
            for (int what = 0; what < 4; what++) {
                var world = world();
                world.place(Plan.plain(world.number(true)).withOfferless(shift % 2 == 0));
                long at = 500L + 2 * WAY + shift;
                switch (what) {
                    case 0 -> world.hangUpAll(at);
                    case 1 -> world.drain(at, 1_000);
                    case 2 -> world.reload(at);
                    default -> {
                        world.drain(0, 5);
                        world.hangUpAll(2_000 + shift);
                    }
                }
                world.finish();
            }
        }
    }
}
