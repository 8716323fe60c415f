package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.edge.world.Zone;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody tries who wants another's call, or a call that he has no right to.
class AttackTest {
    private static final String NUMBER = "+14085551000";
    private static final InetSocketAddress STRANGER = Zone.address("192.0.2.66", 5060);

    private final World world = new World(
            new Gen(1),
            Faults.NONE,
            new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
    private final Hand caller = world.hand(world.pbxs().getFirst());
    private final Hand called = world.hand(world.carriers().getFirst());
    private final Hand second = world.hand(world.carriers().get(1));
    private final List<String> toStranger = new ArrayList<>();

    AttackTest() {
        world.silent(STRANGER);
        world.network().attach(STRANGER, (_, _, octets) -> toStranger.add(new String(octets, StandardCharsets.UTF_8)));
    }

    private void pause() {
        world.run(Duration.ofMillis(100));
    }

    private void dial(String number, String extra) {
        caller.dial(number, caller.contact() + extra, caller.sdp(1, "0"));
        pause();
    }

    private void talk() {
        dial(NUMBER, "");
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0"));
        pause();
        caller.ack("");
        pause();
    }

    private void over() {
        caller.ask("BYE", "", "");
        pause();
        world.finish();
    }

    /// Sends from an address that no trunk has, whatever it says of itself.
    private void forge(String method, String branch, String callId, String from, String to, String cseq) {
        String text = method + " sip:" + NUMBER + "@203.0.113.5 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.20:5060;branch="
                + branch + "\r\nMax-Forwards: 70\r\nFrom: " + from + "\r\nTo: " + to + "\r\nCall-ID: " + callId
                + "\r\nCSeq: " + cseq + " " + method
                + "\r\nContact: <sip:thief@192.0.2.66>\r\nContent-Length: 0\r\n\r\n";
        world.network().send(STRANGER, Zone.OUTSIDE.edge(), text.getBytes(StandardCharsets.UTF_8));
        pause();
    }

    /// Even one who has read everything: the tags, the Call-ID, the branch.
    ///
    /// Proves SEC-018.
    @ParameterizedTest
    @ValueSource(strings = {"BYE", "INVITE", "UPDATE", "INFO", "CANCEL", "ACK"})
    void aRequestInADialogIsWorthNothingFromElsewhere(String method) {
        talk();
        forge(
                method,
                method.equals("CANCEL") ? caller.inviteBranch() : "z9hG4bKforged",
                caller.field("SIP/2.0 200", "Call-ID"),
                caller.field("SIP/2.0 200", "From"),
                caller.field("SIP/2.0 200", "To"),
                "900");
        assertThat(called.count(method.equals("INVITE") ? "BYE" : method + " "))
                .as("what the called side hears")
                .isEqualTo(method.equals("ACK") ? 1 : 0);
        assertThat(called.count("INVITE ")).isEqualTo(1);
        assertThat(world.lanes().getFirst().counts().calls()).isEqualTo(1);
        assertThat(toStranger).isEmpty();
        over();
    }

    @Test
    void aRingingCallIsNotCancelledFromElsewhere() {
        dial(NUMBER, "");
        called.answer("INVITE", 180, called.contact(), "");
        pause();
        forge(
                "CANCEL",
                caller.inviteBranch(),
                caller.field("SIP/2.0 180", "Call-ID"),
                caller.field("SIP/2.0 180", "From"),
                "<sip:" + NUMBER + "@203.0.113.5>",
                "101");
        assertThat(called.count("CANCEL")).isZero();
        assertThat(toStranger).isEmpty();
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0"));
        pause();
        caller.ack("");
        pause();
        over();
    }

    /// A number that is an address, or leads past us.
    ///
    /// Proves ARCH-002.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Route: <sip:192.0.2.66;lr>\r\n",
                "Route: <sip:203.0.113.5;lr>, <sip:192.0.2.66;lr>\r\n",
                "Record-Route: <sip:192.0.2.66;lr>\r\n",
                "P-Asserted-Identity: <sip:+12025550199@192.0.2.66>\r\n",
                "Diversion: <sip:+12025550199@192.0.2.66>\r\n",
                "History-Info: <sip:+12025550199@192.0.2.66>;index=1\r\n",
                "Identity: a.b.c;info=<https://192.0.2.66/x>;alg=ES256;ppt=shaken\r\n",
                "Replaces: x;to-tag=y;from-tag=z\r\n",
                "Alert-Info: <http://192.0.2.66/ring.wav>\r\n"
            })
    void whatTheCallerWritesLeadsNowhereElse(String header) {
        dial(NUMBER, header);
        assertThat(called.count("INVITE ")).isEqualTo(1);
        String name = header.substring(0, header.indexOf(':'));
        assertThat(called.field("INVITE ", name))
                .as(name + " on the other side")
                .doesNotContain("192.0.2.66", "0199");
        called.answer("INVITE", 486, "", "");
        pause();
        caller.ack("");
        pause();
        assertThat(toStranger).isEmpty();
        world.finish();
    }

    /// Proves INC-001.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+19005550100",
                "%2B19005550100",
                "0014085551000",
                "+1408555100O",
                "anonymous",
                "+14085551000;phone-context=evil.example",
                "sip%3A+14085551000%40192.0.2.66"
            })
    void aNumberThatLeadsNowhereRingsNobody(String user) {
        caller.dial(user, caller.contact(), caller.sdp(1, "0"));
        pause();
        boolean routed = user.startsWith("+14085551000;");
        assertThat(called.count("INVITE ")).as(user).isEqualTo(routed ? 1 : 0);
        if (routed) {
            assertThat(called.field("INVITE ", "To")).doesNotContain("evil");
            called.answer("INVITE", 486, "", "");
            pause();
        } else {
            assertThat(caller.statuses("INVITE")).as(user).hasSize(1).allMatch(s -> s == 404 || s == 400 || s == 416);
        }
        caller.ack("");
        pause();
        assertThat(world.media().portsInUse()).isZero();
        world.finish();
    }

    /// Proves FWD-001.
    @Test
    void aRedirectionIsToldAndNotFollowed() {
        dial(NUMBER, "");
        called.answer("INVITE", 302, "Contact: <sip:+19005550100@192.0.2.66>\r\n", "");
        pause();
        assertThat(called.count("INVITE ") + second.count("INVITE ")).isEqualTo(1);
        assertThat(caller.statuses("INVITE")).containsExactly(302);
        assertThat(caller.field("SIP/2.0 302", "Contact"))
                .contains("+19005550100")
                .doesNotContain("192.0.2.66");
        assertThat(toStranger).isEmpty();
        caller.ack("");
        pause();
        world.finish();
    }

    /// Proves SEC-018.
    @Test
    void strangersTakeNoPortsAndNoTransactions() {
        for (int i = 0; i < 200; i++) {
            forge("INVITE", "z9hG4bKs" + i, "s" + i, "<sip:a@192.0.2.66>;tag=" + i, "<sip:" + NUMBER + "@x>", "1");
        }
        var counts = world.lanes().getFirst().counts();
        assertThat(counts.ignored()).isEqualTo(200);
        assertThat(counts.transactions() + counts.dialogs() + counts.calls()).isZero();
        assertThat(world.media().portsInUse()).isZero();
        assertThat(called.count("INVITE ")).isZero();
        assertThat(toStranger).isEmpty();
        assertThat(world.told(CallEvent.Started.class)).isEmpty();
        world.finish();
    }
}
