package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/// What one who is let in may not do for all that: be somebody else, lead calls elsewhere, or take more than his
/// share.
class ImpostureTest {
    private static final String FAR = "+14085551000";
    private static final String OWN = "+12145550007";
    private static final InetSocketAddress PBX = Zone.address("198.51.100.20", 5060);
    private static final InetSocketAddress CARRIER = Zone.address("10.9.0.30", 5060);
    private static final InetSocketAddress THIRD = Zone.address("192.0.2.66", 5060);
    private static final int CALLS = 3;

    private final World world = new World(
            new Gen(2),
            Faults.NONE,
            new Setup(1, Transport.UDP, 0, new Trunk.Limits(CALLS, 0), Setup.TIMING, Integer.MAX_VALUE));
    private final Hand pbx = world.hand(world.pbxs().getFirst());
    private final Hand carrier = world.hand(world.carriers().getFirst());
    private final List<String> toThird = new ArrayList<>();

    ImpostureTest() {
        world.silent(THIRD);
        world.network().attach(THIRD, (_, _, octets) -> toThird.add(new String(octets, StandardCharsets.UTF_8)));
    }

    private void pause() {
        world.run(Duration.ofMillis(100));
    }

    private void talk(Hand caller, Hand called, String number) {
        caller.dial(number, caller.contact(), caller.sdp(1, "0"));
        pause();
        called.answer("INVITE", 200, called.contact(), called.sdp(1, "0"));
        pause();
        caller.ack("");
        pause();
    }

    private void refused(Hand caller, Hand called) {
        called.answer("INVITE", 486, "", "");
        pause();
        caller.ack("");
        pause();
        world.finish();
    }

    private void over(Hand caller) {
        caller.ask("BYE", "", "");
        pause();
        world.finish();
    }

    /// Words of its own, from anywhere.
    private void says(InetSocketAddress source, InetSocketAddress edge, String text) {
        world.network().send(source, edge, text.getBytes(StandardCharsets.UTF_8));
        world.run(Duration.ofMillis(10));
    }

    /// Whatever a URI has beside the number: header fields for the INVITE, a context, a user within a user.
    ///
    /// Proves INC-001, ARCH-002.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tel:+14085551000;phone-context=192.0.2.66;isub=1",
                "sip:+14085551000@203.0.113.5:5060;maddr=192.0.2.66",
                "sip:+14085551000@203.0.113.5:5060?Route=%3Csip%3A192.0.2.66%3Blr%3E",
                "sip:+14085551000@203.0.113.5:5060?Replaces=x%3Bto-tag%3Dy%3Bfrom-tag%3Dz",
                "sip:+14085551000%40192.0.2.66@203.0.113.5:5060",
                "tel:0014085551000;phone-context=+1",
                "tel:14085551000"
            })
    void aTelephoneUriWithTricksLeadsNowhereElse(String uri) {
        pbx.dialAt("<sip:" + OWN + "@198.51.100.20>", uri, pbx.contact(), pbx.sdp(1, "0"));
        pause();
        assertThat(toThird).isEmpty();
        if (carrier.count("INVITE ") == 0) {
            assertThat(pbx.statuses("INVITE")).as(uri).hasSize(1).allMatch(s -> s >= 400 && s < 500);
            pbx.ack("");
            pause();
            world.finish();
            return;
        }
        assertThat(carrier.count("INVITE sip:" + FAR + "@")).as(uri).isEqualTo(1);
        assertThat(carrier.field("INVITE ", "To")).contains(FAR + "@").doesNotContain("192.0.2", "Replaces", "?");
        assertThat(carrier.field("INVITE ", "Replaces")).isEmpty();
        refused(pbx, carrier);
    }

    /// A PBX asserts numbers of its inventory alone, first or second.
    ///
    /// Proves IDN-005, IDN-023.
    @Test
    void aSpoofedAssertedIdentityDoesNotCross() {
        pbx.dial(
                FAR,
                pbx.contact() + "P-Asserted-Identity: <sip:+12025550199@198.51.100.20>, <tel:+12025550199>\r\n",
                pbx.sdp(1, "0"));
        pause();
        assertThat(carrier.count("INVITE ")).isEqualTo(1);
        assertThat(carrier.field("INVITE ", "P-Asserted-Identity")).isEmpty();
        refused(pbx, carrier);
    }

    /// Neither the wish for privacy nor what it hides is lost on the way.
    ///
    /// Proves IDN-007.
    @Test
    void aWithheldNumberIsNotShownToThePbx() {
        carrier.dialAs(
                "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
                OWN,
                carrier.contact() + "P-Asserted-Identity: <sip:+14085551234@10.9.0.30>\r\nPrivacy: id\r\n",
                carrier.sdp(1, "0"));
        pause();
        assertThat(pbx.count("INVITE ")).isEqualTo(1);
        assertThat(pbx.field("INVITE ", "P-Asserted-Identity")).isEmpty();
        assertThat(pbx.field("INVITE ", "Privacy")).isEqualTo("id");
        assertThat(pbx.field("INVITE ", "From")).doesNotContain("1234");
        refused(carrier, pbx);
    }

    /// A number that is forwarded to where it came from goes round no second time.
    ///
    /// Proves CAL-021.
    @Test
    void aCallThatComesBackEndsThere() {
        pbx.dial(FAR, pbx.contact(), pbx.sdp(1, "0"));
        pause();
        String callId = carrier.field("INVITE ", "Call-ID");
        says(
                CARRIER,
                Zone.INSIDE.edge(),
                "INVITE sip:" + FAR + "@10.0.0.5 SIP/2.0\r\nVia: SIP/2.0/UDP 10.9.0.30:5060;branch=z9hG4bKIndigoback"
                        + "\r\nMax-Forwards: 60\r\nFrom: <sip:" + OWN + "@10.0.0.5>;tag=Indigoback\r\nTo: <sip:" + FAR
                        + "@10.0.0.5>\r\nCall-ID: " + callId + "\r\nCSeq: 1 INVITE\r\n" + carrier.contact()
                        + "Content-Length: 0\r\n\r\n");
        assertThat(carrier.statuses("INVITE")).containsExactly(482);
        assertThat(carrier.count("INVITE ")).isEqualTo(1);
        assertThat(pbx.count("INVITE ")).isZero();
    }

    /// INVITEs that nobody answers and their sender forgets: no more ports than the limit of the trunk lets it have,
    /// and all of them come back.
    @Test
    void unfinishedInvitesHoldNoMorePortsThanTheLimit() {
        for (int i = 0; i < 50; i++) {
            says(
                    PBX,
                    Zone.OUTSIDE.edge(),
                    "INVITE sip:+140855510" + (10 + i) + "@203.0.113.5 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.20:5060;"
                            + "branch=z9hG4bKOyster" + i + "\r\nMax-Forwards: 70\r\nFrom: <sip:" + OWN
                            + "@198.51.100.20>;tag=Oyster" + i + "\r\nTo: <sip:+140855510" + (10 + i)
                            + "@203.0.113.5>\r\nCall-ID: Oyster" + i + "\r\nCSeq: 1 INVITE\r\n" + pbx.contact()
                            + "Content-Type: application/sdp\r\nContent-Length: "
                            + pbx.sdp(1, "0").length() + "\r\n\r\n" + pbx.sdp(1, "0"));
            assertThat(world.media().portsInUse()).isLessThanOrEqualTo(2 * CALLS);
        }
        assertThat(world.media().portsInUse()).isPositive();
        world.run(Duration.ofMinutes(6));
        assertThat(world.media().portsInUse()).isZero();
        var counts = world.lanes().getFirst().counts();
        assertThat(counts.transactions() + counts.dialogs() + counts.calls()).isZero();
    }

    /// A description that aims the media of a call at somebody comes from the peer of the dialog, or it aims at nobody.
    @Test
    void aReinviteFromElsewhereAimsNoMedia() {
        talk(pbx, carrier, FAR);
        InetSocketAddress ours = mediaOf(carrier.body("INVITE "));
        assertThat(aim(ours)).isEqualTo(CARRIER.getAddress());
        String third = "v=0\r\no=x 1 9 IN IP4 192.0.2.66\r\ns=-\r\nc=IN IP4 192.0.2.66\r\nt=0 0\r\n"
                + "m=audio 40000 RTP/AVP 0\r\n";
        for (String method : List.of("INVITE", "UPDATE", "ACK")) {
            says(
                    THIRD,
                    Zone.INSIDE.edge(),
                    method + " sip:x@10.0.0.5 SIP/2.0\r\nVia: SIP/2.0/UDP 10.9.0.30:5060;branch=z9hG4bKthird" + method
                            + "\r\nMax-Forwards: 70\r\nFrom: " + carrier.field("ACK ", "To") + "\r\nTo: "
                            + carrier.field("ACK ", "From") + "\r\nCall-ID: " + carrier.field("ACK ", "Call-ID")
                            + "\r\nCSeq: 900 " + method + "\r\nContact: <sip:192.0.2.66>\r\n"
                            + "Content-Type: application/sdp\r\nContent-Length: " + third.length() + "\r\n\r\n"
                            + third);
        }
        assertThat(aim(ours)).isEqualTo(CARRIER.getAddress());
        assertThat(toThird).isEmpty();
        over(pbx);
    }

    private java.net.InetAddress aim(InetSocketAddress port) {
        var open = world.media().at(port);
        if (open == null || open.remote() == null) throw new AssertionError("no port with a peer at " + port);
        return open.remote().rtp().getAddress();
    }

    private static InetSocketAddress mediaOf(String sdp) {
        String host = sdp.replaceAll("(?s).*\r\nc=IN IP4 ([0-9.]+)\r\n.*", "$1");
        String port = sdp.replaceAll("(?s).*\r\nm=audio (\\d+) .*", "$1");
        return Zone.address(host, Integer.parseInt(port));
    }
}
