package org.demarc.edge.locating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkSnapshot.PeerSnapshot;
import org.demarc.edge.status.TrunkTest;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.edge.world.Zone;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// Calls of a trunk that is a domain.
class LocatedCallsTest {
    private final Gen gen = new Gen(1);
    private final World world = new World(
            gen, Faults.NONE, new Setup(2, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
    private final Domain domain = new Domain(world, new VirtualDns(world.clock(), gen.split()), Transport.UDP);

    private void begin() {
        domain.begin();
        world.run(Duration.ofSeconds(1));
    }

    private void end() {
        world.run(Duration.ofSeconds(30));
        domain.end();
        world.lenient().finish();
    }

    private TrunkSnapshot carrier() {
        for (TrunkSnapshot trunk : world.node().trunks(world.clock().millis())) {
            if (trunk.name().equals("Carrier")) return trunk;
        }
        throw new AssertionError("no carrier");
    }

    private List<String> peers() {
        return carrier().peers().stream().map(PeerSnapshot::uri).toList();
    }

    /// Proves DNS-009.
    @Test
    void aCallGoesToWhereTheDomainIsAndItsRequestUriIsTheDomain() {
        domain.server("one", 10, 0, 300, "10.9.0.30");
        begin();
        Hand one = world.hand(world.carriers().getFirst());
        Hand caller = world.hand(world.pbxs().getFirst());
        caller.dial("+14085551000", caller.contact(), caller.sdp(1, "0"));
        world.run(Duration.ofMillis(100));
        assertThat(one.count("INVITE sip:+14085551000@sp.example;user=phone SIP/2.0"))
                .isEqualTo(1);
        one.answer("INVITE", 486, "", "");
        end();
    }

    @Test
    void aRequestFromWhereTheDomainIsIsOfItsTrunkAndStaysSoForAnHour() {
        domain.server("one", 10, 0, 60, "10.9.0.30");
        begin();
        world.place(Plan.plain("+12145551000"), world.carriers().getFirst());
        world.run(Duration.ofSeconds(20));
        assertThat(world.answered()).isEqualTo(1);
        domain.dns.clear();
        domain.server("two", 10, 0, 60, "10.9.0.31");
        world.run(Duration.ofMinutes(2));
        assertThat(peers()).containsExactly("sip:10.9.0.31:5060;transport=udp");
        world.place(Plan.plain("+12145551001"), world.carriers().getFirst());
        world.place(Plan.plain("+12145551002"), world.carriers().get(1));
        world.run(Duration.ofSeconds(20));
        assertThat(world.answered()).isEqualTo(3);
        var old = new Flow(
                Zone.INSIDE.network(),
                Transport.UDP,
                Zone.INSIDE.edge(),
                Zone.address("10.9.0.30", 5060),
                0,
                "10.0.0.5:5060");
        assertThat(world.node().generation().routing().source(old)).isNotNull();
        world.run(Duration.ofMinutes(62));
        assertThat(world.node().generation().routing().source(old)).isNull();
        end();
    }

    /// Proves DNS-007.
    @Test
    void aDnsThatIsDownTakesNoServerAway() {
        domain.server("one", 10, 0, 30, "10.9.0.30");
        begin();
        assertThat(carrier().peers().getFirst().answer()).isEqualTo("fresh");
        assertThat(carrier().places().getFirst().state()).isEqualTo(PlaceStatus.State.FRESH);
        domain.dns.down = true;
        world.run(Duration.ofMinutes(10));
        assertThat(carrier().peers().getFirst().answer()).isEqualTo("stale");
        domain.reload();
        world.run(Duration.ofMinutes(1));
        assertThat(peers()).hasSize(1);
        world.place(Plan.plain("+14085551000"), world.pbxs().getFirst());
        world.run(Duration.ofSeconds(30));
        assertThat(world.answered()).isEqualTo(1);
        end();
    }

    /// Proves DNS-015.
    @Test
    void callsAreSharedByWeight() {
        domain.server("one", 10, 30, 3_000, "10.9.0.30");
        domain.server("two", 10, 10, 3_000, "10.9.0.31");
        begin();
        for (int i = 0; i < 400; i++) {
            world.place(
                    Plan.plain("+1408555" + (1_000 + i)).withHangup(true, 500),
                    world.pbxs().getFirst());
            world.run(Duration.ofMillis(200));
        }
        long first = world.told(CallEvent.Tried.class).stream()
                .filter(t -> t.peer().contains("10.9.0.30"))
                .count();
        assertThat(first).isBetween(260L, 340L);
        end();
    }

    /// Proves FLD-001.
    @Test
    void serversOfTheDomainAreProbed() {
        domain.server("one", 10, 0, 300, "10.9.0.30");
        domain.server("two", 20, 0, 300, "10.9.0.31");
        domain.probed(new Trunk.Probe(2_000, 2, 1));
        begin();
        world.run(Duration.ofSeconds(5));
        assertThat(carrier().peers()).extracting(PeerSnapshot::state).containsExactly("up", "up");
        world.carriers().getFirst().crash();
        world.run(Duration.ofSeconds(75));
        assertThat(carrier().peers()).extracting(PeerSnapshot::state).containsExactly("down", "up");
        world.carriers().getFirst().revive();
        world.run(Duration.ofSeconds(75));
        assertThat(carrier().peers()).extracting(PeerSnapshot::state).containsExactly("up", "up");
        end();
    }

    @Test
    void aTestOfTheTrunkSaysAtWhichStepEachServerFails() {
        domain.server("one", 10, 0, 300, "10.9.0.30");
        domain.server("two", 20, 0, 300, "10.9.0.31");
        begin();
        world.carriers().get(1).crash();
        TrunkTest result = test();
        assertThat(result.good()).isFalse();
        assertThat(result.places().getFirst().state()).isEqualTo(PlaceStatus.State.FRESH);
        assertThat(result.targets()).extracting(TrunkTest.Target::good).containsExactly(true, false);
        assertThat(result.targets().getFirst().status()).isEqualTo(200);
        assertThat(result.targets().get(1).why()).isEqualTo("no answer for 5 s");
        world.carriers().get(1).revive();
        assertThat(test().good()).isTrue();
        domain.dns.down = true;
        TrunkTest down = test();
        assertThat(down.good()).isFalse();
        assertThat(down.places().getFirst().why()).isNotEmpty();
        assertThat(world.lanes().getFirst().test("nobody", _ -> {})).isFalse();
        end();
    }

    /// 503 makes the caller try its next server, this call alone (RFC 3263 section 4.3): our other trunks are well.
    ///
    /// Proves DNS-009.
    @Test
    void aCallToADomainThatIsNotFoundIs503WithoutRetryAfter() {
        domain.server("one", 10, 0, 300, "10.9.0.30");
        domain.dns.down = true;
        begin();
        Hand caller = world.hand(world.pbxs().getFirst());
        assertThat(carrier().state()).isEqualTo("probing");
        refused(caller, "DNS has not said yet where it is");
        world.run(Duration.ofSeconds(20));
        assertThat(carrier().state()).isEqualTo("down");
        refused(caller, "sip:sp.example: ");
        domain.dns.down = false;
        world.run(Duration.ofMinutes(1));
        Hand one = world.hand(world.carriers().getFirst());
        caller.dial("+14085551000", caller.contact(), caller.sdp(1, "0"));
        world.run(Duration.ofMillis(100));
        one.answer("INVITE", 486, "", "");
        world.run(Duration.ofMillis(100));
        assertThat(caller.statuses("INVITE").getLast()).isEqualTo(486);
        caller.ack("");
        end();
    }

    private void refused(Hand caller, String why) {
        caller.dial("+14085551000", caller.contact(), caller.sdp(1, "0"));
        world.run(Duration.ofMillis(100));
        assertThat(caller.statuses("INVITE").getLast()).isEqualTo(503);
        assertThat(caller.field("SIP/2.0 503", "Retry-After")).isEmpty();
        caller.ack("");
        assertThat(world.told(CallEvent.PeerFailed.class).getLast().why()).startsWith(why);
        assertThat(world.told(CallEvent.Rejected.class).getLast().why()).startsWith("trunk Carrier: " + why);
    }

    /// Proves OVL-009.
    @Test
    void overloadControlIsSpokenWithServersOnceTheyAreFound() {
        domain.server("one", 10, 0, 300, "10.9.0.30");
        domain.controlled(true);
        begin();
        Hand one = world.hand(world.carriers().getFirst());
        Hand caller = world.hand(world.pbxs().getFirst());
        assertThat(via(caller, one)).contains(";oc;oc-algo=");
        domain.controlled(false).reload();
        world.run(Duration.ofSeconds(1));
        assertThat(via(caller, one)).doesNotContain(";oc");
        domain.controlled(true).reload();
        world.run(Duration.ofSeconds(1));
        assertThat(via(caller, one)).contains(";oc;oc-algo=");
        end();
    }

    private String via(Hand caller, Hand called) {
        int before = called.count("INVITE ");
        caller.dial("+14085551000", caller.contact(), caller.sdp(1, "0"));
        world.run(Duration.ofMillis(100));
        assertThat(called.count("INVITE ")).isEqualTo(before + 1);
        called.answer("INVITE", 486, "", "");
        world.run(Duration.ofMillis(100));
        caller.ack("");
        return called.field("INVITE ", "Via");
    }

    private TrunkTest test() {
        TrunkTest[] result = new TrunkTest[1];
        assertThat(world.lanes().getFirst().test("Carrier", t -> result[0] = t)).isTrue();
        world.run(Duration.ofSeconds(20));
        if (result[0] == null) throw new AssertionError("not told");
        return result[0];
    }
}
