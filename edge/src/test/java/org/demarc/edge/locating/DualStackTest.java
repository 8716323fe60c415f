package org.demarc.edge.locating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.edge.world.Zone;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.location.AddressFamilies;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// Calls over connections to a server that has addresses of both families, of which IPv6 does not work.
///
/// Proves IP6-007.
class DualStackTest {
    private static final String NOWHERE = "2001:db8:9::30";

    private final Gen gen = new Gen(1);
    private final World world = new World(
            gen, Faults.NONE, new Setup(1, Transport.TCP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
    private final Domain domain = new Domain(world, new VirtualDns(world.clock(), gen.split()), Transport.TCP)
            .families(AddressFamilies.IPV6_FIRST);

    private void begin() {
        world.dualStack();
        domain.server("one", 10, 0, 300, NOWHERE, "10.9.0.30");
        domain.begin();
        world.run(Duration.ofSeconds(1));
    }

    private long untilTried(int attempts) {
        long start = world.clock().millis();
        while (world.told(CallEvent.Tried.class).size() < attempts) {
            world.run(Duration.ofMillis(1));
            assertThat(world.clock().millis() - start).isLessThan(10_000);
        }
        return world.clock().millis() - start;
    }

    private void end() {
        world.run(Duration.ofSeconds(60));
        domain.end();
        world.lenient().finish();
    }

    @Test
    void aCallWaitsAQuarterOfASecondForAFamilyWhoseConnectionsVanishAndTheNextOneNotAtAll() {
        world.vanishes(Zone.address(NOWHERE, 5060));
        begin();
        world.place(Plan.plain("+14085551000"), world.pbxs().getFirst());
        assertThat(untilTried(1)).isBetween(250L, 350L);
        world.place(Plan.plain("+14085551001"), world.pbxs().getFirst());
        assertThat(untilTried(2)).isLessThan(50);
        for (var tried : world.told(CallEvent.Tried.class))
            assertThat(tried.peer()).contains("10.9.0.30");
        end();
        assertThat(world.answered()).isEqualTo(2);
        assertThat(world.told(CallEvent.PeerFailed.class)).isEmpty();
    }

    @Test
    void theOtherFamilyIsTriedAtOnceWhereOneRefuses() {
        begin();
        world.place(Plan.plain("+14085551000"), world.pbxs().getFirst());
        assertThat(untilTried(1)).isLessThan(100);
        end();
        assertThat(world.answered()).isEqualTo(1);
    }

    @Test
    void bothFamiliesInVainAreTwoPeersThatFailed() {
        world.vanishes(Zone.address(NOWHERE, 5060));
        world.vanishes(Zone.address("10.9.0.30", 5060));
        begin();
        domain.server("two", 20, 0, 300, "10.9.0.31");
        domain.reload();
        world.run(Duration.ofSeconds(1));
        world.place(Plan.plain("+14085551000"), world.pbxs().getFirst());
        assertThat(untilTried(1)).isBetween(Setup.TIMING.noResponse() - 50, Setup.TIMING.noResponse() + 150);
        assertThat(world.told(CallEvent.PeerFailed.class)).hasSize(2);
        assertThat(world.told(CallEvent.Tried.class).getFirst().peer()).contains("10.9.0.31");
        end();
        assertThat(world.answered()).isEqualTo(1);
    }

    @Test
    void aCallThatIsGivenUpWhileNeitherStandsIsSentNowhere() {
        world.vanishes(Zone.address(NOWHERE, 5060));
        world.vanishes(Zone.address("10.9.0.30", 5060));
        begin();
        world.place(Plan.plain("+14085551000"), world.pbxs().getFirst());
        world.run(Duration.ofMillis(200));
        world.lanes().forEach(lane -> lane.hangupAll());
        world.run(Duration.ofSeconds(10));
        assertThat(world.told(CallEvent.Tried.class)).isEmpty();
        end();
        assertThat(world.answered()).isZero();
    }
}
