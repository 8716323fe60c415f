package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// What the edge tells of a call and counts of it, while both ends are played by hand.
class LegsEventsTest {
    private static final String NUMBER = "+14085551000";

    private final World world = new World(
            new Gen(1),
            Faults.NONE,
            new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
    private final Hand caller = world.hand(world.pbxs().getFirst());
    private final Hand called = world.hand(world.carriers().getFirst());
    private final Hand second = world.hand(world.carriers().get(1));

    private void pause() {
        world.run(Duration.ofMillis(100));
    }

    private void dial() {
        caller.dial(NUMBER, caller.contact(), caller.sdp(1, "0 8"));
        pause();
    }

    private void talk() {
        dial();
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0 8"));
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
    void aRefusalTellsWhoCalledWhomFromWhere() {
        caller.dial("14085551000", caller.contact(), caller.sdp(1, "0"));
        pause();
        caller.dial("sip-user", caller.contact(), caller.sdp(1, "0"));
        pause();
        assertThat(caller.statuses("INVITE")).containsExactly(404, 404);
        var told = world.told(CallEvent.Rejected.class);
        assertThat(told).hasSize(2);
        assertThat(told.getFirst().why()).contains("with a '+' before it one has");
        var invitation = told.getFirst().invitation();
        assertThat(invitation.caller()).isEqualTo("+12145550007");
        assertThat(invitation.called()).isEqualTo("14085551000");
        assertThat(invitation.callId()).isNotEmpty();
        assertThat(invitation.flow().describe()).contains("198.51.100.20:5060");
        assertThat(told.getLast().invitation().called()).isEqualTo("sip-user");
        world.finish();
    }

    @Test
    void aCallTellsWhereItGoes() {
        dial();
        called.answer("INVITE", 486, "", "");
        pause();
        var rejected = world.told(CallEvent.Rejected.class).getLast();
        assertThat(rejected.to()).isEqualTo("Carrier");
        assertThat(rejected.peer()).isEqualTo("sip:10.9.0.30;transport=udp");
        talk();
        over();
        assertThat(world.told(CallEvent.Started.class)).allMatch(s -> s.to().equals("Carrier"));
        var answered = world.told(CallEvent.Answered.class).getLast();
        assertThat(answered.trunk()).isEqualTo("Acme");
        assertThat(answered.to()).isEqualTo("Carrier");
        assertThat(answered.peer()).isEqualTo("sip:10.9.0.30;transport=udp");
        assertThat(world.told(CallEvent.Ended.class).getLast().peer()).isEqualTo(answered.peer());
    }

    @Test
    void aMalformedMessageOfATrunkIsNoUnknownSource() {
        world.probe()
                .send(("OPTIONS sip:203.0.113.5 SIP/7.0\r\nVia: SIP/2.0/UDP 198.51.100.29:5099;branch=z9hG4bKx\r\n"
                                + "From: <sip:198.51.100.29>;tag=x\r\nTo: <sip:203.0.113.5>\r\nCall-ID: x\r\n"
                                + "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        pause();
        assertThat(world.told(CallEvent.Malformed.class))
                .singleElement()
                .satisfies(told -> assertThat(told.trunk()).isEqualTo("Acme"))
                .satisfies(told -> assertThat(told.status()).isEqualTo(505));
        assertThat(world.lanes().getFirst().counts().ignored()).isZero();
        world.finish();
    }

    @Test
    void aCallThatIsTurnedAwayIsAnAttemptThatFailed() {
        caller.dial("14085551000", caller.contact(), caller.sdp(1, "0"));
        pause();
        dial();
        called.answer("INVITE", 503, "", "");
        pause();
        second.answer("INVITE", 486, "", "");
        pause();
        talk();
        over();
        var counts = world.lanes().getFirst().counts();
        assertThat(counts.attempts()).isEqualTo(3);
        assertThat(counts.answered()).isEqualTo(1);
        assertThat(counts.failed()).isEqualTo(2);
        for (TrunkSnapshot trunk : world.node().trunks(world.clock().millis())) {
            switch (trunk.name()) {
                case "Acme" -> {
                    assertThat(trunk.attempts()).isEqualTo(3);
                    assertThat(trunk.failures()).containsOnly(Map.entry(404, 1L), Map.entry(486, 1L));
                }
                case "Carrier" -> {
                    assertThat(trunk.attempts()).isEqualTo(2);
                    assertThat(trunk.failures()).containsOnly(Map.entry(486, 1L)); // one call, not each of its peers
                }
                default -> assertThat(trunk.attempts()).isZero();
            }
        }
    }
}
