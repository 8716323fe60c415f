package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Scenario.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Child;
import org.demarc.interop.harness.Demarc;
import org.demarc.interop.harness.Dnsmasq;
import org.demarc.interop.harness.Json;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.demarc.interop.harness.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A carrier that is a domain: a real name server says where it is, is changed and stopped. The node starts
/// before there is one.
class LocatingIT {
    private static final int DNS = 53;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CONFIGURATION = """
            networks:
              outside: { addresses: ["@10"], sip: { udp: 5060 }, media: { ports: 20000-20999 } }
              inside: { addresses: ["@20"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 30000-30999 } }
            dns: { servers: ["@53:5353"], timeout: 500ms, tries: 1 }
            trunks:
              pbx: { faces: pbx, network: outside, peers: ["sip:@2"], numbers: ["+12145550100..+12145550199"], probe: off }
              carrier: { faces: core, network: inside, peers: [sp.example], probe: off }
              refusing: { faces: core, network: inside, domain: refusing.sp.example, probe: off }
              silent: { faces: core, network: inside, peers: ["sip:silent.sp.example"], probe: off }
            routes:
              - { number: "+441*", to: refusing }
              - { number: "+443*", to: silent }
              - { from: pbx, to: carrier }
            """;
    /// The carrier is at 31, and at 32 where that fails; the first server of the others is never there.
    private static final String ZONE = """
            naptr-record=sp.example,10,50,s,SIP+D2U,,_sip._udp.sp.example
            srv-host=_sip._udp.sp.example,one.sp.example,5060,10,60
            srv-host=_sip._udp.sp.example,two.sp.example,5060,20,0
            host-record=one.sp.example,@31
            host-record=two.sp.example,@32
            srv-host=_sip._udp.refusing.sp.example,a.refusing.sp.example,5060,10,0
            srv-host=_sip._udp.refusing.sp.example,b.refusing.sp.example,5060,20,0
            host-record=a.refusing.sp.example,@41
            host-record=b.refusing.sp.example,@42
            srv-host=_sip._udp.silent.sp.example,a.silent.sp.example,5060,10,0
            srv-host=_sip._udp.silent.sp.example,b.silent.sp.example,5060,20,0
            host-record=a.silent.sp.example,@43
            host-record=b.silent.sp.example,@44
            """;
    /// The first server is now one that says nothing; the second is new; the one of before is gone.
    private static final String CHANGED = """
            naptr-record=sp.example,10,50,s,SIP+D2U,,_sip._udp.sp.example
            srv-host=_sip._udp.sp.example,dead.sp.example,5060,5,60
            srv-host=_sip._udp.sp.example,three.sp.example,5060,10,60
            srv-host=_sip._udp.sp.example,two.sp.example,5060,10,60
            host-record=dead.sp.example,@34
            host-record=three.sp.example,@33
            host-record=two.sp.example,@32
            """;
    private static final Pattern AFTER = Pattern.compile("call\\.answered .*after-ms=(\\d+)");

    @RegisterExtension
    static final Stage STAGE = Stage.with(CONFIGURATION);

    /// A node that asks on would still be asking when the others look for what is left.
    @AfterAll
    static void nobodyIsLookedFor() {
        STAGE.reload(Stage.usual());
    }

    private static Sipp serve(int host) {
        Scenario called = answers().expect("BYE").reply(200);
        return Sipp.plan(STAGE, "host" + host, called, STAGE.place().at(host, 5060))
                .calls(100_000)
                .listen();
    }

    private static Sipp.Plan caller(String number, int host) {
        return Sipp.plan(
                STAGE,
                "caller" + System.nanoTime(),
                scenario()
                        .invite(number, Sdp.first())
                        .maybe(180)
                        .expect(200)
                        .ack()
                        .pause(200)
                        .bye()
                        .expect(200),
                STAGE.place().at(host, 5060));
    }

    private static void call(String number) {
        caller(number, Stage.PBX).call(STAGE.place().at(Stage.OUTSIDE, 5060)).done();
    }

    private static List<String> peers(String trunk) {
        return STAGE.node().api().trunk(trunk).get("peers").list().stream()
                .map(p -> p.get("uri").text())
                .toList();
    }

    private static void awaitPeers(String trunk, int... hosts) {
        String[] wanted = new String[hosts.length];
        for (int i = 0; i < hosts.length; i++) {
            wanted[i] = "sip:" + STAGE.place().host(hosts[i]) + ":5060;transport=udp";
        }
        Await.until(
                LIMIT,
                () -> trunk + ": " + STAGE.node().api().trunk(trunk).value(),
                () -> List.copyOf(peers(trunk)).containsAll(List.of(wanted))
                        && peers(trunk).size() == hosts.length);
    }

    private static String place(String trunk, String what) {
        return STAGE.node().api().trunk(trunk).get("places", 0, what).text();
    }

    /// Proves DNS-004, DNS-007, DNS-009.
    @Test
    void noCallFailsWhileTheZoneChangesAndDnsStops() {
        Dnsmasq dns = Dnsmasq.start(STAGE, DNS, ZONE);
        awaitPeers("carrier", 31, 32);
        Sipp one = serve(31);
        serve(32);
        serve(33);
        try (Wire _ = Wire.on(STAGE.place().at(34, 5060))) {
            long failed = STAGE.node().api().count("failed");
            Sipp callers = caller(FAR, Stage.PBX)
                    .calls(300)
                    .option("-r", "10")
                    .call(STAGE.place().at(Stage.OUTSIDE, 5060));
            Await.until(LIMIT, "calls", () -> one.messages().contains("BYE sip:"));
            dns.close();
            Dnsmasq other = Dnsmasq.start(STAGE, DNS, CHANGED);
            awaitPeers("carrier", 34, 33, 32);
            other.close();
            Await.until(
                    LIMIT,
                    () -> "stale: " + STAGE.node().api().trunk("carrier").value(),
                    () -> place("carrier", "state").equals("stale"));
            assertThat(callers.alive()).as("calls go on meanwhile").isTrue();
            callers.done();
            Json trunk = STAGE.node().api().trunk("carrier");
            assertThat(trunk.get("peers", 1, "answer").text()).isEqualTo("stale");
            assertThat(STAGE.node().api().count("failed")).isEqualTo(failed);
        }
    }

    /// Proves DNS-009.
    @Test
    void aCallFromWhereTheDomainIsIsOfItsTrunk() {
        Dnsmasq.start(STAGE, DNS, ZONE);
        awaitPeers("carrier", 31, 32);
        Scenario called = answers().expect("BYE").reply(200);
        Sipp pbx = Sipp.plan(STAGE, "pbx", called, STAGE.place().at(Stage.PBX, 5060))
                .listen();
        caller(OWN, 32).call(STAGE.place().at(Stage.INSIDE, 5060)).done();
        pbx.done();
    }

    /// How long a caller waits where the first server is dead: docs/behaviour.md says these figures.
    ///
    /// Proves DNS-004, FLD-003.
    @Test
    void aDeadServerCostsOneCallItsTimeAndTheNextOnesNothing() {
        Dnsmasq.start(STAGE, DNS, ZONE);
        awaitPeers("refusing", 41, 42);
        awaitPeers("silent", 43, 44);
        serve(42);
        serve(44);
        int from = STAGE.node().process().err().length();
        try (Wire _ = Wire.on(STAGE.place().at(43, 5060))) {
            call("+441632960001");
            call("+441632960002");
            call("+443632960001");
            call("+443632960002");
        }
        Matcher m = AFTER.matcher(STAGE.node().process().err().substring(from));
        long[] waited = new long[4];
        for (int i = 0; i < 4; i++) {
            assertThat(m.find()).isTrue();
            waited[i] = Long.parseLong(m.group(1));
        }
        String figures = "ms to the answer: refused " + waited[0] + ", then " + waited[1] + "; silent " + waited[2]
                + ", then " + waited[3] + "\n";
        Node.write(Path.of("target", "failover.txt"), figures);
        assertThat(waited[0]).as(figures).isLessThan(1_000);
        assertThat(waited[1]).as(figures).isLessThan(1_000);
        assertThat(waited[2]).as(figures).isBetween(4_000L, 5_000L);
        assertThat(waited[3]).as(figures).isLessThan(1_000);
    }

    @Test
    void aTestOfTheTrunkSaysWhatEachServerDoes() {
        Dnsmasq dns = Dnsmasq.start(STAGE, DNS, ZONE);
        awaitPeers("refusing", 41, 42);
        Scenario asked = scenario().expect("OPTIONS").reply(200);
        Sipp.plan(STAGE, "b", asked, STAGE.place().at(42, 5060)).calls(100_000).listen();
        String api = "http://" + STAGE.place().host(1) + ":8080";
        try (Child test = Demarc.start("one", STAGE.directory(), "trunk", "test", "refusing", "--api", api)) {
            assertThat(test.exit(LIMIT)).as(test.tail()).isEqualTo(1);
            assertThat(test.out())
                    .containsPattern("sip:" + STAGE.place().host(41) + ":5060;transport=udp +failed +connect")
                    .containsPattern("sip:" + STAGE.place().host(42) + ":5060;transport=udp +good +answer");
        }
        Sipp.plan(STAGE, "a", asked, STAGE.place().at(41, 5060)).calls(100_000).listen();
        try (Child test = Demarc.start("both", STAGE.directory(), "trunk", "test", "refusing", "--api", api)) {
            assertThat(test.exit(LIMIT)).as(test.tail()).isZero();
        }
        dns.close();
        try (Child test = Demarc.start("none", STAGE.directory(), "trunk", "test", "refusing", "--api", api)) {
            assertThat(test.exit(LIMIT)).as(test.tail()).isEqualTo(1);
            assertThat(test.out())
                    .contains(STAGE.place().host(DNS) + " port 5353")
                    .contains("good");
        }
        try (Child show = Demarc.start("show", STAGE.directory(), "trunk", "show", "refusing", "--api", api)) {
            assertThat(show.exit(LIMIT)).as(show.tail()).isZero();
            assertThat(show.out()).contains("PRIORITY").contains("sip:refusing.sp.example");
        }
    }
}
