package org.demarc.edge.locating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// How long a caller waits when the first server that DNS names is dead.
class FailoverTest {
    private static final long NO_RESPONSE = Setup.TIMING.noResponse();

    private final Gen gen = new Gen(1);

    /// A world whose carrier's servers are those that a domain leads to, the first of them not first in its zone.
    private Domain domain(Transport transport) {
        var world = new World(
                gen, Faults.NONE, new Setup(1, transport, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
        var domain = new Domain(world, new VirtualDns(world.clock(), gen.split()), transport);
        domain.server("two", 20, 0, 300, "10.9.0.31");
        domain.server("one", 10, 0, 300, "10.9.0.30");
        domain.begin();
        world.run(Duration.ofSeconds(1));
        return domain;
    }

    private static long until(World world, BooleanSupplier holds) {
        long start = world.clock().millis();
        while (!holds.getAsBoolean()) {
            world.run(Duration.ofMillis(1));
            assertThat(world.clock().millis() - start).isLessThan(40_000);
        }
        return world.clock().millis() - start;
    }

    /// Proves DNS-004, FLD-003.
    @Test
    void theSecondServerGetsTheInviteOfASilentOneAfterNoResponse() {
        Domain domain = domain(Transport.UDP);
        World world = domain.world;
        Hand caller = world.hand(world.pbxs().getFirst());
        Hand first = world.hand(world.carriers().getFirst());
        Hand second = world.hand(world.carriers().get(1));
        world.lenient();
        caller.dial("+14085551000", caller.contact(), caller.sdp(1, "0"));
        until(world, () -> first.count("INVITE ") > 0);
        long waited = until(world, () -> second.count("INVITE ") > 0);
        assertThat(waited).isBetween(NO_RESPONSE - 5, NO_RESPONSE + 5);
        second.answer("INVITE", 486, "", "");
        world.run(Duration.ofMillis(100));
        assertThat(caller.statuses("INVITE")).containsExactly(486);
        // It rests: the next call goes to the second at once.
        caller.dial("+14085551001", caller.contact(), caller.sdp(1, "0"));
        long again = until(world, () -> second.count("INVITE ") > 1);
        assertThat(again).isLessThan(10);
        second.answer("INVITE", 486, "", "");
        world.run(Duration.ofMillis(100));
        domain.end();
        world.finish();
    }

    /// Proves DNS-004, TRN-019.
    @Test
    void theSecondServerGetsTheInviteOfOneThatRefusesItsConnectionAtOnce() {
        Domain domain = domain(Transport.TCP);
        World world = domain.world;
        world.crash(world.carriers().getFirst(), 0, 60_000);
        world.place(Plan.plain("+14085551000"), world.pbxs().getFirst());
        until(world, () -> !world.told(CallEvent.Tried.class).isEmpty());
        long waited = until(world, () -> world.told(CallEvent.Tried.class).size() > 1);
        assertThat(waited).isLessThan(50);
        world.run(Duration.ofSeconds(30));
        domain.end();
        world.finish();
        assertThat(world.answered()).isEqualTo(1);
    }
}
