package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.demarc.edge.admission.SourceGuard.Misdeed;
import org.demarc.edge.admission.SourceGuard.Proof;
import org.demarc.edge.admission.SourceGuard.Settings;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

class SourceGuardTest {
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.10");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.7");
    private static final Settings SETTINGS = new Settings(64, 20, 5, 10, 60_000, 600_000);

    private final Bans bans = new Bans(10, 1);
    private final SourceGuard guard = new SourceGuard(SETTINGS, bans, PEER::equals, 2);

    private static InetAddress made(int n) {
        return InetAddress.ofLiteral("10." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255));
    }

    private boolean misbehaves(InetAddress source, Proof proof, Misdeed misdeed, int times, long now) {
        boolean shut = false;
        for (int i = 0; i < times; i++) shut |= guard.misbehaved(source, proof, misdeed, now, 0);
        return shut;
    }

    /// Proves SEC-018.
    @Test
    void aFloodFromOneSourceIsLookedAtAtItsRate() {
        int looked = 0;
        for (long now = 0; now < 10_000; now++) if (guard.heard(STRANGER, 400, now)) looked++;
        assertThat(looked).isBetween(200, 221);
        assertThat(guard.heard(made(1), 400, 10_000)).as("another one").isTrue();
    }

    /// Proves SEC-018.
    @Test
    void aFloodFromEverywhereFindsATableThatDoesNotGrow() {
        for (int i = 0; i < 100_000; i++) guard.heard(made(i), 400, i / 100);
        assertThat(guard.sources(1_000)).isLessThanOrEqualTo(64);
    }

    /// An answer to a source that may be made up is no weapon against whom it names.
    @Seeded(runs = 100)
    void anUnprovenSourceNeverGetsMoreOctetsThanItSent(Gen gen) {
        Map<InetAddress, Long> in = new HashMap<>();
        Map<InetAddress, Long> out = new HashMap<>();
        var one = new SourceGuard(SETTINGS, bans, PEER::equals, gen.bits());
        for (long now = 0; now < 3_000; now++) {
            InetAddress source = made(gen.below(gen.pick(3, 300)));
            int octets = gen.between(1, 2_000);
            if (gen.flip()) {
                one.heard(source, octets, now);
                in.merge(source, (long) octets, Long::sum);
            } else if (one.mayAnswer(source, octets, now)) {
                out.merge(source, (long) octets, Long::sum);
            }
        }
        out.forEach((source, octets) -> assertThat(octets).isLessThanOrEqualTo(in.getOrDefault(source, 0L)));
        assertThat(out).isNotEmpty();
    }

    @Test
    void anAnswerOfTheSameSizePasses() {
        guard.heard(STRANGER, 400, 0);
        assertThat(guard.mayAnswer(STRANGER, 401, 1)).isFalse();
        assertThat(guard.mayAnswer(STRANGER, 400, 1)).isTrue();
        assertThat(guard.mayAnswer(STRANGER, 1, 1)).isFalse();
    }

    @Test
    void aMadeUpAddressIsNeverShutOut() {
        assertThat(misbehaves(STRANGER, Proof.NONE, Misdeed.MALFORMED, 10_000, 0))
                .isFalse();
        assertThat(bans.list(0)).isEmpty();
    }

    @Test
    void aProvenSourceThatGuessesPasswordsIsShutOut() {
        assertThat(misbehaves(STRANGER, Proof.CHALLENGE, Misdeed.FAILED_AUTHENTICATION, 4, 0))
                .isFalse();
        assertThat(misbehaves(STRANGER, Proof.CHALLENGE, Misdeed.FAILED_AUTHENTICATION, 1, 1_000))
                .isTrue();
        assertThat(guard.banned(STRANGER, 2_000)).isTrue();
        assertThat(bans.list(2_000).getFirst().cause()).isEqualTo("5 times failed authentication");
        assertThat(guard.banned(STRANGER, 601_000)).isFalse();
    }

    @Test
    void aConnectionOfNonsenseIsShutOut() {
        assertThat(misbehaves(STRANGER, Proof.CONNECTION, Misdeed.MALFORMED, 10, 0))
                .isTrue();
    }

    @Test
    void whatIsConfiguredOrRegisteredIsNeverShutOut() {
        assertThat(misbehaves(PEER, Proof.CONNECTION, Misdeed.FAILED_AUTHENTICATION, 10_000, 0))
                .isFalse();
    }

    @Test
    void aMistakeBeforeItSucceedsIsForgotten() {
        misbehaves(STRANGER, Proof.CHALLENGE, Misdeed.FAILED_AUTHENTICATION, 4, 0);
        guard.proved(STRANGER, 1);
        assertThat(misbehaves(STRANGER, Proof.CHALLENGE, Misdeed.FAILED_AUTHENTICATION, 4, 2))
                .isFalse();
    }

    @Test
    void whatIsLongAgoDoesNotCount() {
        for (long now = 0; now < 3_600_000; now += 20_000) {
            assertThat(misbehaves(STRANGER, Proof.CHALLENGE, Misdeed.FAILED_AUTHENTICATION, 1, now))
                    .isFalse();
        }
    }

    /// Otherwise whoever guesses passwords would flood from made-up addresses besides.
    @Test
    void aFloodDoesNotWashTheGuilty() {
        misbehaves(STRANGER, Proof.CHALLENGE, Misdeed.FAILED_AUTHENTICATION, 4, 0);
        for (int i = 0; i < 100_000; i++) guard.heard(made(i), 400, 10);
        assertThat(misbehaves(STRANGER, Proof.CHALLENGE, Misdeed.FAILED_AUTHENTICATION, 1, 20))
                .isTrue();
    }

    private static Request request(int padding) {
        return Request.builder(Method.OPTIONS, "sip:edge.example.com")
                .add(HeaderName.VIA, "SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK1;rport")
                .add(HeaderName.FROM, "<sip:a@example.com>;tag=1")
                .add(HeaderName.TO, "<sip:edge.example.com>")
                .add(HeaderName.CALL_ID, "x".repeat(padding))
                .add(HeaderName.CSEQ, "1 OPTIONS")
                .build();
    }

    private static Flow flow(Transport transport) {
        var local = new InetSocketAddress("192.0.2.1", 5060);
        return new Flow("outside", transport, local, new InetSocketAddress(STRANGER, 5060), 0, "192.0.2.1:5060");
    }

    /// Proves SEC-018.
    @Test
    void anAnswerThatIsLargerThanWhatCameIsSilence() {
        Flow udp = flow(Transport.UDP);
        Request asked = request(10);
        Response answer = Response.answering(asked, 200, "OK", "tag").build();
        Response large = Response.answering(asked, 200, "OK", "tag")
                .add(HeaderName.ALLOW, "INVITE, ".repeat(50) + "BYE")
                .build();
        assertThat(guard.mayAsk(asked, udp, 0)).isTrue();
        assertThat(guard.mayGet(large, udp, 0)).isFalse();
        assertThat(guard.mayGet(answer, udp, 0)).isTrue();
        assertThat(guard.mayGet(answer, udp, 0)).as("paid for once").isFalse();
        assertThat(guard.mayGet(large, flow(Transport.TCP), 0))
                .as("a connection proves its address")
                .isTrue();
    }

    @Test
    void whoIsShutOutIsNotLookedAt() {
        misbehaves(STRANGER, Proof.CONNECTION, Misdeed.MALFORMED, 10, 0);
        assertThat(guard.mayAsk(request(10), flow(Transport.UDP), 1)).isFalse();
        assertThat(guard.mayAsk(request(10), flow(Transport.UDP), 600_001)).isTrue();
    }
}
