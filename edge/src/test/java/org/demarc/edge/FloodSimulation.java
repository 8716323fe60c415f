package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.trunk.account.Trunk;

/// Strangers and overload: what is up stays up, and a call for help gets through.
class FloodSimulation {
    private static final String HELP = "112";

    private static Set<String> answered(World world) {
        return world.told(CallEvent.Answered.class).stream()
                .map(CallEvent.Answered::id)
                .collect(Collectors.toSet());
    }

    private static long begun(World world, String number) {
        Set<String> answered = answered(world);
        return world.told(CallEvent.Started.class).stream()
                .filter(s -> s.invitation().called().equals(number)
                        && answered.contains(s.invitation().id()))
                .count();
    }

    private static void help(World world, Gen gen, long at) {
        world.place(later(Plan.plain(HELP), at), gen.pick(world.pbxs()));
    }

    private static Plan later(Plan plan, long at) {
        return new Plan(
                plan.number(),
                at,
                plan.offerless(),
                plan.padding(),
                plan.cancelAfter(),
                plan.quirk(),
                plan.callee(),
                plan.acts(),
                plan.hangup(),
                plan.hangupAfter());
    }

    /// Proves SEC-018, OVL-002.
    @Seeded(runs = 25)
    void strangersCostNoCall(Gen gen) {
        var world = new World(gen, Faults.NONE, Setup.udp(gen).withoutRaw());
        world.strangers(1_500);
        for (int i = 0; i < 20; i++) world.place(later(Plan.plain(world.number(gen.flip())), gen.below(18_000)));
        help(world, gen, gen.below(18_000));
        world.finish();
        assertThat(answered(world)).hasSize(21);
    }

    /// Proves OVL-001, OVL-002, EMG-004.
    @Seeded(runs = 25)
    void anOverloadedNodeKeepsItsCallsAndTakesThoseForHelp(Gen gen) {
        var limits = new Trunk.Limits(gen.pick(0, 6), 0);
        var world = new World(gen, Faults.NONE, Setup.udp(gen).withoutRaw().with(limits));
        for (int i = 0; i < 5; i++) world.place(later(Plan.plain(world.number(gen.flip())), gen.below(1_000)));
        world.press(2_000, 20_000, gen.between(2_000, 20_000));
        for (int i = 0; i < 12; i++) {
            world.place(later(Plan.plain(world.number(gen.flip())), gen.between(10_000, 18_000)));
        }
        help(world, gen, gen.between(9_000, 18_000));
        world.lenient().finish();
        assertThat(begun(world, HELP)).as("the call for help").isEqualTo(1);
        assertThat(answered(world).size()).as("those before, and that one").isGreaterThanOrEqualTo(6);
        long refused = world.told(CallEvent.Rejected.class).stream()
                .filter(r -> r.rule().equals("OVL-001"))
                .count();
        assertThat(refused).isPositive();
        for (CallEvent.Ended ended : world.told(CallEvent.Ended.class)) {
            assertThat(ended.by()).as("who ended a call").isNotEqualTo("us");
        }
    }
}
