package org.demarc.edge.locating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.VirtualTimers;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.AddressFamilies;
import org.demarc.sip.location.Destination;
import org.demarc.sip.location.LocationLimits;
import org.demarc.sip.location.Server;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// How long a caller waits when the first server that DNS names is dead.
class FailoverTest {
    private static final long NO_RESPONSE = Setup.TIMING.noResponse();

    private final Gen gen = new Gen(1);

    /// A world whose carrier's peers are those that a domain leads to, the first of them not first in its
    /// zone.
    private World world(Transport transport) {
        var world = new World(
                gen, Faults.NONE, new Setup(1, transport, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
        var dns = new VirtualDns(world.clock(), gen.split());
        String service = (transport == Transport.UDP ? "_sip._udp." : "_sip._tcp.") + "sp.example";
        dns.srv(service, 300, 20, 0, "two.sp.example")
                .srv(service, 300, 10, 0, "one.sp.example")
                .address("two.sp.example", 300, "10.9.0.31")
                .address("one.sp.example", 300, "10.9.0.30");
        var config = new LocatorConfig(
                "Carrier",
                List.of(new Place(Destination.domain("sp.example"), 0, 0)),
                new Abilities(List.of(transport), AddressFamilies.IPV4),
                LocationLimits.DEFAULT,
                LocatorConfig.Timing.DEFAULT);
        var locator = new Locator<String>(config, dns, new VirtualTimers(world.clock()), gen::below, _ -> "", _ -> {});
        locator.start();
        world.run(Duration.ofSeconds(1));
        locator.stop();
        List<Peer> peers = new ArrayList<>();
        for (var member : locator.current().members()) {
            Server s = member.server();
            peers.add(new Peer(
                    "sip:" + s.address().getAddress().getHostAddress() + ";transport=" + transport.parameter(),
                    s.identity(),
                    s.address(),
                    s.transport()));
        }
        assertThat(peers).hasSize(2);
        EdgeConfig before = world.config();
        List<Trunk> trunks = new ArrayList<>();
        for (Trunk t : before.trunks()) trunks.add(t.name().equals("Carrier") ? with(t, peers) : t);
        world.node()
                .reconfigure(
                        new EdgeConfig(before.node(), trunks, before.routes(), before.timing()),
                        world.clock().millis());
        return world;
    }

    private static Trunk with(Trunk t, List<Peer> peers) {
        return new Trunk(
                t.name(),
                t.faces(),
                t.network(),
                t.domain(),
                peers,
                t.sources(),
                t.numbers(),
                t.limits(),
                t.latching(),
                t.probe());
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
        World world = world(Transport.UDP);
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
        world.finish();
    }

    /// Proves DNS-004.
    @Test
    void theSecondServerGetsTheInviteOfOneThatRefusesItsConnectionAtOnce() {
        World world = world(Transport.TCP);
        world.crash(world.carriers().getFirst(), 0, 60_000);
        world.place(Plan.plain("+14085551000"), world.pbxs().getFirst());
        until(world, () -> !world.told(CallEvent.Tried.class).isEmpty());
        long waited = until(world, () -> world.told(CallEvent.Tried.class).size() > 1);
        assertThat(waited).isLessThan(50);
        world.finish();
        assertThat(world.answered()).isEqualTo(1);
    }
}
