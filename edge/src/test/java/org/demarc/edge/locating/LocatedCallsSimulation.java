package org.demarc.edge.locating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.world.Agent;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;

/// A carrier whose zone changes while DNS loses questions and goes down, and whose servers die and come back.
class LocatedCallsSimulation {
    private static final int CALLS = 12;
    private static final int MINUTES = 20;
    private static final List<String> HOSTS = List.of("10.9.0.30", "10.9.0.31", "10.9.1.40");

    /// One server is always there and always in the zone, at whatever priority; nobody knows which.
    ///
    /// Proves DNS-004, DNS-007, FLD-003.
    @Seeded(runs = 150)
    void noCallIsLostWhileAnyServerWorks(Gen gen) {
        Transport transport = gen.pick(Transport.UDP, Transport.TCP);
        var world = new World(
                gen,
                Faults.NONE,
                new Setup(gen.between(1, 3), transport, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
        world.lenient();
        var dns = new VirtualDns(world.clock(), gen.split());
        var domain = new Domain(world, dns, transport);
        if (gen.flip()) domain.probed(new Trunk.Probe(gen.pick(5_000L, 20_000L, 60_000L), gen.between(1, 3), 1));
        int good = gen.below(HOSTS.size());
        zone(gen, domain, good);
        domain.begin();
        world.run(Duration.ofSeconds(2));

        List<Long> deaths = new ArrayList<>();
        for (int i = 0; i < HOSTS.size(); i++) {
            if (i == good) continue;
            Agent agent = world.carriers().get(i);
            long at = gen.below(60_000);
            while (at < MINUTES * 60_000L) {
                long dead = gen.between(1_000, 200_000);
                deaths.add(at);
                if (gen.flip()) world.cut(agent, at, dead);
                else world.crash(agent, at, dead);
                at += dead + gen.between(30_000, 300_000);
            }
        }
        for (int i = 0; i < 30; i++) {
            long at = gen.below(MINUTES * 60_000);
            switch (gen.below(4)) {
                case 0 -> world.at(at, () -> zone(gen, domain, good));
                case 1 -> world.at(at, () -> dns.down = gen.flip());
                case 2 -> world.at(at, () -> dns.loss = gen.pick(0.0, 0.3, 0.9));
                default -> world.at(at, gen.flip() ? domain::begin : domain::reload);
            }
        }
        int placed = 0;
        for (int i = 0; i < CALLS; i++) {
            long at = gen.below(MINUTES * 60_000);
            // Whoever dies with a call in hand takes it along.
            if (deaths.stream().anyMatch(d -> d > at - 100 && d < at + 16_000)) continue;
            placed++;
            world.at(
                    at,
                    () -> world.place(
                            Plan.plain(world.number(true)), world.pbxs().getFirst()));
        }
        world.run(Duration.ofMinutes(MINUTES + 2));
        assertThat(world.answered()).as("of %s calls", placed).isEqualTo(placed);
        domain.end();
        world.finish();
    }

    private static void zone(Gen gen, Domain domain, int good) {
        domain.dns.clear();
        long ttl = gen.pick(5L, 30L, 300L);
        for (int i = 0; i < HOSTS.size(); i++) {
            if (i != good && gen.flip()) continue;
            domain.server("h" + i, gen.pick(1, 1, 2), gen.below(3) * 10, ttl, HOSTS.get(i));
        }
    }
}
