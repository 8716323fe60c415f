package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.config.EdgeConfig;
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

/// Trunks that are known by configuration alone.
class StaticModeTest {
    private static final String OUT = "+14085551000";
    private static final String IN = "+12145550123";
    private static final InetSocketAddress STRANGER = Zone.address("192.0.2.66", 5060);

    private final World world = new World(
            new Gen(1),
            Faults.NONE,
            new Setup(1, Transport.UDP, 0, Trunk.Limits.NONE, Setup.TIMING, Integer.MAX_VALUE));
    private final Hand pbx = world.hand(world.pbxs().getFirst());
    private final Hand carrier = world.hand(world.carriers().getFirst());
    private final Hand second = world.hand(world.carriers().get(1));

    private void run(long millis) {
        world.run(Duration.ofMillis(millis));
    }

    private void dial(Hand from, String number) {
        from.dial(number, from.contact(), from.sdp(1, "0"));
        run(100);
    }

    private void refuse(Hand called) {
        called.answer("INVITE", 486, "", "");
        run(100);
    }

    private void domain(String trunk, String domain) {
        EdgeConfig before = world.config();
        List<Trunk> trunks = before.trunks().stream()
                .map(t -> t.name().equals(trunk)
                        ? new Trunk(
                                t.name(),
                                t.faces(),
                                t.network(),
                                domain,
                                t.peers(),
                                t.sources(),
                                t.numbers(),
                                t.limits(),
                                t.latching(),
                                t.probe())
                        : t)
                .toList();
        world.node()
                .reconfigure(
                        new EdgeConfig(before.node(), trunks, before.routes(), before.timing()),
                        world.clock().millis());
    }

    /// Proves STA-001, STA-002.
    @Test
    void aStaticPbxIsCalledByTheNumberAtItsAddressOrDomain() {
        dial(carrier, IN);
        assertThat(pbx.count("INVITE sip:" + IN + "@198.51.100.20;user=phone SIP/2.0"))
                .isEqualTo(1);
        refuse(pbx);
        domain("Acme", "pbx.example.com");
        dial(carrier, IN);
        assertThat(pbx.count("INVITE sip:" + IN + "@pbx.example.com;user=phone SIP/2.0"))
                .isEqualTo(1);
        refuse(pbx);
        assertThat(pbx.count("REGISTER")).isZero();
        world.finish();
    }

    /// Proves STA-001, STA-003.
    @Test
    void aCallToTheProviderHasItsDomainAndNotThePeersAddress() {
        domain("Carrier", "sp.example.net");
        dial(pbx, OUT);
        assertThat(carrier.count("INVITE sip:" + OUT + "@sp.example.net;user=phone SIP/2.0"))
                .isEqualTo(1);
        assertThat(carrier.field("INVITE", "To")).isEqualTo("<sip:" + OUT + "@sp.example.net;user=phone>");
        refuse(carrier);
        assertThat(carrier.count("REGISTER")).isZero();
        world.finish();
    }

    /// Proves STA-005.
    @Test
    void aPeerThatSaysNothingIsLeftForTheNextInTime() {
        dial(pbx, OUT);
        assertThat(second.count("INVITE")).isZero();
        run(4_400);
        assertThat(second.count("INVITE"))
                .as("after 4 s and less than one more")
                .isEqualTo(1);
        refuse(second);
        assertThat(pbx.statuses("INVITE")).containsExactly(486);
        world.run(Duration.ofSeconds(40));
        world.finish();
    }

    /// Who is where no trunk is may write into its request whatever it likes.
    ///
    /// Proves STA-008.
    @Test
    void nobodyIsAPeerByWhatItWrites() {
        List<String> heard = new ArrayList<>();
        world.silent(STRANGER);
        world.network().attach(STRANGER, (_, _, octets) -> heard.add(new String(octets, StandardCharsets.UTF_8)));
        String text = "INVITE sip:" + OUT + "@203.0.113.5 SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bKs1;received=198.51.100.20\r\n"
                + "Max-Forwards: 70\r\nFrom: <sip:" + IN + "@198.51.100.20>;tag=1\r\nTo: <sip:" + OUT
                + "@203.0.113.5>\r\nCall-ID: s1\r\nCSeq: 1 INVITE\r\nContact: <sip:198.51.100.20:5060>\r\n"
                + "P-Asserted-Identity: <sip:" + IN
                + "@198.51.100.20>\r\nUser-Agent: Acme PBX\r\nContent-Length: 0\r\n\r\n";
        world.network().send(STRANGER, Zone.OUTSIDE.edge(), text.getBytes(StandardCharsets.UTF_8));
        run(1_000);
        assertThat(carrier.count("INVITE")).isZero();
        assertThat(heard).isEmpty();
        assertThat(pbx.count("SIP/2.0")).isZero();
        assertThat(world.told(CallEvent.Ignored.class)).hasSize(1);
        assertThat(world.told(CallEvent.Started.class)).isEmpty();
        world.finish();
    }

    /// Without credentials a challenge is the end of the call there, told once, and sent to nobody again.
    @Test
    void aChallengeThatCannotBeAnsweredIsToldAndNotRepeated() {
        dial(pbx, OUT);
        carrier.answer(
                "INVITE",
                407,
                "Proxy-Authenticate: Digest realm=\"sp.example.net\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\"\r\n",
                "");
        run(1_000);
        assertThat(carrier.count("INVITE")).isEqualTo(1);
        assertThat(pbx.statuses("INVITE")).containsOnly(500);
        assertThat(world.told(CallEvent.Rejected.class).getLast().why()).isEqualTo("the called side answered 407");
        world.finish();
    }
}
