package org.demarc.edge.locating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.world.VirtualTimers;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.AddressFamilies;
import org.demarc.sip.location.Chance;
import org.demarc.sip.location.Destination;
import org.demarc.sip.location.LocationLimits;
import org.demarc.sip.location.Server;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// What a locator does as time goes by and DNS changes, fails and comes back.
class LocatorTest {
    private static final class Health {
        int rank;
    }

    private final VirtualClock clock = new VirtualClock();
    private final VirtualTimers timers = new VirtualTimers(clock);
    private final Gen gen = new Gen(7);
    private final VirtualDns dns = new VirtualDns(clock, gen.split());
    private final List<LocatingEvent> events = new ArrayList<>();

    private Locator<Health> locator(Place... places) {
        return locator(Transport.UDP, places);
    }

    private Locator<Health> locator(Transport transport, Place... places) {
        return locator(transport, gen::below, places);
    }

    private Locator<Health> locator(Transport transport, Chance chance, Place... places) {
        var config = new LocatorConfig(
                "carrier",
                List.of(places),
                new Abilities(List.of(transport), AddressFamilies.IPV4),
                LocationLimits.DEFAULT,
                LocatorConfig.Timing.DEFAULT);
        var locator = new Locator<Health>(config, dns, timers, chance, _ -> new Health(), events::add);
        locator.start();
        return locator;
    }

    private static Place domain(String name) {
        return new Place(Destination.domain(name), 0, 0);
    }

    private static Place address(String literal, int priority, int weight) {
        return new Place(new Destination(false, literal, -1, null), priority, weight);
    }

    private void run(Duration time) {
        clock.runFor(time);
    }

    private static List<String> servers(Locator<Health> locator) {
        return locator.current().members().stream()
                .map(m -> m.server().toString())
                .toList();
    }

    private void usualZone() {
        dns.srv("_sip._udp.sp.example", 30, 10, 0, "one.sp.example")
                .srv("_sip._udp.sp.example", 30, 20, 0, "two.sp.example")
                .address("one.sp.example", 30, "192.0.2.1")
                .address("two.sp.example", 30, "192.0.2.2");
    }

    private <E extends LocatingEvent> long count(Class<E> kind) {
        return events.stream().filter(kind::isInstance).count();
    }

    @Test
    void anAddressIsThereAtOnceAndAsksNothing() {
        var locator = locator(address("192.0.2.9", 1, 0), address("192.0.2.8", 0, 0));
        assertThat(locator.settled()).isTrue();
        assertThat(locator.config().needsDns()).isFalse();
        assertThat(servers(locator)).containsExactly("udp 192.0.2.8:5060", "udp 192.0.2.9:5060");
        assertThat(locator.status()).allMatch(s -> s.state() == PlaceStatus.State.FIXED);
        run(Duration.ofDays(2));
        assertThat(dns.asked).isEmpty();
        assertThat(events).isEmpty();
        assertThat(timers.pending()).isZero();
    }

    /// Proves DNS-009.
    @Test
    void aDomainIsFoundInTheBackground() {
        usualZone();
        var locator = locator(domain("sp.example"), address("192.0.2.9", 5, 0));
        assertThat(locator.settled()).isFalse();
        assertThat(servers(locator)).containsExactly("udp 192.0.2.9:5060");
        run(Duration.ofSeconds(1));
        assertThat(locator.settled()).isTrue();
        assertThat(servers(locator)).containsExactly("udp 192.0.2.1:5060", "udp 192.0.2.2:5060", "udp 192.0.2.9:5060");
        assertThat(locator.current().members()).extracting(m -> m.priority()).containsExactly(0, 1, 2);
        assertThat(events).hasSize(1).first().isInstanceOf(LocatingEvent.Found.class);
    }

    /// Proves DNS-007.
    @Test
    void aChangeIsInForceWithinTheTimeToLiveAndWhoStaysKeepsItsHealth() {
        usualZone();
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(1));
        locator.current().members().getLast().health().rank = 7;
        var before = locator.current();
        run(Duration.ofSeconds(60));
        assertThat(locator.current()).isSameAs(before); // asked again, nothing new
        assertThat(dns.asked).filteredOn(q -> q.startsWith("SRV")).hasSizeGreaterThanOrEqualTo(2);
        dns.clear()
                .srv("_sip._udp.sp.example", 30, 10, 0, "three.sp.example")
                .srv("_sip._udp.sp.example", 30, 20, 0, "two.sp.example")
                .address("three.sp.example", 30, "192.0.2.3")
                .address("two.sp.example", 30, "192.0.2.2");
        run(Duration.ofSeconds(32));
        assertThat(servers(locator)).containsExactly("udp 192.0.2.3:5060", "udp 192.0.2.2:5060");
        assertThat(locator.current().members()).extracting(m -> m.health().rank).containsExactly(0, 7);
        assertThat(events.getLast())
                .isEqualTo(new LocatingEvent.Changed(
                        "carrier", "sip:sp.example", List.of("udp 192.0.2.3:5060"), List.of("udp 192.0.2.1:5060")));
    }

    /// Proves DNS-007.
    @Test
    void theLastAnswerServesOnWhileDnsIsDownForABoundedTime() {
        usualZone();
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(1));
        dns.down = true;
        run(Duration.ofHours(23));
        assertThat(servers(locator)).hasSize(2);
        assertThat(count(LocatingEvent.Stale.class)).isEqualTo(1);
        assertThat(locator.status().getFirst().state()).isEqualTo(PlaceStatus.State.STALE);
        assertThat(locator.status().getFirst().why()).contains("no answer");
        dns.down = false;
        run(Duration.ofSeconds(40));
        assertThat(count(LocatingEvent.Recovered.class)).isEqualTo(1);
        dns.down = true;
        run(Duration.ofHours(25));
        assertThat(servers(locator)).isEmpty();
        assertThat(count(LocatingEvent.Lost.class)).isEqualTo(1);
        dns.down = false;
        run(Duration.ofSeconds(40));
        assertThat(servers(locator)).hasSize(2);
    }

    /// It is asked a little ahead of the end, and a failure then is no reason yet: it is asked once more at the end.
    @Test
    void anAnswerIsStaleAsSoonAsItsTimeIsOver() {
        dns.negativeTtl = 300;
        dns.srv("_sip._udp.sp.example", 300, 10, 0, "one.sp.example").address("one.sp.example", 300, "192.0.2.1");
        var locator = locator(Transport.UDP, bound -> bound - 1, domain("sp.example"));
        run(Duration.ofSeconds(1));
        dns.down = true;
        run(Duration.ofSeconds(298));
        assertThat(locator.status().getFirst().state()).isEqualTo(PlaceStatus.State.FRESH);
        assertThat(locator.status().getFirst().why()).as("asked ahead").contains("no answer");
        run(Duration.ofSeconds(6));
        assertThat(locator.status().getFirst().state()).isEqualTo(PlaceStatus.State.STALE);
        assertThat(count(LocatingEvent.Stale.class)).isEqualTo(1);
        locator.stop();
    }

    @Test
    void whileDnsFailsItIsAskedSeldom() {
        usualZone();
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(1));
        dns.down = true;
        int before = dns.asked.size();
        run(Duration.ofMinutes(10));
        assertThat(dns.asked.size() - before).isLessThan(22); // each 30 s or more
        locator.stop();
        assertThat(timers.pending()).isZero();
    }

    @Test
    void beforeTheFirstAnswerItIsAskedAgainWithGrowingPauses() {
        dns.down = true;
        usualZone();
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(30));
        int early = dns.asked.size();
        assertThat(early).isBetween(3, 5);
        assertThat(locator.status().getFirst().state()).isEqualTo(PlaceStatus.State.LOST);
        run(Duration.ofMinutes(10));
        assertThat(dns.asked.size() - early).isBetween(10, 20);
        assertThat(count(LocatingEvent.Lost.class)).isEqualTo(1);
        dns.down = false;
        run(Duration.ofSeconds(38));
        assertThat(servers(locator)).hasSize(2);
    }

    @Test
    void anAbsenceIsBelievedAndKeptForItsTime() {
        usualZone();
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(1));
        dns.clear();
        run(Duration.ofSeconds(31));
        assertThat(servers(locator)).isEmpty();
        assertThat(count(LocatingEvent.Absent.class)).isEqualTo(1);
        int before = dns.asked.size();
        run(Duration.ofSeconds(50));
        assertThat(dns.asked).hasSize(before);
        usualZone();
        run(Duration.ofSeconds(15));
        assertThat(servers(locator)).hasSize(2);
    }

    @Test
    void aHostWhoseAddressDnsDoesNotTellKeepsTheOneItHad() {
        usualZone();
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(1));
        var before = locator.current();
        dns.loss = 0.5;
        run(Duration.ofMinutes(30));
        assertThat(locator.current()).isSameAs(before);
    }

    @Test
    void aResolverThatNeverAnswersIsAFailureLikeOthers() {
        usualZone();
        dns.silence = 1;
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(61));
        assertThat(locator.status().getFirst().why()).contains("resolver");
        dns.silence = 0;
        run(Duration.ofSeconds(3));
        assertThat(servers(locator)).hasSize(2);
    }

    /// Proves DNS-016.
    @Test
    void tlsThatIsOfferedNoMoreRaisesAnAlertAndIsNotReplaced() {
        dns.naptr("sp.example", 30, 1, "SIPS+D2T", "_sips._tcp.sp.example")
                .naptr("sp.example", 30, 2, "SIP+D2U", "_sip._udp.sp.example")
                .srv("_sips._tcp.sp.example", 30, 1, 0, "one.sp.example")
                .srv("_sip._udp.sp.example", 30, 1, 0, "one.sp.example")
                .address("one.sp.example", 30, "192.0.2.1");
        var locator = locator(Transport.TLS, domain("sp.example"));
        run(Duration.ofSeconds(1));
        assertThat(servers(locator)).containsExactly("tls 192.0.2.1:5060");
        dns.remove("sp.example").naptr("sp.example", 30, 2, "SIP+D2U", "_sip._udp.sp.example");
        run(Duration.ofSeconds(32));
        assertThat(count(LocatingEvent.TlsWithdrawn.class)).isEqualTo(1);
        assertThat(servers(locator)).containsExactly("tls 192.0.2.1:5060");
    }

    /// Proves DNS-015.
    @Test
    void placesOfOnePriorityShareByTheirWeights() {
        var locator = locator(address("192.0.2.1", 0, 3), address("192.0.2.2", 0, 1), address("192.0.2.3", 1, 0));
        int first = 0;
        for (int i = 0; i < 400; i++) {
            List<ServerList.Member<Health>> order = locator.current().ordered(h -> h.rank, gen::below);
            if (order.getFirst().server().toString().equals("udp 192.0.2.1:5060")) first++;
            assertThat(order.getLast().server().toString()).isEqualTo("udp 192.0.2.3:5060");
        }
        assertThat(first / 400.0).isBetween(0.65, 0.85);
    }

    @Test
    void whoIsAtRestComesAfterAllOthers() {
        var locator = locator(address("192.0.2.1", 0, 0), address("192.0.2.2", 1, 0));
        locator.current().members().getFirst().health().rank = 2;
        assertThat(locator.current().ordered(h -> h.rank, gen::below))
                .extracting(m -> m.server().toString())
                .containsExactly("udp 192.0.2.2:5060", "udp 192.0.2.1:5060");
    }

    @Test
    void aPlaceThatTwoNamesShareIsInTheListOnce() {
        dns.address("a.example", 60, "192.0.2.1", "192.0.2.2").address("b.example", 60, "192.0.2.2", "192.0.2.3");
        var locator = locator(
                new Place(new Destination(false, "a.example", 5060, null), 0, 1),
                new Place(new Destination(false, "b.example", 5060, null), 0, 1));
        run(Duration.ofSeconds(1));
        // The identity differs, so the certificate would have to: 192.0.2.2 stands for both.
        assertThat(servers(locator)).hasSize(4);
        assertThat(locator.current().members()).extracting(m -> m.group()).containsExactly(0, 0, 1, 1);
        var same = locator(
                new Place(new Destination(false, "a.example", 5060, null), 0, 1),
                new Place(new Destination(false, "a.example", 5060, "udp"), 1, 1));
        run(Duration.ofSeconds(1));
        assertThat(servers(same)).containsExactly("udp 192.0.2.1:5060", "udp 192.0.2.2:5060");
    }

    @Test
    void anOperatorCanHaveItAskAtOnce() {
        usualZone();
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(1));
        dns.remove("one.sp.example").address("one.sp.example", 30, "192.0.2.7");
        locator.refresh();
        locator.refresh();
        run(Duration.ofSeconds(1));
        assertThat(servers(locator)).first().isEqualTo("udp 192.0.2.7:5060");
        assertThat(dns.asked).filteredOn(q -> q.startsWith("NAPTR")).hasSize(2);
        assertThat(timers.pending()).isEqualTo(1);
    }

    @Test
    void theServerKnowsTheNameForItsCertificate() {
        usualZone();
        var locator = locator(domain("sp.example"));
        run(Duration.ofSeconds(1));
        Server server = locator.current().members().getFirst().server();
        assertThat(server.identity()).isEqualTo("sp.example");
        assertThat(server.host()).isEqualTo("one.sp.example");
    }
}
