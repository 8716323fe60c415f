package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Trunk.Limits;
import org.demarc.trunk.account.Trunk.Reserve;
import org.junit.jupiter.api.Test;

/// Limits, overload and calls for help, on the wire.
class ProtectionTest {
    private static final String NUMBER = "+14085551000";
    private static final String ANNOUNCED = ";oc;oc-algo=\"loss\"";

    private final World world = new World(
            new Gen(1), Faults.NONE, new Setup(1, Transport.UDP, 0, Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
    private final Hand caller = world.hand(world.pbxs().getFirst());
    private final Hand other = world.hand(world.pbxs().get(1));
    private final Hand called = world.hand(world.carriers().getFirst());
    private final Hand second = world.hand(world.carriers().get(1));
    private final Hand spare = world.hand(world.carriers().get(2));

    /// The usual trunks with other limits of the PBX, with RFC 7339 or without.
    private void configure(Limits limits, boolean control, Timing timing) {
        EdgeConfig usual = world.config();
        List<Trunk> trunks = new ArrayList<>();
        for (Trunk t : usual.trunks()) {
            trunks.add(t.with(t.name().equals("Acme") ? limits : t.limits(), control));
        }
        world.node()
                .reconfigure(
                        new EdgeConfig(usual.node(), trunks, usual.routes(), timing),
                        world.clock().millis());
    }

    private void pause() {
        world.run(Duration.ofMillis(100));
    }

    private void dial(Hand from, String number) {
        from.dial(number, from.contact(), from.sdp(1, "0"));
        pause();
    }

    private void talk(Hand from, Hand to, String number) {
        dial(from, number);
        to.answer("INVITE", 200, to.contact(), to.sdp(1, "0"));
        pause();
        from.ack("");
        pause();
    }

    private void over(Hand... talking) {
        for (Hand hand : talking) hand.ask("BYE", "", "");
        pause();
        world.finish();
    }

    private String lastRule() {
        return world.told(CallEvent.Rejected.class).getLast().rule();
    }

    /// Proves OVL-007, EMG-004.
    @Test
    void aCallForHelpPassesTheLimitOfItsTrunk() {
        configure(new Limits(1, 0), false, Setup.TIMING);
        talk(caller, called, NUMBER);
        dial(other, "+14085551001");
        assertThat(other.statuses("INVITE")).containsExactly(503);
        assertThat(lastRule()).isEqualTo("trunks.Acme.limits.calls");
        other.ack("");
        talk(other, called, "112");
        assertThat(other.statuses("INVITE")).containsExactly(503, 200);
        over(caller, other);
    }

    /// Proves OVL-002, EMG-004.
    @Test
    void aCallForHelpFindsAPlaceInAFullNode() {
        configure(Limits.NONE, false, new Timing(4_000, 60_000, 120_000, 0, 0, 1));
        talk(caller, called, NUMBER);
        dial(other, "+14085551001");
        assertThat(other.statuses("INVITE")).containsExactly(503);
        assertThat(lastRule()).isEqualTo("limits.calls");
        other.ack("");
        talk(other, called, "112");
        assertThat(other.statuses("INVITE")).containsExactly(503, 200);
        over(caller, other);
    }

    /// Proves CAL-023.
    @Test
    void theMediaOfATrunkIsBounded() {
        configure(new Limits(0, 0, 100, Reserve.NONE), false, Setup.TIMING);
        talk(caller, called, NUMBER);
        dial(other, "+14085551001");
        assertThat(other.statuses("INVITE")).containsExactly(503);
        assertThat(other.field("SIP/2.0 503", "Warning")).isNotEmpty();
        assertThat(lastRule()).isEqualTo("trunks.Acme.limits.bandwidth");
        other.ack("");
        over(caller);
    }

    /// Proves OVL-003, OVL-009.
    @Test
    void aPeerThatAsksForLessGetsLess() {
        configure(Limits.NONE, true, Setup.TIMING);
        dial(caller, NUMBER);
        assertThat(called.field("INVITE ", "Via"))
                .contains(";oc;oc-algo=\"loss,rate\"")
                .doesNotContain("oc-validity", "oc-seq");
        called.answerSaying(";oc=100;oc-algo=\"loss\";oc-validity=20000;oc-seq=1.0", "INVITE", 486, "", "");
        pause();
        assertThat(caller.statuses("INVITE")).containsExactly(486);
        caller.ack("");
        dial(other, "+14085551001");
        assertThat(called.count("INVITE "))
                .as("none more to the peer that asked")
                .isEqualTo(1);
        assertThat(second.count("INVITE ")).as("the next one").isEqualTo(1);
        second.answer("INVITE", 486, "", "");
        pause();
        other.ack("");
        talk(caller, called, "112");
        assertThat(called.count("INVITE ")).as("a call for help").isEqualTo(2);
        over(caller);
    }

    /// Proves OVL-010.
    @Test
    void whatAPeerAskedForEnds() {
        configure(Limits.NONE, true, Setup.TIMING);
        dial(caller, NUMBER);
        called.answerSaying(";oc=100;oc-algo=\"loss\";oc-validity=2000;oc-seq=1.0", "INVITE", 486, "", "");
        pause();
        caller.ack("");
        world.run(Duration.ofSeconds(3));
        dial(other, "+14085551001");
        assertThat(called.count("INVITE ")).isEqualTo(2);
        called.answer("INVITE", 486, "", "");
        pause();
        other.ack("");
        pause();
        world.finish();
    }

    /// Proves OVL-003, OVL-004.
    @Test
    void aClientThatListensIsToldHowMuchToHoldBack() {
        configure(Limits.NONE, true, Setup.TIMING);
        caller.viaSays(ANNOUNCED);
        caller.options("sip:ping@192.0.2.1");
        pause();
        assertThat(caller.field("SIP/2.0 200", "Via")).contains(";oc=0;").contains(";oc-validity=0");
        press(2_000, 30);
        caller.options("sip:ping@192.0.2.1");
        pause();
        String via = caller.field("SIP/2.0 200", "Via");
        assertThat(via).containsPattern(";oc=[1-9][0-9]?;").contains(";oc-validity=1000");
        other.options("sip:ping@192.0.2.1");
        pause();
        assertThat(other.field("SIP/2.0 200", "Via")).as("one that did not ask").doesNotContain("oc");
        world.finish();
    }

    /// Proves OVL-001, OVL-002.
    @Test
    void aNodeThatIsLateRefusesNewCallsAndNoneForHelp() {
        configure(Limits.NONE, false, Setup.TIMING);
        talk(caller, called, NUMBER);
        press(5_000, 60);
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            press(5_000, 1);
            dial(other, "+1408555200" + i);
            if (other.statuses("INVITE").size() > refused) {
                refused++;
                other.ack("");
            } else {
                called.answer("INVITE", 486, "", "");
                pause();
                other.ack("");
                refused = other.statuses("INVITE").size();
            }
        }
        long overloaded = world.told(CallEvent.Rejected.class).stream()
                .filter(r -> r.rule().equals("OVL-001"))
                .count();
        assertThat(overloaded).isGreaterThan(10);
        assertThat(other.field("SIP/2.0 503", "Retry-After")).isEmpty();
        press(5_000, 1);
        talk(other, called, "112");
        assertThat(other.statuses("INVITE").getLast()).isEqualTo(200);
        over(caller, other);
    }

    /// The lane says that it is late, so many times.
    private void press(long lagMillis, int times) {
        for (int i = 0; i < times; i++) {
            world.lanes().getFirst().pressed(lagMillis, 0, 8_192);
            world.run(Duration.ofMillis(100));
        }
    }

    /// Proves EMG-012.
    @Test
    void aCallForHelpGoesEvenToAPeerThatWantsToBeLeftAlone() {
        configure(Limits.NONE, false, Setup.TIMING);
        dial(caller, NUMBER);
        for (Hand peer : List.of(called, second, spare)) {
            peer.answer("INVITE", 503, "Retry-After: 600\r\n", "");
            pause();
        }
        assertThat(caller.statuses("INVITE")).containsExactly(500);
        caller.ack("");
        dial(caller, "+14085551001");
        assertThat(caller.statuses("INVITE")).containsExactly(500, 500);
        caller.ack("");
        assertThat(called.count("INVITE ")).isEqualTo(1);
        talk(caller, called, "112");
        assertThat(caller.statuses("INVITE")).containsExactly(500, 500, 200);
        over(caller);
    }

    /// Proves EMG-012.
    @Test
    void aCallForHelpThatIsRefusedTriesTheNextPeer() {
        dial(caller, "112");
        called.answer("INVITE", 403, "", "");
        pause();
        second.answer("INVITE", 486, "", "");
        pause();
        spare.answer("INVITE", 200, spare.contact(), spare.sdp(1, "0"));
        pause();
        caller.ack("");
        pause();
        assertThat(caller.statuses("INVITE")).containsExactly(200);
        over(caller);
    }

    /// Proves EMG-002, EMG-003.
    @Test
    void anEmergencyServiceIsCalledAsItIs() {
        dial(caller, "urn:service:sos.fire");
        assertThat(called.count("INVITE urn:service:sos.fire SIP/2.0")).isEqualTo(1);
        assertThat(called.field("INVITE", "To")).isEqualTo("<urn:service:sos.fire>");
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0"));
        pause();
        caller.ack("");
        pause();
        over(caller);
        dial(caller, "urn:service:counseling");
        assertThat(caller.statuses("INVITE")).endsWith(404);
    }
}
