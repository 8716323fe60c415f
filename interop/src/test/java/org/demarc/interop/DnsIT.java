package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.demarc.edge.locating.LocatingEvent;
import org.demarc.edge.locating.Locator;
import org.demarc.edge.locating.LocatorConfig;
import org.demarc.edge.locating.Place;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Dnsmasq;
import org.demarc.interop.harness.Stage;
import org.demarc.net.Lane;
import org.demarc.net.dns.DnsConfig;
import org.demarc.net.dns.DnsResolver;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.AddressFamilies;
import org.demarc.sip.location.Destination;
import org.demarc.sip.location.Located;
import org.demarc.sip.location.Location;
import org.demarc.sip.location.LocationLimits;
import org.demarc.sip.location.Question;
import org.demarc.sip.location.Resolver;
import org.demarc.sip.location.Server;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Servers found by a real name server, which is changed and stopped meanwhile.
class DnsIT {
    private static final int DNS = 53;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ZONE = """
            naptr-record=sp.example,10,50,s,SIPS+D2T,,_sips._tcp.sp.example
            naptr-record=sp.example,20,50,s,SIP+D2U,,_sip._udp.sp.example
            srv-host=_sips._tcp.sp.example,one.sp.example,5071,10,60
            srv-host=_sips._tcp.sp.example,two.sp.example,5071,20,0
            srv-host=_sip._udp.sp.example,one.sp.example,5060,10,60
            host-record=one.sp.example,192.0.2.1,2001:db8::1
            host-record=two.sp.example,192.0.2.2
            cname=alias.sp.example,two.sp.example
            """;
    private static final Abilities TLS = new Abilities(List.of(Transport.TLS), AddressFamilies.IPV6_FIRST);
    private static final Abilities UDP = new Abilities(List.of(Transport.UDP), AddressFamilies.IPV4);

    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    private static DnsConfig config(InetSocketAddress server) {
        return DnsConfig.SYSTEM.withServers(List.of(server));
    }

    /// A search from end to end, its answers taken from a queue as a lane takes them.
    private static Located locate(DnsResolver resolver, Destination destination, Abilities abilities)
            throws InterruptedException {
        BlockingQueue<Runnable> mail = new LinkedBlockingQueue<>();
        var location = new Location(destination, abilities, LocationLimits.DEFAULT);
        Deque<Location.Output> todo = new ArrayDeque<>(location.start());
        Resolver.Asker asker = (question, answer) -> todo.addAll(location.answered(question, answer));
        while (true) {
            while (!todo.isEmpty()) {
                switch (todo.remove()) {
                    case Location.Ask(Question q) ->
                        resolver.forLane(new MailLane(mail)).ask(q, asker);
                    case Location.Finish(Located result) -> {
                        return result;
                    }
                }
            }
            Runnable next = mail.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (next == null) throw new AssertionError("no answer");
            next.run();
        }
    }

    private record MailLane(BlockingQueue<Runnable> mail) implements Lane {
        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean execute(Runnable command) {
            return mail.add(command);
        }
    }

    private static List<String> servers(Located located) {
        return switch (located) {
            case Located.Found f -> f.servers().stream().map(Server::toString).toList();
            case Located.Unavailable(String why, long _) -> List.of("unavailable: " + why);
            case Located.Failed(String why) -> List.of("failed: " + why);
        };
    }

    /// Proves DNS-001, DNS-010, DNS-014.
    @Test
    void aDomainIsFoundByNaptrSrvAndAddressesOfBothFamilies() throws Exception {
        Dnsmasq dns = Dnsmasq.start(STAGE, DNS, ZONE);
        try (var resolver = new DnsResolver(config(dns.address()))) {
            assertThat(servers(locate(resolver, Destination.domain("sp.example"), TLS)))
                    .containsExactly("tls [2001:db8::1]:5071", "tls 192.0.2.1:5071", "tls 192.0.2.2:5071");
            assertThat(servers(locate(resolver, Destination.domain("SP.example."), UDP)))
                    .containsExactly("udp 192.0.2.1:5060");
            assertThat(servers(locate(resolver, new Destination(false, "alias.sp.example", 5080, null), UDP)))
                    .containsExactly("udp 192.0.2.2:5080");
            assertThat(servers(locate(resolver, new Destination(false, "two.sp.example", -1, "udp"), UDP)))
                    .containsExactly("udp 192.0.2.2:5060");
            assertThat(servers(locate(resolver, Destination.domain("no.sp.example"), UDP))
                            .getFirst())
                    .startsWith("unavailable");
            Await.until(
                    LIMIT,
                    () -> "both families asked: " + dns.queries(),
                    () -> dns.queries().contains("AAAA one.sp.example")
                            && dns.queries().contains("A one.sp.example"));
        }
    }

    @Test
    void aSetOfServersThatIsTooLargeForADatagramIsFound() throws Exception {
        var zone = new StringBuilder("host-record=one.sp.example,192.0.2.1\n");
        for (int i = 0; i < 60; i++) {
            zone.append("srv-host=_sip._udp.sp.example,one.sp.example,")
                    .append(6_000 + i)
                    .append(",1,1\n");
        }
        Dnsmasq dns = Dnsmasq.start(STAGE, DNS, zone.toString());
        try (var resolver = new DnsResolver(config(dns.address()))) {
            assertThat(servers(locate(resolver, new Destination(false, "sp.example", -1, "udp"), UDP)))
                    .hasSize(16);
        }
    }

    /// Proves DNS-007.
    @Test
    void aChangedZoneIsFollowedAndAStoppedServerDoesNotTakeTheTrunkAway() {
        Dnsmasq dns = Dnsmasq.start(STAGE, DNS, ZONE);
        List<LocatingEvent> events = new CopyOnWriteArrayList<>();
        try (var lane = new RealLane();
                var resolver = new DnsResolver(config(dns.address()))) {
            var locator = new Locator<String>(
                    new LocatorConfig(
                            "carrier",
                            List.of(new Place(Destination.domain("sp.example"), 0, 0)),
                            UDP,
                            LocationLimits.DEFAULT,
                            LocatorConfig.Timing.DEFAULT),
                    resolver.forLane(lane),
                    lane,
                    _ -> 0,
                    _ -> "",
                    events::add);
            lane.execute(locator::start);
            await(locator, "udp 192.0.2.1:5060");
            dns.close();
            Dnsmasq changed = Dnsmasq.start(STAGE, DNS, ZONE.replace("192.0.2.1,", "192.0.2.9,"));
            await(locator, "udp 192.0.2.9:5060");
            changed.close();
            Await.until(
                    LIMIT,
                    () -> "the failure is told: " + events,
                    () -> events.stream().anyMatch(LocatingEvent.Stale.class::isInstance));
            assertThat(texts(locator)).containsExactly("udp 192.0.2.9:5060");
            lane.execute(locator::stop);
        }
    }

    private static List<String> texts(Locator<String> locator) {
        List<String> texts = new ArrayList<>();
        for (var member : locator.current().members()) {
            texts.add(member.server().toString());
        }
        return texts;
    }

    private static void await(Locator<String> locator, String only) {
        Await.until(
                LIMIT,
                () -> only + ", but " + locator.status(),
                () -> texts(locator).equals(List.of(only)));
    }

    /// A lane on real time with nothing on it but timers and mail.
    private static final class RealLane implements Lane, Timers, AutoCloseable {
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean execute(Runnable command) {
            thread.execute(command);
            return true;
        }

        @Override
        public long now() {
            return System.nanoTime() / 1_000_000;
        }

        @Override
        public long wallClock() {
            return System.currentTimeMillis();
        }

        @Override
        public Timeout after(long millis, Expiry owner, int what) {
            ScheduledFuture<?> timer = thread.schedule(() -> owner.expired(what), millis, TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
