package org.demarc.edge.locating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.AddressFamilies;
import org.demarc.sip.location.Destination;
import org.demarc.sip.location.LocationLimits;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Transport;

/// A locator through days of a DNS that loses questions, goes down, changes and forgets, on a machine that
/// sleeps and whose wall clock is set to and fro.
class LocatorSimulation {
    /// Timers of a machine that may have slept: they fire late then; and the wall clock shows anything.
    private static final class OddTimers implements Timers {
        private final VirtualClock clock;
        private final Gen gen;
        private long slept;
        private int pending;

        OddTimers(VirtualClock clock, Gen gen) {
            this.clock = clock;
            this.gen = gen;
        }

        @Override
        public long now() {
            return clock.millis() + slept;
        }

        @Override
        public long wallClock() {
            return gen.between(0L, 4_000_000_000_000L);
        }

        @Override
        public Timeout after(long millis, Expiry owner, int what) {
            assertThat(millis).isBetween(1L, 4_000_000L);
            pending++;
            VirtualClock.Task task = clock.schedule(Duration.ofMillis(millis), () -> {
                pending--;
                owner.expired(what);
            });
            return () -> {
                if (!task.isPending()) return;
                pending--;
                task.cancel();
            };
        }
    }

    @Seeded(runs = 200)
    void theListIsNeverEmptiedByTroubleAndIsTrueSoonAfterIt(Gen gen) {
        var clock = new VirtualClock();
        var timers = new OddTimers(clock, gen.split());
        var dns = new VirtualDns(clock, gen.split());
        List<LocatingEvent> events = new ArrayList<>();
        var config = new LocatorConfig(
                "t",
                List.of(new Place(Destination.domain("sp.example"), 0, 0)),
                new Abilities(List.of(Transport.UDP, Transport.TCP), gen.pick(AddressFamilies.values())),
                LocationLimits.DEFAULT,
                LocatorConfig.Timing.DEFAULT);
        var locator = new Locator<String>(config, dns, timers, gen::below, _ -> "h" + gen.bits(), events::add);
        Set<String> wanted = change(dns, gen, config.abilities().families());
        locator.start();
        clock.runFor(Duration.ofSeconds(2));
        for (int step = 0; step < 40; step++) {
            ServerList<String> before = locator.current();
            switch (gen.below(6)) {
                case 0 -> dns.loss = gen.pick(0.0, 0.1, 0.5, 0.9);
                case 1 -> dns.down = gen.flip();
                case 2 -> wanted = change(dns, gen, config.abilities().families());
                case 3 -> timers.slept += gen.pick(1_000L, 3_600_000L, 20 * 3_600_000L);
                case 4 -> dns.silence = gen.pick(0.0, 0.02);
                default -> locator.refresh();
            }
            clock.runFor(gen.between(Duration.ofMillis(1), Duration.ofMinutes(20)));
            assertThat(locator.current().isEmpty() && !before.isEmpty() && count(events, LocatingEvent.Lost.class) == 0)
                    .as("emptied though DNS never said so")
                    .isFalse();
            keptHealth(before, locator.current());
            sorted(locator.current());
            assertThat(timers.pending).isEqualTo(1);
        }
        dns.down = false;
        dns.loss = 0;
        dns.silence = 0;
        clock.runFor(Duration.ofMinutes(7)); // a TTL of at most 300 s, or what it waits for, and a search
        Set<String> found = new HashSet<>();
        for (var member : locator.current().members()) {
            found.add(member.server().address().getAddress().getHostAddress());
        }
        assertThat(found).isEqualTo(wanted);
        assertThat(locator.status().getFirst().state()).isEqualTo(PlaceStatus.State.FRESH);
        locator.stop();
        assertThat(timers.pending).isZero();
        clock.runFor(Duration.ofDays(1));
        assertThat(timers.pending).isZero();
    }

    private static long count(List<LocatingEvent> events, Class<? extends LocatingEvent> kind) {
        return events.stream().filter(kind::isInstance).count();
    }

    private static void keptHealth(ServerList<String> before, ServerList<String> now) {
        // Between two looks a server may have gone and come back, but not when nothing is different now.
        if (before == now) return;
        Set<String> healths = new HashSet<>();
        for (var member : now.members())
            assertThat(healths.add(member.health())).isTrue();
    }

    private static void sorted(ServerList<String> list) {
        int priority = 0;
        for (var member : list.members()) {
            assertThat(member.priority()).isGreaterThanOrEqualTo(priority);
            priority = member.priority();
        }
    }

    /// Another zone.
    ///
    /// @return the addresses that it leads to
    private static Set<String> change(VirtualDns dns, Gen gen, AddressFamilies families) {
        Set<String> addresses = new HashSet<>();
        dns.clear();
        int ttl = gen.pick(1, 30, 300);
        if (gen.flip()) dns.naptr("sp.example", ttl, 1, "SIP+D2U", "_sip._udp.sp.example");
        for (int host = gen.between(1, 4); host > 0; host--) {
            String name = "h" + host + ".sp.example";
            int number = gen.between(1, 250);
            dns.srv("_sip._udp.sp.example", ttl, gen.below(3), gen.below(100), name);
            dns.address(name, ttl, "192.0.2." + number, "2001:db8::" + Integer.toHexString(number));
            if (families.ipv4()) addresses.add("192.0.2." + number);
            if (families.ipv6()) addresses.add("2001:db8:0:0:0:0:0:" + Integer.toHexString(number));
        }
        return addresses;
    }
}
