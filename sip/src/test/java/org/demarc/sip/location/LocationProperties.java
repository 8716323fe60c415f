package org.demarc.sip.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.transport.Transport;

/// Whatever DNS says, in whatever order: a search ends, after a bounded number of questions, and keeps its
/// promises.
class LocationProperties {
    private static final List<String> NAMES = List.of(
            "d.example",
            "_sip._udp.d.example",
            "_sip._tcp.d.example",
            "_sips._tcp.d.example",
            "a.example",
            "b.example",
            "",
            "evil.example");
    private static final LocationLimits LIMITS = new LocationLimits(4, 3, 2, 3, 5, 3_600, 300, 60);

    private static ResourceRecord record(Gen gen) {
        String name = gen.pick(NAMES);
        long ttl = gen.pick(-1L, 0L, 1L, 300L, 4_000_000_000L);
        return switch (gen.below(4)) {
            case 0 ->
                new ResourceRecord.Naptr(
                        name,
                        ttl,
                        gen.below(3),
                        gen.below(3),
                        gen.pick("s", "S", "a", ""),
                        gen.pick("SIP+D2U", "SIP+D2T", "SIPS+D2T", "SIPS+D2U", "junk"),
                        gen.pick("", "", "!a!b!"),
                        gen.pick(NAMES));
            case 1 ->
                new ResourceRecord.Srv(
                        name, ttl, gen.below(3), gen.below(3), gen.pick(0, 5060, 65_535), gen.pick(NAMES));
            case 2 -> new ResourceRecord.Cname(name, ttl, gen.pick(NAMES));
            default -> new ResourceRecord.Address(name, ttl, address(gen));
        };
    }

    private static InetAddress address(Gen gen) {
        try {
            return InetAddress.getByAddress(gen.flip() ? gen.bytes(4, 4) : gen.bytes(16, 16));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Answer answer(Gen gen, Question q) {
        if (gen.chance(0.1)) return new Answer.Failed("no answer");
        if (gen.chance(0.1)) return new Answer.Absent(gen.flip(), gen.pick(-1L, 0L, 900L));
        List<ResourceRecord> records = gen.list(0, 12, LocationProperties::record);
        for (int i = gen.below(4); i > 0; i--) {
            records.add(
                    switch (q.type()) {
                        case NAPTR ->
                            new ResourceRecord.Naptr(
                                    q.name(), 60, gen.below(2), 1, "s", "SIP+D2U", "", "_sip._udp.d.example");
                        case SRV -> new ResourceRecord.Srv(q.name(), 60, gen.below(3), 1, 5060, gen.pick(NAMES));
                        case A, AAAA -> new ResourceRecord.Address(q.name(), 60, address(gen));
                    });
        }
        return new Answer.Records(gen.shuffled(records), gen.pick(-1L, 60L));
    }

    @Seeded(runs = 2_000)
    void aSearchEndsAndKeepsItsPromises(Gen gen) {
        boolean secure = gen.flip();
        var destination = new Destination(
                secure,
                gen.pick("d.example", "a.example"),
                gen.pick(-1, -1, 5070),
                gen.pick("udp", "tcp", "tls", "none").replace("none", gen.flip() ? "tls" : "ws"));
        if (gen.flip()) destination = new Destination(secure, destination.host(), destination.port(), null);
        var abilities = new Abilities(
                gen.shuffled(List.of(Transport.TLS, Transport.TCP, Transport.UDP))
                        .subList(0, gen.between(1, 3)),
                gen.pick(AddressFamilies.values()));
        var location = new Location(destination, abilities, LIMITS);
        List<Location.Output> open = new ArrayList<>(location.start());
        int asked = 0;
        Located result = null;
        while (!open.isEmpty()) {
            switch (open.remove(gen.below(open.size()))) {
                case Location.Ask(Question q) -> {
                    assertThat(++asked).isLessThan(60);
                    if (gen.chance(0.05)) open.addAll(location.answered(q, answer(gen, q))); // twice
                    open.addAll(location.answered(q, answer(gen, q)));
                }
                case Location.Finish(Located found) -> {
                    assertThat(result).isNull();
                    result = found;
                }
            }
        }
        assertThat(location.finished()).isTrue();
        switch (Objects.requireNonNull(result)) {
            case Located.Found found -> check(found, destination, abilities);
            case Located.Unavailable u -> assertThat(u.ttl()).isBetween(5L, 300L);
            case Located.Failed _ -> {}
        }
    }

    private static void check(Located.Found found, Destination destination, Abilities abilities) {
        assertThat(found.ttl()).isBetween(5L, 3_600L);
        assertThat(found.servers()).isNotEmpty().hasSizeLessThanOrEqualTo(12);
        int priority = 0;
        for (Server server : found.servers()) {
            assertThat(server.priority()).isGreaterThanOrEqualTo(priority);
            priority = server.priority();
            assertThat(abilities.transports()).contains(server.transport());
            assertThat(abilities.families().has(server.address().getAddress())).isTrue();
            assertThat(server.address().getPort()).isPositive();
            assertThat(server.identity()).isEqualTo(destination.host());
            if (destination.secure()) assertThat(server.transport().secure()).isTrue();
            if (destination.port() > 0) assertThat(server.address().getPort()).isEqualTo(destination.port());
        }
    }
}
