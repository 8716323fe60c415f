package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkSnapshot.PeerSnapshot;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// Peers that are watched by OPTIONS: every two seconds, out after two misses, back after two answers.
class ProberTest {
    private final World world = new World(
            new Gen(1),
            Faults.NONE,
            new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));

    private void watch(Trunk.Probe probe) {
        EdgeConfig before = world.config();
        List<Trunk> trunks = before.trunks().stream()
                .map(t -> new Trunk(
                        t.name(),
                        t.faces(),
                        t.network(),
                        t.domain(),
                        t.peers(),
                        t.sources(),
                        t.numbers(),
                        t.limits(),
                        t.latching(),
                        t.name().equals("Spare") ? probe : Trunk.Probe.OFF))
                .toList();
        world.node()
                .reconfigure(
                        new EdgeConfig(before.node(), trunks, before.routes(), before.timing()),
                        world.clock().millis());
    }

    private PeerSnapshot peer() {
        for (TrunkSnapshot trunk : world.node().trunks(world.clock().millis())) {
            if (trunk.name().equals("Spare")) return trunk.peers().getFirst();
        }
        throw new AssertionError("no such trunk");
    }

    private void run(int seconds) {
        world.run(Duration.ofSeconds(seconds));
    }

    private void over() {
        watch(Trunk.Probe.OFF);
        world.lenient().finish();
    }

    @Test
    void aPeerGoesOutAndComesBack() {
        watch(new Trunk.Probe(2_000, 2, 2));
        assertThat(peer().state()).isEqualTo("probing");
        run(6);
        assertThat(peer().state()).isEqualTo("up");
        var agent = world.carriers().get(2);
        agent.crash();
        run(34); // timer F of one probe
        assertThat(peer().state()).isEqualTo("up");
        run(36);
        assertThat(peer().state()).isEqualTo("down");
        agent.revive();
        run(70);
        assertThat(peer().state()).isEqualTo("up");
        over();
    }

    @Test
    void aPeerThatNeverAnsweredIsDownSoon() {
        world.carriers().get(2).crash();
        watch(new Trunk.Probe(60_000, 3, 1));
        assertThat(peer().cause()).isEqualTo("no answer yet");
        run(6);
        assertThat(peer().state()).isEqualTo("probing");
        assertThat(peer().cause()).isEqualTo("OPTIONS had no answer for 4 s");
        run(8);
        assertThat(peer().state()).isEqualTo("down");
        over();
    }

    @Test
    void aMissIsLookedIntoAtOnce() {
        Hand hand = world.hand(world.carriers().get(2));
        watch(new Trunk.Probe(60_000, 3, 1));
        world.run(Duration.ofMillis(1_100)); // the first tick
        hand.answer("OPTIONS", 200, "", "");
        run(60);
        hand.answer("OPTIONS", 503, "", "");
        run(5);
        hand.answer("OPTIONS", 503, "", "");
        run(5);
        assertThat(peer().state()).isEqualTo("up");
        hand.answer("OPTIONS", 503, "", "");
        run(1);
        assertThat(peer().state()).isEqualTo("down");
        assertThat(peer().cause()).isEqualTo("OPTIONS was answered 503");
        over();
    }

    @Test
    void anAnswerToACallIsLife() {
        Hand spare = world.hand(world.carriers().get(2));
        watch(new Trunk.Probe(60_000, 3, 1));
        run(20);
        assertThat(peer().state()).isEqualTo("down");
        Hand pbx = world.hand(world.pbxs().getFirst());
        for (int i = 0; i < 2; i++) world.carriers().get(i).crash();
        pbx.dial("+14085551000", pbx.contact(), pbx.sdp(1, "0"));
        run(10);
        spare.answer("INVITE", 486, "", "");
        run(1);
        assertThat(peer().state()).isEqualTo("up");
        assertThat(peer().cause()).isEqualTo("a call was answered 486");
        run(40); // probes sent before that answer fail: they are no misses of a peer that lives
        assertThat(peer().state()).isEqualTo("up");
        over();
    }

    @Test
    void anyAnswerButSilenceAndOverloadIsLife() {
        Hand hand = world.hand(world.carriers().get(2));
        watch(new Trunk.Probe(2_000, 2, 2));
        world.run(Duration.ofMillis(1_100)); // the first tick
        for (int status : new int[] {404, 405, 503, 404, 503, 503, 408, 501, 486}) {
            hand.answer("OPTIONS", status, "", "");
            run(2);
            String expected = switch (status) {
                case 408, 501 -> "down"; // one answer is not enough
                default -> hand.count("OPTIONS ") < 3 ? "probing" : hand.count("OPTIONS ") == 7 ? "down" : "up";
            };
            assertThat(peer().state())
                    .as(status + ", " + hand.count("OPTIONS "))
                    .isEqualTo(expected);
        }
        hand.answer("OPTIONS", 200, "", "");
        over();
    }

    @Test
    void aReloadWithoutProbingEndsIt() {
        Hand hand = world.hand(world.carriers().get(2));
        watch(new Trunk.Probe(2_000, 2, 2));
        world.run(Duration.ofMillis(1_100)); // the first tick
        hand.answer("OPTIONS", 200, "", "");
        watch(Trunk.Probe.OFF);
        run(20);
        assertThat(hand.count("OPTIONS ")).isEqualTo(1);
        assertThat(peer().state()).isEqualTo("unwatched");
        over();
    }
}
