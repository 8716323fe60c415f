package org.demarc.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.demarc.sim.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// G.711, tones and their detection.
class SoundTest {
    @ParameterizedTest
    @CsvSource({
        "PCMU, 0x00, -32124",
        "PCMU, 0x80, 32124",
        "PCMU, 0xFF, 0",
        "PCMU, 0x7F, 0",
        "PCMU, 0xFE, 8",
        "PCMU, 0x7E, -8",
        "PCMU, 0x0F, -16764",
        "PCMU, 0x10, -15996",
        "PCMA, 0xD5, 8",
        "PCMA, 0x55, -8",
        "PCMA, 0xAA, 32256",
        "PCMA, 0x2A, -32256",
        "PCMA, 0x80, 5504"
    })
    void codesMeanWhatTheRecommendationSays(G711 law, String code, short linear) {
        assertThat(law.decode((byte) (int) Integer.decode(code))).isEqualTo(linear);
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeIsItsOwnNearestValue(G711 law) {
        for (int code = 0; code < 256; code++) {
            byte back = law.encode(law.decode((byte) code));
            boolean minusZero = law == G711.PCMU && code == 0x7F; // µ-law has two zeros
            assertThat(back & 0xFF).isEqualTo(minusZero ? 0xFF : code);
        }
    }

    @ParameterizedTest
    @EnumSource
    void codingErrorStaysBelowTheStepOfItsSegment(G711 law) {
        for (int sample = -32_768; sample <= 32_767; sample++) {
            int decoded = law.decode(law.encode((short) sample));
            int allowed = Math.max(16, Math.abs(sample) / 16);
            // a step is 1/16 of its segment at most; the last segment of µ-law ends before the loudest samples
            assertThat(Math.abs(decoded - sample)).isLessThanOrEqualTo(Math.max(allowed, 32_768 - 32_124));
        }
    }

    @Test
    void lawsHaveTheirPayloadTypesAndSilence() {
        assertThat(G711.PCMU.payloadType()).isZero();
        assertThat(G711.PCMA.payloadType()).isEqualTo(8);
        assertThat(G711.PCMU.silence()).isEqualTo((byte) 0xFF);
        assertThat(G711.PCMA.silence()).isEqualTo((byte) 0xD5);
    }

    private static short[] tone(double hertz, int amplitude, int samples) {
        var pcm = new short[samples];
        var tone = new Tone(hertz, amplitude, 8_000);
        for (int at = 0; at < samples; at += 160) tone.next(pcm, at, Math.min(160, samples - at));
        return pcm;
    }

    @Test
    void toneIsTheSineThatItSays() {
        var pcm = tone(1_000, 10_000, 24_000);
        for (int i = 0; i < pcm.length; i++) {
            assertThat((double) pcm[i]).isCloseTo(10_000 * Math.sin(2 * Math.PI * i / 8), within(1.0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void toneIsHeardThroughTheCodec(G711 law) {
        var pcm = tone(440, 8_000, 8_000);
        var wire = ByteBuffer.allocate(8_000);
        law.encode(pcm, 0, 8_000, wire);
        var heard = new short[8_000];
        law.decode(wire, 0, 8_000, heard, 0);
        var detector = new ToneDetector(440, 8_000, 205);
        detector.listen(heard, 0, 8_000);
        assertThat(detector.blocks()).isEqualTo(39);
        assertThat(detector.share()).isEqualTo(1);
    }

    @Test
    void otherSoundsAreNotTheTone() {
        var detector = new ToneDetector(440, 8_000, 205);
        detector.listen(tone(550, 8_000, 8_000), 0, 8_000);
        detector.listen(new short[8_000], 0, 8_000);
        detector.listen(tone(440, 50, 8_000), 0, 8_000);
        var gen = new Gen(1);
        var noise = new short[8_000];
        for (int i = 0; i < noise.length; i++) noise[i] = (short) gen.between(-8_000, 8_000);
        detector.listen(noise, 0, 8_000);
        assertThat(detector.blocksHeard()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // codec, loss, mouth to ear, R
        "G711, 0, 0, 93.2",
        "G711, 0, 100, 93.2",
        "G711, 0, 200, 90.2", // G.107: Idd of 200 ms is 3.0
        "G711, 0, 400, 69.1",
        "G711, 0.01, 0, 75.3", // 95 * 1 / 5.3
        "G711_CONCEALED, 0.01, 0, 89.6" // 95 * 1 / 26.1
    })
    void ratingFollowsTheModel(Mos.Codec codec, double loss, double millis, double r) {
        assertThat(Mos.transmissionRating(codec, loss, millis)).isCloseTo(r, within(0.1));
    }

    @Test
    void scoresStayOnTheirScaleAndFallWithLoss() {
        assertThat(Mos.estimate(Mos.Codec.G711, 0, 0, 0, 20)).isCloseTo(4.41, within(0.005));
        double before = 5;
        for (int percent = 0; percent <= 100; percent++) {
            double mos = Mos.estimate(Mos.Codec.G711, percent / 100.0, 20, 5, 20);
            assertThat(mos).isBetween(1.0, 4.5).isLessThanOrEqualTo(before);
            before = mos;
        }
        assertThat(Mos.fromR(-10)).isEqualTo(1);
        assertThat(Mos.fromR(100)).isEqualTo(4.5);
    }
}
