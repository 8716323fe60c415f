package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.demarc.edge.world.Hand;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// What may stand in an INVITE beside what we know, and what must not: both ends are played by hand.
class GrammarTest {
    private static final String NUMBER = "+14085551000";
    private static final String URI = "sip:" + NUMBER + "@203.0.113.5:5060";

    private final World world = new World(
            new Gen(1),
            Faults.NONE,
            new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
    private final Hand caller = world.hand(world.pbxs().getFirst());
    private final Hand called = world.hand(world.carriers().getFirst());

    private void pause() {
        world.run(Duration.ofMillis(100));
    }

    /// The called side answers, the caller hangs up.
    private void talk() {
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0"));
        pause();
        assertThat(caller.statuses("INVITE").getLast()).isEqualTo(200);
        caller.ack("");
        pause();
        caller.ask("BYE", "", "");
        pause();
        world.finish();
    }

    /// Proves ARCH-012.
    @Test
    void whatNobodyKnowsIsIgnored() {
        caller.dialAt(
                "<sip:+12145550007@198.51.100.20;foo=bar>;foo=bar",
                URI + ";foo=bar",
                caller.contact().replace(">", ";foo=bar>;foo=bar") + "X-Test: Oyster\r\nSession-ID: x;remote=y\r\n",
                caller.sdp(1, "0"));
        pause();
        assertThat(called.text("INVITE ")).isNotEmpty().doesNotContain("foo=bar", "X-Test");
        talk();
    }

    /// Proves ARCH-013.
    @Test
    void whatWeCanDoStandsInInviteSuccessAndOptions() {
        caller.dial(NUMBER, caller.contact(), caller.sdp(1, "0"));
        pause();
        assertThat(called.text("INVITE ")).contains("\nAllow: INVITE, ACK", "\nSupported: ");
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0"));
        pause();
        assertThat(caller.text("SIP/2.0 200")).contains("\nAllow: INVITE, ACK", "\nSupported: ");
        caller.ack("");
        caller.ask("BYE", "", "");
        pause();
        caller.options("sip:203.0.113.5");
        pause();
        assertThat(caller.text("SIP/2.0 200"))
                .contains("CSeq: ", "OPTIONS", "\nAllow: INVITE, ACK", "\nSupported: ", "\nAccept: application/sdp");
        world.finish();
    }

    private String multipart(String handling) {
        return "--part\r\nContent-Type: application/sdp\r\n\r\n" + caller.sdp(1, "0")
                + "\r\n--part\r\nContent-Type: application/unheard-of\r\nContent-Disposition: x;handling=" + handling
                + "\r\n\r\nwhat is this\r\n--part--\r\n";
    }

    /// Proves ARCH-019.
    @Test
    void aPartThatMustBeUnderstoodIsRefusedAndOneThatNeedNotIsLeftOut() {
        String type = "Content-Type: multipart/mixed;boundary=part\r\n";
        caller.dial(NUMBER, caller.contact() + type, multipart("required"));
        pause();
        assertThat(caller.statuses("INVITE")).containsExactly(415);
        assertThat(caller.field("SIP/2.0 415", "Accept")).isEqualTo("application/sdp");
        assertThat(called.count("INVITE ")).isZero();
        caller.ack("");
        caller.dial(NUMBER, caller.contact() + type, multipart("optional"));
        pause();
        assertThat(called.field("INVITE ", "Content-Type")).isEqualTo("application/sdp");
        assertThat(called.body("INVITE ")).startsWith("v=0\r\n").doesNotContain("what is this");
        talk();
    }

    /// Proves ARCH-005.
    @Test
    void hopsAreCountedOnAndEndAtZero() {
        caller.hops(0);
        caller.dial(NUMBER, caller.contact(), caller.sdp(1, "0"));
        pause();
        assertThat(caller.statuses("INVITE")).containsExactly(483);
        assertThat(called.count("INVITE ")).isZero();
        caller.ack("");
        caller.hops(20);
        caller.dial(NUMBER, caller.contact(), caller.sdp(1, "0"));
        pause();
        assertThat(called.field("INVITE ", "Max-Forwards")).isEqualTo("19");
        talk();
    }

    /// An extension that `number-map` does not know crosses as the number that it may be; its host never does.
    @Test
    void theHostsOfACallerStayInside() {
        caller.dialAt(
                "\"Desk\" <sip:204@10.1.2.3>",
                URI,
                "Contact: <sip:204@198.51.100.20:5060;x=pbx.internal>\r\nUser-Agent: pbx.internal\r\n",
                caller.sdp(1, "0").replace("o=Oyster", "o=204"));
        pause();
        assertThat(called.text("INVITE "))
                .isNotEmpty()
                .doesNotContain("o=204", "10.1.2.3", "internal", "198.51.100.20");
        talk();
    }

    /// We cannot promise TLS on the hops behind us, and nobody over UDP can be reached over it.
    ///
    /// Proves SEC-008.
    @Test
    void sipsIsRefusedAsWeDoNotWishIt() {
        caller.dialAt(
                "<sip:+12145550007@198.51.100.20>", "sips" + URI.substring(3), caller.contact(), caller.sdp(1, "0"));
        pause();
        caller.ack("");
        caller.dial(NUMBER, caller.contact().replace("sip:", "sips:"), caller.sdp(1, "0"));
        pause();
        caller.ack("");
        assertThat(caller.statuses("INVITE")).containsExactly(480, 480);
        assertThat(caller.field("SIP/2.0 480", "Warning")).isEqualTo("380 demarc \"SIPS Not Allowed\"");
        assertThat(called.count("INVITE ")).isZero();
        world.finish();
    }

    /// Nothing of ours is a proxy's: no Record-Route, and each has what no request may lack.
    ///
    /// Proves ARCH-004, ARCH-026.
    @Test
    void everyRequestIsThatOfAUserAgent() {
        caller.dial(NUMBER, caller.contact(), caller.sdp(1, "0"));
        pause();
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0"));
        pause();
        caller.ack("");
        pause();
        caller.ask("BYE", "", "");
        pause();
        for (String method : List.of("INVITE", "ACK", "BYE")) {
            assertThat(called.text(method + " "))
                    .as(method)
                    .contains("\nVia: SIP/2.0/UDP ", ";tag=", "\nTo: ", "\nCall-ID: ", "\nMax-Forwards: ", "\nCSeq: ")
                    .doesNotContain("Record-Route");
        }
        world.finish();
    }
}
