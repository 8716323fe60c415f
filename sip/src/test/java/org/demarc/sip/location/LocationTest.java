package org.demarc.sip.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// Each branch of RFC 3263 section 4.
class LocationTest {
    private static final Abilities ALL =
            new Abilities(List.of(Transport.TLS, Transport.TCP, Transport.UDP), AddressFamilies.IPV4);
    private static final Abilities PLAIN = new Abilities(List.of(Transport.UDP, Transport.TCP), AddressFamilies.IPV4);
    private static final Abilities TLS = new Abilities(List.of(Transport.TLS), AddressFamilies.IPV4);
    private static final Abilities BOTH = new Abilities(List.of(Transport.UDP), AddressFamilies.IPV6_FIRST);

    private final Zone zone = new Zone();

    private static Destination uri(String text) {
        return Uri.parse(text) instanceof Field.Present<Uri>(SipUri uri)
                ? Destination.of(uri)
                : Destination.domain(text);
    }

    private List<String> servers(String uri, Abilities abilities) {
        return zone.servers(uri(uri), abilities);
    }

    private Located.Found found(String uri, Abilities abilities) {
        if (zone.locate(uri(uri), abilities) instanceof Located.Found found) return found;
        throw new AssertionError("not found");
    }

    /// The zone of RFC 3263 section 4.1.
    private void example() {
        zone.naptr("example.com", 90, 50, "SIP+D2T", "_sip._tcp.example.com")
                .naptr("example.com", 50, 50, "SIPS+D2T", "_sips._tcp.example.com")
                .naptr("example.com", 100, 50, "SIP+D2U", "_sip._udp.example.com")
                .srv("_sip._tcp.example.com", 0, 1, 5060, "server1.example.com")
                .srv("_sip._tcp.example.com", 0, 2, 5060, "server2.example.com")
                .srv("_sips._tcp.example.com", 0, 1, 5061, "server1.example.com")
                .address("server1.example.com", "192.0.2.1")
                .address("server2.example.com", "192.0.2.2");
    }

    @Test
    void theExampleOfTheRfcLeadsAClientOfTcpAndUdpToTcp() {
        example();
        assertThat(servers("sip:user@example.com", PLAIN)).containsExactly("tcp 192.0.2.1:5060", "tcp 192.0.2.2:5060");
        assertThat(zone.asked)
                .containsExactly(
                        "NAPTR example.com",
                        "SRV _sip._tcp.example.com",
                        "A server1.example.com",
                        "A server2.example.com");
    }

    /// Proves DNS-001.
    @Test
    void naptrWithTheLowestOrderThatWeCanUseDecides() {
        example();
        assertThat(servers("example.com", ALL)).containsExactly("tls 192.0.2.1:5061");
        assertThat(zone.asked).startsWith("NAPTR example.com", "SRV _sips._tcp.example.com");
    }

    /// Proves DNS-002.
    @Test
    void aPortLeavesOnlyAddressesToAskFor() {
        zone.address("sp.example.net", "192.0.2.7", "192.0.2.8").srv("_sip._udp.sp.example.net", 0, 0, 9, "no.example");
        assertThat(servers("sip:sp.example.net:5070", ALL)).containsExactly("udp 192.0.2.7:5070", "udp 192.0.2.8:5070");
        assertThat(servers("sips:sp.example.net:5070", ALL))
                .containsExactly("tls 192.0.2.7:5070", "tls 192.0.2.8:5070");
        assertThat(servers("sip:sp.example.net:5070;transport=tcp", ALL))
                .first()
                .isEqualTo("tcp 192.0.2.7:5070");
        assertThat(zone.asked).containsOnly("A sp.example.net");
    }

    /// Proves DNS-002.
    @Test
    void anAddressNeedsNoQuestion() {
        assertThat(servers("sip:192.0.2.1", ALL)).containsExactly("udp 192.0.2.1:5060");
        assertThat(servers("sip:192.0.2.1:5070;transport=tcp", ALL)).containsExactly("tcp 192.0.2.1:5070");
        assertThat(servers("sips:192.0.2.1", ALL)).containsExactly("tls 192.0.2.1:5061");
        assertThat(servers("sip:[2001:db8::1]", BOTH)).containsExactly("udp [2001:db8::1]:5060");
        assertThat(servers("sip:[2001:db8::1]", ALL).getFirst()).startsWith("unavailable");
        assertThat(servers("sip:ignored.example;maddr=192.0.2.9", ALL)).containsExactly("udp 192.0.2.9:5060");
        assertThat(servers("sip:192.0.2.1", TLS)).containsExactly("tls 192.0.2.1:5061");
        assertThat(zone.asked).isEmpty();
    }

    /// Proves DNS-014.
    @Test
    void aTransportOfTheUriMakesNaptrNeedless() {
        zone.srv("_sips._tcp.example.com", 0, 0, 5071, "host1.example.com")
                .srv("_sip._tcp.example.com", 0, 0, 5072, "host1.example.com")
                .address("host1.example.com", "192.0.2.1");
        assertThat(servers("sip:example.com;transport=tls", ALL)).containsExactly("tls 192.0.2.1:5071");
        assertThat(servers("sip:example.com;transport=TCP", ALL)).containsExactly("tcp 192.0.2.1:5072");
        assertThat(servers("sips:example.com;transport=tcp", ALL)).containsExactly("tls 192.0.2.1:5071");
        assertThat(zone.asked).doesNotContain("NAPTR example.com");
    }

    @Test
    void aTransportThatCannotBeUsedFindsNothing() {
        for (String uri : List.of(
                "sips:example.com;transport=udp",
                "sip:example.com;transport=sctp",
                "sip:example.com;transport=ws",
                "sips:192.0.2.1;transport=udp")) {
            assertThat(servers(uri, ALL).getFirst()).as(uri).startsWith("unavailable: transport ");
        }
        assertThat(servers("sips:example.com", PLAIN).getFirst()).contains("secure transport");
        assertThat(servers("sips:192.0.2.1", PLAIN).getFirst()).contains("secure transport");
    }

    /// Proves DNS-014.
    @Test
    void withoutSrvTheAddressOfTheDomainServesAtTheDefaultPort() {
        zone.address("example.com", "192.0.2.1");
        assertThat(servers("sip:example.com;transport=tls", ALL)).containsExactly("tls 192.0.2.1:5061");
        assertThat(servers("example.com", TLS)).containsExactly("tls 192.0.2.1:5061");
        assertThat(servers("example.com", ALL)).containsExactly("udp 192.0.2.1:5060");
        assertThat(servers("sips:example.com", ALL)).containsExactly("tls 192.0.2.1:5061");
    }

    @Test
    void withoutNaptrTheFirstOfOurTransportsThatHasSrvIsUsed() {
        zone.srv("_sip._udp.example.com", 0, 0, 5060, "a.example.com")
                .srv("_sip._tcp.example.com", 0, 0, 5060, "a.example.com")
                .address("a.example.com", "192.0.2.1");
        assertThat(servers("example.com", ALL)).containsExactly("tcp 192.0.2.1:5060");
        assertThat(zone.asked)
                .containsExactly(
                        "NAPTR example.com",
                        "SRV _sips._tcp.example.com",
                        "SRV _sip._tcp.example.com",
                        "SRV _sip._udp.example.com",
                        "A a.example.com");
    }

    @Test
    void naptrWhoseSrvIsMissingLeadsToTheNextOfItsOrderThenToTheDomain() {
        zone.naptr("example.com", 10, 1, "SIP+D2T", "_sip._tcp.example.com")
                .naptr("example.com", 10, 2, "SIP+D2U", "_sip._udp.example.org")
                .srv("_sip._udp.example.org", 0, 0, 5060, "a.example.org")
                .address("a.example.org", "192.0.2.3");
        assertThat(servers("example.com", PLAIN)).containsExactly("udp 192.0.2.3:5060");

        var other = new Zone()
                .naptr("example.com", 10, 1, "SIP+D2T", "_sip._tcp.example.com")
                .naptr("example.com", 20, 1, "SIP+D2U", "_sip._udp.example.com")
                .srv("_sip._udp.example.com", 0, 0, 5060, "a.example.com")
                .address("example.com", "192.0.2.4");
        assertThat(other.servers(uri("example.com"), PLAIN)).containsExactly("tcp 192.0.2.4:5060");
        assertThat(other.asked).doesNotContain("SRV _sip._udp.example.com");
    }

    /// Proves DNS-017.
    @Test
    void nothingPlainIsUsedForASipsUri() {
        zone.naptr("example.com", 10, 1, "SIP+D2T", "_sip._tcp.example.com")
                .naptr("example.com", 20, 1, "SIP+D2U", "_sip._udp.example.com")
                .naptr("example.com", 5, 1, "SIPS+D2T", "_sip._tcp.example.com")
                .srv("_sips._tcp.example.com", 0, 0, 5061, "s.example.com")
                .srv("_sip._tcp.example.com", 0, 0, 5060, "p.example.com")
                .address("s.example.com", "192.0.2.1")
                .address("p.example.com", "192.0.2.2");
        assertThat(servers("sips:example.com", ALL)).containsExactly("tls 192.0.2.1:5061");

        var without = new Zone()
                .naptr("example.com", 10, 1, "SIP+D2T", "_sip._tcp.example.com")
                .srv("_sip._tcp.example.com", 0, 0, 5060, "p.example.com")
                .address("example.com", "192.0.2.3");
        assertThat(without.servers(uri("sips:example.com"), ALL)).containsExactly("tls 192.0.2.3:5061");
        assertThat(without.asked).noneMatch(q -> q.contains("_sip."));
    }

    @Test
    void webSocketHasServicesOfItsOwn() {
        var abilities = new Abilities(List.of(Transport.WSS, Transport.WS), AddressFamilies.IPV4);
        zone.naptr("example.com", 1, 1, "SIPS+D2W", "_sips._ws.example.com")
                .srv("_sips._ws.example.com", 0, 0, 8443, "w.example.com")
                .address("w.example.com", "192.0.2.1")
                .address("example.org", "192.0.2.2");
        assertThat(servers("example.com", abilities)).containsExactly("wss 192.0.2.1:8443");
        assertThat(servers("sip:example.org;transport=ws", abilities)).containsExactly("ws 192.0.2.2:80");
        assertThat(servers("sips:example.org;transport=ws", abilities)).containsExactly("wss 192.0.2.2:443");
    }

    /// Proves DNS-012.
    @Test
    void theNameForTheCertificateIsTheDomainBeforeDns() {
        zone.naptr("Example.COM", 1, 1, "sips+d2t", "_sips._tcp.cloud.example")
                .srv("_sips._tcp.cloud.example", 1, 0, 5061, "host.cloud.example")
                .address("host.cloud.example", "192.0.2.1");
        var server = found("sip:Example.COM", ALL).servers().getFirst();
        assertThat(server.identity()).isEqualTo("example.com");
        assertThat(server.host()).isEqualTo("host.cloud.example");
    }

    /// Proves DNS-010, IP6-008.
    @Test
    void bothFamiliesAreAskedForAndTakeTurns() {
        zone.address("dual.example", "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2");
        assertThat(servers("sip:dual.example:5060", BOTH))
                .containsExactly(
                        "udp [2001:db8::1]:5060",
                        "udp 192.0.2.1:5060",
                        "udp [2001:db8::2]:5060",
                        "udp 192.0.2.2:5060",
                        "udp 192.0.2.3:5060");
        assertThat(zone.asked).containsExactly("AAAA dual.example", "A dual.example");
        zone.asked.clear();
        var four = new Abilities(List.of(Transport.UDP), AddressFamilies.IPV4_FIRST);
        assertThat(servers("sip:dual.example:5060", four)).startsWith("udp 192.0.2.1:5060", "udp [2001:db8::1]:5060");
        zone.asked.clear();
        assertThat(servers("sip:dual.example:5060", PLAIN)).hasSize(3).noneMatch(s -> s.contains("["));
        assertThat(zone.asked).containsExactly("A dual.example");
        var six = new Abilities(List.of(Transport.UDP), AddressFamilies.IPV6);
        assertThat(servers("sip:dual.example:5060", six))
                .containsExactly("udp [2001:db8::1]:5060", "udp [2001:db8::2]:5060");
    }

    /// The example of RFC 7984 section 4: families take turns within a host, never across hosts.
    @Test
    void addressesOfTwoHostsAreNotMixed() {
        zone.srv("_sip._udp.example.com", 10, 1, 5060, "sip-1.example.com")
                .srv("_sip._udp.example.com", 20, 1, 5060, "sip-2.example.com")
                .address("sip-1.example.com", "2001:db8:58::face", "192.0.2.45", "203.0.113.109")
                .address("sip-2.example.com", "2001:db8:58::dead", "192.0.2.75");
        assertThat(servers("sip:example.com;transport=udp", BOTH))
                .containsExactly(
                        "udp [2001:db8:58::face]:5060",
                        "udp 192.0.2.45:5060",
                        "udp 203.0.113.109:5060",
                        "udp [2001:db8:58::dead]:5060",
                        "udp 192.0.2.75:5060");
    }

    @Test
    void aServiceThatIsDecidedlyNotThereIsNotSoughtElsewhere() {
        zone.srv("_sip._udp.example.com", 0, 0, 0, ".").address("example.com", "192.0.2.1");
        assertThat(servers("sip:example.com;transport=udp", ALL).getFirst()).contains("no such service");
        assertThat(servers("example.com", PLAIN).getFirst()).contains("no such service");
        zone.srv("_sip._tcp.example.com", 0, 0, 5060, "example.com");
        assertThat(servers("example.com", PLAIN)).containsExactly("tcp 192.0.2.1:5060");
    }

    @Test
    void oddRecordsAreIgnoredAndNoted() {
        zone.srv("_sip._udp.example.com", 5, 0, 0, "zero.example.com")
                .srv("_sip._udp.example.com", 9, 0, 5060, "good.example.com")
                .srv("_sip._udp.example.com", 1, 0, 5060, "gone.example.com")
                .address("good.example.com", "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "192.0.2.1");
        var found = found("sip:example.com;transport=udp", PLAIN);
        assertThat(found.servers()).extracting(Server::toString).containsExactly("udp 192.0.2.1:5060");
        assertThat(found.complete()).isTrue();
        assertThat(found.remarks()).anyMatch(r -> r.contains("port 0")).anyMatch(r -> r.contains("224.0.0.1"));
    }

    @Test
    void ofAnAnswerOnlyWhatBelongsToTheQuestionIsBelieved() {
        zone.answer(
                "A sp.example.net",
                new Answer.Records(
                        List.of(
                                address("bank.example", 300, "203.0.113.66"),
                                new ResourceRecord.Cname("other.example", 300, "sp.example.net"),
                                address("sp.example.net", 300, "2001:db8::66"),
                                address("SP.example.net.", 300, "192.0.2.1")),
                        -1));
        assertThat(servers("sip:sp.example.net:5060", PLAIN)).containsExactly("udp 192.0.2.1:5060");
    }

    private static ResourceRecord address(String name, long ttl, String literal) {
        return new ResourceRecord.Address(name, ttl, java.net.InetAddress.ofLiteral(literal));
    }

    @Test
    void aliasesAreFollowedInOneAnswerAndInSeveral() {
        zone.answer(
                        "A a.example",
                        new Answer.Records(
                                List.of(
                                        address("c.example", 100, "192.0.2.1"),
                                        new ResourceRecord.Cname("b.example", 40, "c.example"),
                                        new ResourceRecord.Cname("a.example", 300, "b.example")),
                                -1))
                .cname("x.example", "y.example")
                .cname("y.example", "z.example")
                .address("z.example", "192.0.2.2");
        assertThat(found("sip:a.example:5060", PLAIN).ttl()).isEqualTo(40);
        assertThat(servers("sip:x.example:5060", PLAIN)).containsExactly("udp 192.0.2.2:5060");
        assertThat(zone.asked).containsSubsequence("A x.example", "A y.example", "A z.example");
        zone.cname("loop.example", "pool.example").cname("pool.example", "loop.example");
        assertThat(servers("sip:loop.example:5060", PLAIN).getFirst()).contains("more than 8 aliases");
        zone.answer(
                "A alias.example",
                new Answer.Records(List.of(new ResourceRecord.Cname("alias.example", 9, "n.example")), 30));
        assertThat(servers("sip:alias.example:5060", PLAIN).getFirst()).startsWith("unavailable");
    }

    @Test
    void theShortestTimeToLiveOnTheWayCounts() {
        zone.negativeTtl(200)
                .add(new ResourceRecord.Srv("_sip._udp.example.com", 100, 0, 0, 5060, "a.example.com"))
                .add(address("a.example.com", 50, "192.0.2.1"));
        assertThat(found("sip:example.com;transport=udp", PLAIN).ttl()).isEqualTo(50);
        zone.negativeTtl(20);
        assertThat(found("sip:example.com", PLAIN).ttl()).isEqualTo(20); // that there is no NAPTR
        zone.negativeTtl(-1).add(address("b.example", 0, "192.0.2.1")).add(address("c.example", 999_999, "192.0.2.1"));
        assertThat(found("sip:b.example:5060", PLAIN).ttl()).isEqualTo(5);
        assertThat(found("sip:c.example:5060", PLAIN).ttl()).isEqualTo(3_600);
    }

    @Test
    void anAbsenceIsBelievedForItsOwnTime() {
        zone.negativeTtl(90);
        assertThat(zone.locate(uri("sip:no.example:5060"), PLAIN))
                .isEqualTo(new Located.Unavailable("no address that we can use for no.example", 90));
        zone.negativeTtl(86_400);
        assertThat(zone.locate(uri("no.example"), PLAIN)).extracting("ttl").isEqualTo(300L);
        zone.negativeTtl(-1);
        assertThat(zone.locate(uri("no.example"), PLAIN)).extracting("ttl").isEqualTo(60L);
    }

    @Test
    void silenceOfDnsIsNeverTakenForAnAbsence() {
        example();
        zone.answer("SRV _sips._tcp.example.com", new Answer.Failed("no answer"));
        assertThat(servers("example.com", ALL)).containsExactly("failed: SRV _sips._tcp.example.com: no answer");
        zone.answer("NAPTR example.com", new Answer.Failed("SERVFAIL"));
        assertThat(servers("example.com", ALL)).containsExactly("failed: NAPTR example.com: SERVFAIL");
        zone.answer("NAPTR example.com", new Answer.Absent(true, 60));
        assertThat(servers("example.com", ALL).getFirst()).startsWith("failed: SRV _sips._tcp");
        // What we like less than what was found need not be known.
        assertThat(servers("example.com", new Abilities(List.of(Transport.TCP, Transport.TLS), AddressFamilies.IPV4)))
                .containsExactly("tcp 192.0.2.1:5060", "tcp 192.0.2.2:5060");
    }

    @Test
    void oneMissingAddressDoesNotKeepTheOthers() {
        example();
        zone.answer("A server1.example.com", new Answer.Failed("no answer"));
        var found = found("sip:example.com;transport=tcp", PLAIN);
        assertThat(found.servers()).extracting(Server::toString).containsExactly("tcp 192.0.2.2:5060");
        assertThat(found.complete()).isFalse();
        zone.answer("A server2.example.com", new Answer.Failed("no answer"));
        assertThat(servers("sip:example.com;transport=tcp", PLAIN))
                .containsExactly("failed: A server1.example.com: no answer");
    }

    @Test
    void moreServersThanTheLimitAreIgnored() {
        for (int i = 0; i < 40; i++) {
            zone.srv("_sip._udp.example.com", i, 0, 5060, "h" + i + ".example.com")
                    .address("h" + i + ".example.com", "192.0.2." + i);
        }
        var found = found("sip:example.com;transport=udp", PLAIN);
        assertThat(found.servers()).hasSize(16);
        assertThat(found.remarks()).anyMatch(r -> r.contains("more than 16"));
        assertThat(zone.asked).hasSize(17);
    }

    @Test
    void thatTheDomainOffersTlsIsSeen() {
        example();
        assertThat(found("example.com", PLAIN).tlsOffered()).isTrue();
        var without = new Zone()
                .naptr("example.com", 1, 1, "SIP+D2U", "_sip._udp.example.com")
                .srv("_sip._udp.example.com", 0, 0, 5060, "a.example.com")
                .address("a.example.com", "192.0.2.1");
        assertThat(without.locate(uri("example.com"), PLAIN))
                .extracting("tlsOffered")
                .isEqualTo(false);
        assertThat(without.servers(uri("example.com"), TLS).getFirst()).startsWith("unavailable"); // never over UDP
    }

    @Test
    void naptrRecordsOfOtherKindsAreDiscarded() {
        zone.add(new ResourceRecord.Naptr("example.com", 60, 1, 1, "u", "E2U+sip", "!^.*$!sip:x@evil.example!", ""))
                .add(new ResourceRecord.Naptr(
                        "example.com", 60, 1, 1, "s", "SIP+D2U", "!a!b!", "_sip._udp.evil.example"))
                .add(new ResourceRecord.Naptr("example.com", 60, 1, 1, "s", "SIPS+D2U", "", "_sips._udp.evil.example"))
                .add(new ResourceRecord.Naptr("example.com", 60, 1, 1, "s", "SIP+D2S", "", "_sip._sctp.evil.example"))
                .add(new ResourceRecord.Naptr("example.com", 60, 1, 1, "a", "SIP+D2U", "", "evil.example"))
                .add(new ResourceRecord.Naptr("example.com", 60, 1, 1, "S", "SIP+D2U", "", "."))
                .naptr("example.com", 2, 1, "SIP+D2U", "_sip._udp.example.com")
                .srv("_sip._udp.example.com", 0, 0, 5060, "a.example.com")
                .address("a.example.com", "192.0.2.1");
        assertThat(servers("example.com", PLAIN)).containsExactly("udp 192.0.2.1:5060");
        assertThat(zone.asked).noneMatch(q -> q.contains("evil"));
    }
}
