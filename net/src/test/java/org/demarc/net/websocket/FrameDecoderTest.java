package org.demarc.net.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 6455 sections 5 to 7, frame by frame.
class FrameDecoderTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> decode(FrameDecoder decoder, byte[] octets, int piece) {
        var seen = new ArrayList<String>();
        for (int at = 0; at < octets.length; at += piece) {
            decoder.feed(octets, at, Math.min(piece, octets.length - at));
            drain(decoder, seen);
        }
        return seen;
    }

    private static void drain(FrameDecoder decoder, List<String> seen) {
        while (true) {
            switch (decoder.next()) {
                case Frame.Message m -> seen.add("message " + new String(m.octets(), StandardCharsets.UTF_8));
                case Frame.Ping p -> seen.add("ping " + new String(p.octets(), StandardCharsets.UTF_8));
                case Frame.Pong _ -> seen.add("pong");
                case Frame.Close c -> seen.add("close " + c.code());
                case Frame.Failed f -> seen.add("failed " + f.code() + " " + f.why());
                case Frame.More _ -> {
                    return;
                }
            }
        }
    }

    /// The examples of RFC 6455 section 5.7.
    @ParameterizedTest
    @CsvSource({
        "false, 81 05 48 65 6c 6c 6f, message Hello",
        "true, 81 85 37 fa 21 3d 7f 9f 4d 51 58, message Hello",
        "false, 01 03 48 65 6c 80 02 6c 6f, message Hello",
        "false, 89 05 48 65 6c 6c 6f, ping Hello",
        "true, 8a 85 37 fa 21 3d 7f 9f 4d 51 58, pong",
        "false, 88 00, close 1005",
        "false, 88 02 03 e8, close 1000"
    })
    void theExamplesOfTheRfc(boolean masked, String frames, String expected) {
        for (int piece : new int[] {1, 2, 3, 100}) {
            assertThat(decode(new FrameDecoder(masked, 1000), hex(frames), piece))
                    .containsExactly(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "c1 00, 1002 reserved bits are set",
        "91 00, 1002 reserved bits are set",
        "83 00, 1002 unknown opcode",
        "8b 00, 1002 unknown opcode",
        "80 00, 1002 continuation of nothing",
        "01 00 01 00, 1002 message inside a message",
        "09 00, 1002 control frame in fragments",
        "89 7e 00 7e, 1002 control frame too long",
        "81 85 00 00 00 00 48, 1002 frame is masked",
        "81 7e 00 7d, 1002 length not in its shortest form",
        "81 7f 00 00 00 00 00 00 ff ff, 1002 length not in its shortest form",
        "81 7f 80 00 00 00 00 00 00 00, 1002 length not in its shortest form",
        "81 7e 03 e9, 1009 message too large",
        "81 7f 00 00 00 00 40 00 00 00, 1009 message too large",
        "81 02 c3 28, 1007 text is not UTF-8",
        "88 01 03, 1002 half a close code",
        "88 02 03 ed, 1002 close code that nobody sends",
        "88 02 00 00, 1002 close code that nobody sends",
        "88 03 03 e8 ff, 1007 close reason is not UTF-8"
    })
    void brokenRulesEndIt(String frames, String expected) {
        for (int piece : new int[] {1, 100}) {
            var decoder = new FrameDecoder(false, 1000);
            assertThat(decode(decoder, hex(frames), piece)).containsExactly("failed " + expected);
            assertThat(decode(decoder, hex("81 01 41"), 3)).isEmpty();
            assertThat(decoder.kept()).isZero();
        }
    }

    @Test
    void anUnmaskedFrameOfAClientIsRefused() {
        assertThat(decode(new FrameDecoder(true, 1000), hex("81 05 48 65 6c 6c 6f"), 10))
                .containsExactly("failed 1002 frame is not masked");
    }

    @Test
    void aBinaryMessageNeedNotBeUtf8AndFragmentsAreCheckedTogether() {
        var decoder = new FrameDecoder(false, 1000);
        assertThat(decode(decoder, hex("82 02 c3 28"), 10))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("message");
        assertThat(decode(decoder, hex("01 01 c3 89 00 80 01 a9"), 10)).containsExactly("ping ", "message \u00e9");
    }

    @Test
    void fragmentsCountTogether() {
        var decoder = new FrameDecoder(false, 10);
        byte[] six = Frame.encode(Frame.TEXT, octets("123456"), 6, null);
        six[0] &= 0x7f;
        assertThat(decode(decoder, six, 100)).isEmpty();
        assertThat(decoder.kept()).isEqualTo(7);
        assertThat(decode(decoder, Frame.encode(Frame.CONTINUATION, octets("78901"), 5, null), 100))
                .containsExactly("failed 1009 message too large");
    }

    @Test
    void emptyFragmentsAreNotNothing() {
        var decoder = new FrameDecoder(false, 10);
        assertThat(decode(decoder, hex("01 00 00 00 00 00"), 1)).isEmpty();
        assertThat(decoder.kept()).isPositive();
        assertThat(decode(decoder, hex("80 00"), 1)).containsExactly("message ");
        assertThat(decoder.kept()).isZero();
    }

    /// Whatever is sent arrives, however it is fragmented, masked, mixed with control frames and split.
    @Seeded(runs = 300)
    void whatIsSentArrives(Gen gen) {
        boolean masked = gen.flip();
        var wire = new java.io.ByteArrayOutputStream();
        var expected = new ArrayList<String>();
        for (int i = gen.between(1, 6); i > 0; i--) {
            String text = gen.string("abc\u00e9", 0, gen.chance(0.1) ? 70_000 : 300);
            expected.addAll(message(gen, text, masked, wire));
        }
        var decoder = new FrameDecoder(masked, 1 << 20);
        var seen = new ArrayList<String>();
        byte[] all = wire.toByteArray();
        for (int at = 0; at < all.length; ) {
            int length = Math.min(all.length - at, gen.between(1, gen.flip() ? 5 : 9000));
            decoder.feed(all, at, length);
            at += length;
            if (gen.flip() || at == all.length) drain(decoder, seen);
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(decoder.kept()).isZero();
    }

    private static List<String> message(Gen gen, String text, boolean masked, java.io.ByteArrayOutputStream wire) {
        var expected = new ArrayList<String>();
        byte[] octets = octets(text);
        int parts = gen.between(1, 4);
        int at = 0;
        for (int i = 0; i < parts; i++) {
            boolean last = i == parts - 1;
            int length = last ? octets.length - at : gen.between(0, octets.length - at);
            byte[] part = java.util.Arrays.copyOfRange(octets, at, at + length);
            byte[] frame = Frame.encode(i == 0 ? Frame.TEXT : Frame.CONTINUATION, part, length, mask(gen, masked));
            if (!last) frame[0] &= 0x7f;
            wire.writeBytes(frame);
            at += length;
            if (!last && gen.flip()) {
                byte[] ping = octets(gen.string("xyz", 0, 125));
                wire.writeBytes(Frame.encode(Frame.PING, ping, ping.length, mask(gen, masked)));
                expected.add("ping " + new String(ping, StandardCharsets.UTF_8));
            }
        }
        expected.add("message " + text);
        return expected;
    }

    private static byte @org.jspecify.annotations.Nullable [] mask(Gen gen, boolean masked) {
        return masked ? gen.bytes(4, 4) : null;
    }

    /// Octets of any kind never throw, and never keep more than was sent.
    @Seeded(runs = 500)
    void anythingMayCome(Gen gen) {
        var decoder = new FrameDecoder(gen.flip(), 2000);
        var seen = new ArrayList<String>();
        int sent = 0;
        for (int i = gen.between(1, 20); i > 0; i--) {
            byte[] piece = gen.bytes(0, 200);
            if (piece.length > 1 && gen.flip()) {
                piece[0] = (byte) (0x80 | gen.below(16));
                piece[1] = (byte) (gen.flip() ? 0x80 | gen.below(128) : gen.below(128));
            }
            decoder.feed(piece, 0, piece.length);
            sent += piece.length;
            drain(decoder, seen);
            assertThat(decoder.kept()).isLessThanOrEqualTo(sent + 1);
        }
    }
}
