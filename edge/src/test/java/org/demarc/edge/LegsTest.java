package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// What one side's messages become on the other, step by step: both ends are played by hand.
class LegsTest {
    private static final String NUMBER = "+14085551000";
    private static final String ALL = "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO\r\n";
    private static final String NO_UPDATE = "Allow: INVITE, ACK, CANCEL, BYE, INFO\r\n";

    private final World world;
    private final Hand caller;
    private final Hand called;
    private final Hand second;

    LegsTest() {
        world = world(Integer.MAX_VALUE);
        caller = world.hand(world.pbxs().getFirst());
        called = world.hand(world.carriers().getFirst());
        second = world.hand(world.carriers().get(1));
    }

    private static World world(int ports) {
        return new World(
                new Gen(1), Faults.NONE, new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, ports));
    }

    private void pause() {
        world.run(Duration.ofMillis(100));
    }

    private void dial(String extra) {
        caller.dial(NUMBER, caller.contact() + extra, caller.sdp(1, "0 8"));
        pause();
    }

    private void talk(String callerAllows, String calledAllows) {
        dial(callerAllows);
        called.answer("INVITE", 200, called.contact() + calledAllows, called.sdp(1, "0 8"));
        pause();
        caller.ack("");
        pause();
    }

    private void over() {
        caller.ask("BYE", "", "");
        pause();
        world.finish();
    }

    @Test
    void theNextPeersAnswerIsInAnotherDialogThanTheFirstPeersAnswer() {
        dial("");
        called.answer("INVITE", 183, called.contact(), called.sdp(1, "0"));
        pause();
        called.answer("INVITE", 503, "", "");
        pause();
        second.answer("INVITE", 183, second.contact(), second.sdp(1, "8"));
        pause();
        assertThat(caller.tags(183)).hasSize(2).doesNotHaveDuplicates();
        second.answer("INVITE", 200, second.contact(), second.sdp(1, "8"));
        pause();
        assertThat(caller.tags(200)).containsExactly(caller.tags(183).getLast());
        assertThat(caller.body("SIP/2.0 200")).contains("RTP/AVP 8\r\n");
        caller.ack("");
        pause();
        over();
    }

    /// Proves ARCH-025.
    @Test
    void theNextPeerRingsInTheDialogThatHasNoAnswer() {
        dial("");
        called.answer("INVITE", 180, called.contact(), "");
        pause();
        called.answer("INVITE", 503, "", "");
        pause();
        second.answer("INVITE", 200, second.contact(), second.sdp(1, "8"));
        pause();
        assertThat(caller.tags(200)).isEqualTo(caller.tags(180));
        caller.ack("");
        pause();
        over();
    }

    @Test
    void anOfferInUpdateGoesAsReinviteToASideThatDoesNotAllowUpdate() {
        talk(ALL, NO_UPDATE);
        caller.ask("UPDATE", caller.contact(), caller.sdp(2, "8"));
        pause();
        assertThat(called.count("UPDATE ")).isZero();
        assertThat(called.count("INVITE ")).isEqualTo(2);
        called.answer("INVITE", 200, called.contact(), called.sdp(2, "8"));
        pause();
        assertThat(caller.statuses("UPDATE")).containsExactly(200);
        over();
    }

    @Test
    void theCallersAllowCountsToo() {
        talk(NO_UPDATE, ALL);
        called.ask("UPDATE", called.contact(), called.sdp(2, "8"));
        pause();
        assertThat(caller.count("UPDATE ")).isZero();
        assertThat(caller.count("INVITE ")).isEqualTo(1);
        caller.answer("INVITE", 200, caller.contact(), caller.sdp(2, "8"));
        pause();
        assertThat(called.statuses("UPDATE")).containsExactly(200);
        over();
    }

    /// Proves ARCH-021.
    @Test
    void anUpdateThatTheOtherSideDoesNotKnowIsAskedAgainAsReinvite() {
        for (int status : new int[] {405, 501}) {
            var test = new LegsTest();
            test.talk(ALL, ""); // who says nothing may know it
            test.caller.ask("UPDATE", test.caller.contact(), test.caller.sdp(2, "8"));
            test.pause();
            test.called.answer("UPDATE", status, "Allow: INVITE, ACK, BYE\r\n", "");
            test.pause();
            assertThat(test.called.count("INVITE ")).isEqualTo(2);
            test.called.answer("INVITE", 200, test.called.contact(), test.called.sdp(2, "8"));
            test.pause();
            assertThat(test.caller.statuses("UPDATE")).containsExactly(200);
            test.caller.ask("UPDATE", test.caller.contact(), test.caller.sdp(3, "0"));
            test.pause();
            assertThat(test.called.count("UPDATE ")).isEqualTo(1);
            test.called.answer("INVITE", 200, test.called.contact(), test.called.sdp(3, "0"));
            test.pause();
            assertThat(test.caller.statuses("UPDATE")).containsExactly(200, 200);
            test.over();
        }
    }

    @Test
    void anInviteWithoutOneContactRingsNobody() {
        for (String contact : new String[] {
            "",
            "Contact: *\r\n",
            "Contact: <tel:+12145550007>\r\n",
            "Contact: <sip:a@198.51.100.20>, <sip:b@198.51.100.20>\r\n"
        }) {
            var test = new LegsTest();
            test.caller.dial(NUMBER, contact, test.caller.sdp(1, "0"));
            test.pause();
            assertThat(test.caller.statuses("INVITE")).as(contact).containsExactly(400);
            assertThat(test.called.count("INVITE ")).isZero();
            test.world.finish();
        }
    }

    /// Proves SDP-008.
    @Test
    void anUpdateIsRefusedByWhoseOfferIsOpen() {
        talk(ALL, ALL);
        caller.ask("UPDATE", caller.contact(), caller.sdp(2, "8"));
        pause();
        caller.ask("UPDATE", caller.contact(), caller.sdp(3, "0")); // its own offer is open
        called.ask("UPDATE", called.contact(), called.sdp(2, "0")); // ours is open there
        pause();
        assertThat(caller.statuses("UPDATE")).containsExactly(500);
        assertThat(Integer.parseInt(caller.field("SIP/2.0 500", "Retry-After"))).isBetween(0, 10);
        assertThat(called.statuses("UPDATE")).containsExactly(491);
        called.answer("UPDATE", 200, called.contact(), called.sdp(3, "8"));
        pause();
        over();
    }

    @Test
    void anEarlyUpdateIsRefusedByWhoseOfferIsOpen() {
        dial(ALL);
        called.answer("INVITE", 180, called.contact() + ALL, "");
        pause();
        caller.ask("UPDATE", caller.contact(), caller.sdp(2, "8"));
        called.ask("UPDATE", called.contact(), called.sdp(2, "8"));
        pause();
        assertThat(caller.statuses("UPDATE")).containsExactly(500);
        assertThat(called.statuses("UPDATE")).containsExactly(491);
        called.answer("INVITE", 486, "", "");
        pause();
        world.finish();
    }

    /// Proves OUT-007.
    @Test
    void whatConcernsOurOwnRequestDoesNotCross() {
        for (int[] pair : new int[][] {
            {405, 500},
            {413, 500},
            {414, 500},
            {415, 488},
            {406, 488},
            {416, 500},
            {422, 500},
            {423, 500},
            {481, 500},
            {491, 500},
            {493, 500},
            {486, 486},
            {404, 404}
        }) {
            var test = new LegsTest();
            test.dial("");
            test.called.answer("INVITE", pair[0], "", "");
            test.pause();
            assertThat(test.caller.statuses("INVITE")).as("" + pair[0]).containsExactly(pair[1]);
            test.world.finish();
        }
    }

    @Test
    void statusesInsideTheDialog() {
        for (int[] pair : new int[][] {{302, 488}, {415, 488}, {422, 500}, {491, 491}, {488, 488}}) {
            var test = new LegsTest();
            test.talk("", "");
            test.caller.ask("INVITE", test.caller.contact(), test.caller.sdp(2, "8"));
            test.pause();
            test.called.answer("INVITE", pair[0], "", "");
            test.pause();
            assertThat(test.caller.statuses("INVITE")).as("" + pair[0]).containsExactly(200, pair[1]);
            test.over();
        }
    }

    @Test
    void aLackOfPortsIsToldWithoutNames() {
        var little = world(1);
        Hand pbx = little.hand(little.pbxs().getFirst());
        Hand core = little.hand(little.carriers().getFirst());
        pbx.dial(NUMBER, pbx.contact(), pbx.sdp(1, "0"));
        little.run(Duration.ofMillis(100));
        assertThat(core.count("INVITE ")).isZero();
        assertThat(pbx.statuses("INVITE")).hasSize(1);
        little.finish();

        talk("", "");
        world.media().limit(0);
        caller.ask("INVITE", caller.contact(), caller.sdp(2, "8", "m=audio 40002 RTP/AVP 0\r\n"));
        pause();
        assertThat(caller.statuses("INVITE")).containsExactly(200, 503);
        assertThat(caller.field("SIP/2.0 503", "Warning")).isEqualTo("399 demarc \"No media port is free\"");
        world.media().limit(Integer.MAX_VALUE);
        over();
    }

    /// Proves SDP-005.
    @Test
    void anOfferWithoutAStreamForUsGetsItsWarning() {
        caller.dial(NUMBER, caller.contact(), caller.sdp(1, "0").replace("m=audio", "m=image"));
        pause();
        assertThat(caller.statuses("INVITE")).containsExactly(488);
        assertThat(caller.field("SIP/2.0 488", "Warning")).startsWith("304 demarc ");
        world.finish();
    }

    @Test
    void infoOfAPackageOrWithoutATypeGoesNoFurther() {
        talk("", "");
        caller.ask("INFO", "Info-Package: g.3gpp.mid-call\r\nContent-Type: text/plain\r\n", "x");
        pause();
        assertThat(caller.statuses("INFO")).containsExactly(469);
        assertThat(caller.count("SIP/2.0 469")).isEqualTo(1);
        caller.ask("INFO", "Untyped: yes\r\n", "x");
        pause();
        assertThat(caller.statuses("INFO")).containsExactly(469, 400);
        assertThat(called.count("INFO ")).isZero();
        caller.ask("INFO", "Content-Type: application/dtmf-relay\r\n", "Signal=5\r\n");
        pause();
        called.answer("INFO", 405, "", "");
        pause();
        assertThat(caller.statuses("INFO")).containsExactly(469, 400, 500);
        over();
    }

    @Test
    void earlyInfoIsRefusedForTheTimeBeing() {
        dial("");
        called.answer("INVITE", 180, called.contact(), "");
        pause();
        caller.ask("INFO", "Content-Type: application/dtmf-relay\r\n", "Signal=5\r\n");
        pause();
        assertThat(caller.statuses("INFO")).containsExactly(500);
        called.answer("INVITE", 486, "", "");
        pause();
        world.finish();
    }

    private void only503(String extra) {
        called.answer("INVITE", 503, extra, "");
        pause();
        second.answer("INVITE", 503, extra, "");
        pause();
    }

    private void spareRefuses(Hand spare) {
        spare.answer("INVITE", 503, "Retry-After: 15\r\n", "");
        pause();
    }

    @Test
    void peersThatAskToBeLeftAloneAre() {
        Hand spare = world.hand(world.carriers().get(2));
        dial("");
        only503("Retry-After: 20\r\n");
        spareRefuses(spare);
        assertThat(caller.statuses("INVITE")).containsExactly(500);
        assertThat(caller.field("SIP/2.0 500", "Retry-After")).isEqualTo("15");
        dial("");
        assertThat(caller.statuses("INVITE")).containsExactly(500, 500);
        assertThat(called.count("INVITE ") + second.count("INVITE ") + spare.count("INVITE "))
                .isEqualTo(3);
        world.run(Duration.ofSeconds(16));
        dial("");
        assertThat(spare.count("INVITE ")).isEqualTo(2);
        spare.answer("INVITE", 486, "", "");
        pause();
        world.run(Duration.ofSeconds(5));
        dial("");
        assertThat(called.count("INVITE ")).isEqualTo(2);
        called.answer("INVITE", 486, "", "");
        pause();
        world.finish();
    }

    /// Proves OUT-007, OVL-008.
    @Test
    void peersThatOnlyFailedAreTheLastResort() {
        Hand spare = world.hand(world.carriers().get(2));
        dial("");
        only503("");
        spare.answer("INVITE", 503, "", "");
        pause();
        assertThat(caller.statuses("INVITE")).containsExactly(500);
        assertThat(caller.field("SIP/2.0 500", "Retry-After")).isEmpty();
        dial("");
        assertThat(called.count("INVITE ")).isEqualTo(2);
        called.answer("INVITE", 486, "", "");
        pause();
        world.finish();
    }

    /// Proves CAL-018.
    @Test
    void optionsIsAnsweredAsACallWouldBe() {
        caller.options("sip:203.0.113.5");
        pause();
        caller.options("sip:ping@203.0.113.5");
        pause();
        caller.options("sip:" + NUMBER + "@203.0.113.5");
        pause();
        assertThat(caller.statuses("OPTIONS")).containsExactly(200, 200, 200);
        caller.options("sip:+4930123456@203.0.113.5");
        pause();
        assertThat(caller.statuses("OPTIONS")).containsExactly(200, 200, 200, 404);
        world.finish();
    }

    @Test
    void aStreamThatIsRefusedKeepsNoPorts() {
        String more = "m=audio 40002 RTP/AVP 0\r\n";
        caller.dial(NUMBER, caller.contact(), caller.sdp(1, "0", more));
        pause();
        assertThat(world.media().portsInUse()).isEqualTo(4);
        String refused = "m=audio 0 RTP/AVP 0\r\n";
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0", refused));
        pause();
        caller.ack("");
        pause();
        assertThat(world.media().portsInUse()).isEqualTo(2);
        caller.ask("INVITE", caller.contact(), caller.sdp(2, "0", more));
        pause();
        assertThat(world.media().portsInUse()).isEqualTo(4);
        called.answer("INVITE", 488, "", "");
        pause();
        assertThat(world.media().portsInUse()).isEqualTo(2);
        caller.ask("INVITE", caller.contact(), caller.sdp(3, "0", more));
        pause();
        called.answer("INVITE", 200, called.contact(), called.sdp(2, "0", more));
        pause();
        caller.ack("");
        pause();
        assertThat(world.media().portsInUse()).isEqualTo(4);
        over();
    }

    @Test
    void aCallerWithoutANumberCrossesAsAnonymous() {
        for (String from : new String[] {"\"Alice\" <sip:alice@198.51.100.20>", "<sip:198.51.100.20>"}) {
            var test = new LegsTest();
            test.caller.dialAs(from, NUMBER, test.caller.contact(), test.caller.sdp(1, "0"));
            test.pause();
            assertThat(test.called.field("INVITE ", "From"))
                    .startsWith("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=");
            assertThat(test.world.noted()).hasSize(from.contains("alice") ? 1 : 0);
            test.called.answer("INVITE", 486, "", "");
            test.pause();
            test.world.finish();
        }
        caller.dialAs("\"Alice\" <sip:+1-214-555-0007@198.51.100.20>", NUMBER, caller.contact(), caller.sdp(1, "0"));
        pause();
        assertThat(called.field("INVITE ", "From")).startsWith("\"Alice\" <sip:+12145550007@");
        called.answer("INVITE", 486, "", "");
        pause();
        world.finish();
    }

    @Test
    void everyLimitTellsItsReason() {
        var node = new EdgeConfig.Timing(4_000, 60_000, 120_000, 0, 0, 1);
        var setup = new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, node, Integer.MAX_VALUE);
        var full = new World(new Gen(1), Faults.NONE, setup);
        refusedByALimit(
                full,
                full.hand(full.pbxs().getFirst()),
                full.hand(full.carriers().getFirst()),
                NUMBER);

        var limited =
                new World(new Gen(1), Faults.NONE, setup.with(Setup.TIMING).with(new Trunk.Limits(1, 0)));
        Hand core = limited.hand(limited.carriers().getFirst());
        refusedByALimit(limited, core, limited.hand(limited.pbxs().getFirst()), "+12145550042");
        assertThat(limited.told(CallEvent.PeerFailed.class)).isEmpty();
        assertThat(limited.told(CallEvent.Limited.class))
                .singleElement()
                .satisfies(told -> assertThat(told.to()).isEqualTo("Acme"));
    }

    private static void refusedByALimit(World world, Hand caller, Hand called, String number) {
        caller.dial(number, caller.contact(), caller.sdp(1, "0"));
        world.run(Duration.ofMillis(100));
        caller.dial(number, caller.contact(), caller.sdp(1, "0"));
        world.run(Duration.ofMillis(100));
        assertThat(caller.statuses("INVITE")).containsExactly(503);
        assertThat(caller.field("SIP/2.0 503", "Warning")).isEqualTo("399 demarc \"A limit of calls is reached\"");
        called.answer("INVITE", 486, "", "");
        world.finish();
    }

    @Test
    void oddDescriptionsAreNoted() {
        talk("", "");
        caller.ask("INVITE", caller.contact(), caller.sdp(1, "8")); // another text, the same version
        pause();
        called.answer("INVITE", 200, called.contact(), called.sdp(2, "8"));
        pause();
        caller.ack("");
        pause();
        assertThat(world.noted()).containsExactly("description of the caller: version not raised");
        over();
    }

    @Test
    void theAnswerToAProbeMovesNoTarget() {
        var timing = new EdgeConfig.Timing(4_000, 60_000, 120_000, 0, 20_000, 100);
        var watched = new World(
                new Gen(1), Faults.NONE, new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, timing, Integer.MAX_VALUE));
        Hand pbx = watched.hand(watched.pbxs().getFirst());
        Hand core = watched.hand(watched.carriers().getFirst());
        pbx.dial(NUMBER, pbx.contact(), pbx.sdp(1, "0"));
        watched.run(Duration.ofMillis(100));
        core.answer("INVITE", 200, core.contact(), core.sdp(1, "0"));
        watched.run(Duration.ofMillis(100));
        pbx.ack("");
        watched.run(Duration.ofSeconds(45));
        pbx.answer("OPTIONS", 405, "Allow: INVITE, ACK, BYE\r\n", ""); // alive, whatever it takes
        core.answer("OPTIONS", 200, "Contact: <sip:elsewhere@10.9.0.99>\r\n", "");
        watched.run(Duration.ofMillis(100));
        pbx.ask("BYE", "", "");
        watched.run(Duration.ofMillis(100));
        assertThat(core.count("BYE sip:Indigo@10.9.0.30:5060 ")).isEqualTo(1);
        watched.finish();
    }
}
