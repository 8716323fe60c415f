package org.demarc.pbx.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.demarc.media.rtp.G711;
import org.junit.jupiter.api.Test;

class VoiceTest {
    private static final Aim MU = aim(G711.PCMU, 0);

    private final Voice speaker = new Voice(Tones.between("+12145550100", "+12065550125"), 0x1234_5678_9abc_def0L);
    private long micros;

    private static Aim aim(G711 codec, int payloadType) {
        return new Aim(
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4_000), codec, payloadType, true, true);
    }

    private ByteBuffer packet(Aim aim) {
        ByteBuffer packet = ByteBuffer.allocate(Voice.PACKET_OCTETS);
        speaker.say(packet, aim);
        return packet.flip();
    }

    private void hear(Voice listener, int packets, Aim aim, int dropEvery) {
        for (int i = 1; i <= packets; i++) {
            micros += 20_000;
            ByteBuffer packet = packet(aim);
            if (dropEvery == 0 || i % dropEvery != 0) listener.hear(packet, micros, aim);
        }
    }

    @Test
    void numberOfTheSpeakerIsHeardInItsTone() {
        for (Aim aim : new Aim[] {MU, aim(G711.PCMA, 8), aim(G711.PCMA, 97)}) {
            var listener = new Voice(Tones.between("+12065550125", "+12145550100"), 1);
            hear(listener, 50, aim, 0);
            assertThat(listener.heard().wasVoice()).isTrue();
            assertThat(listener.heard().expected()).isEqualTo(50);
            assertThat(listener.heard().jitterMicros()).isZero();
            assertThat(listener.heard().mos()).isGreaterThan(4.3);
        }
    }

    @Test
    void crossedLineIsNoVoice() {
        var listener = new Voice(Tones.between("+12065550125", "+12145550101"), 1);
        hear(listener, 50, MU, 0);
        assertThat(listener.heard().received()).isPositive();
        assertThat(listener.heard().expected()).isZero();
        assertThat(listener.heard().wasVoice()).isFalse();
    }

    @Test
    void lossIsCountedAndHeardInTheScore() {
        var listener = new Voice(Tones.between("+12065550125", "+12145550100"), 1);
        hear(listener, 200, MU, 10);
        assertThat(listener.heard().lost()).isBetween(18L, 20L);
        assertThat(listener.heard().mos()).isBetween(1.5, 4.0);
    }

    @Test
    void stillnessMovesTheTimestampNotTheSequenceNumber() {
        ByteBuffer before = packet(MU);
        speaker.keepStill();
        ByteBuffer after = packet(MU);
        assertThat((short) (after.getShort(2) - before.getShort(2))).isEqualTo((short) 1);
        assertThat(after.getInt(4) - before.getInt(4)).isEqualTo(320);
        assertThat(after.get(1) & 0x80).as("a talkspurt begins").isEqualTo(0x80);
        assertThat(packet(MU).get(1) & 0x80).isZero();
    }

    @Test
    void whatIsNoVoiceIsForeign() {
        var listener = new Voice(new Tones(450, 500), 1);
        listener.hear(ByteBuffer.wrap(new byte[3]), 0, MU);
        listener.hear(ByteBuffer.wrap(new byte[172]), 0, MU);
        ByteBuffer other = packet(MU);
        other.put(1, (byte) 96);
        listener.hear(other, 0, MU);
        listener.ignore();
        assertThat(listener.heard().foreign()).isEqualTo(4);
        assertThat(listener.heard().received()).isZero();
        assertThat(listener.heard().mos()).isZero();
    }

    @Test
    void neighboursDoNotHaveTheSameTone() {
        for (int i = 100; i < 149; i++) {
            assertThat(Tones.of("+12145550" + i)).isNotEqualTo(Tones.of("+12145550" + (i + 1)));
        }
        assertThat(Tones.of("anonymous")).isEqualTo(400);
    }
}
