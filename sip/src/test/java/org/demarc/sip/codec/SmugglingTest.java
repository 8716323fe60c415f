package org.demarc.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Octets that two readers might take for two different messages.
class SmugglingTest {
    /// None of these lines may hide or make a field, whatever another element sees.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X\u000b: y",
                "X\u000c: y",
                "X\0: y",
                "X\u0001: y",
                "X\u00a0: y",
                "X\u007f: y",
                "X y: z",
                "X\"y\": z",
                ": y",
                "X",
                "X: a\rY: b",
                "X: a\nY: b",
                "X: a\n\rY: b",
                "X: a\0b",
                "X: a\u0008b",
                "X: a\u007fb",
                "X: a\r\r\nY: b",
                "\u00efX: y",
                "X: \"a\\\rb\"",
                "X: \"a\\\nb\"",
                "X: \\\0",
                "X@y: z",
                "X(y): z",
            })
    void lineThatIsNoFieldMakesTheMessageMalformed(String line) {
        String text = MessageDecoderTest.OPTIONS.replace("From:", line + "\r\nFrom:");
        Decoded decoded = MessageDecoderTest.decode(text);
        assertThat(WireVectorTest.verdict(decoded)).isEqualTo("400");
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        for (int piece : new int[] {1, 1000}) {
            var stream = new StreamDecoder(Limits.DEFAULT);
            Decoded first = new Decoded.NeedMore();
            for (int at = 0; at < octets.length && first instanceof Decoded.NeedMore; at += piece) {
                stream.feed(octets, at, Math.min(piece, octets.length - at));
                first = stream.next();
            }
            assertThat(WireVectorTest.verdict(first)).isEqualTo("400");
            assertThat(stream.broken()).as("the stream is not read on").isTrue();
        }
    }

    @Test
    void firstHeaderLineIsNoContinuationOfTheStartLine() {
        assertThat(WireVectorTest.verdict(MessageDecoderTest.decode(
                        MessageDecoderTest.OPTIONS.replace("SIP/2.0\r\nVia", "SIP/2.0\r\n Via"))))
                .isEqualTo("400");
    }

    @Test
    void spaceBeforeTheColonIsTheSameField() {
        for (String name : List.of("Content-Length : 4", "content-length\t:4", "L \t: 4")) {
            String text = MessageDecoderTest.OPTIONS.replace("Content-Length: 0", name) + "body";
            assertThat(MessageDecoderTest.decode(text))
                    .isInstanceOfSatisfying(
                            Decoded.Complete.class,
                            complete ->
                                    assertThat(complete.message().bodyLength()).isEqualTo(4));
            assertThat(WireVectorTest.verdict(
                            MessageDecoderTest.decode(text.replace("CSeq:", "Content-Length: 0\r\nCSeq:"))))
                    .isEqualTo("400");
        }
    }

    @Test
    void foldedLengthIsOneLength() {
        String text = MessageDecoderTest.OPTIONS.replace("Content-Length: 0", "Content-Length:\r\n 4") + "body";
        assertThat(MessageDecoderTest.decode(text))
                .isInstanceOfSatisfying(
                        Decoded.Complete.class,
                        complete -> assertThat(complete.message().bodyLength()).isEqualTo(4));
        String split =
                MessageDecoderTest.OPTIONS.replace("Content-Length: 0", "Content-Length: 1\r\n 0") + "0123456789";
        assertThat(WireVectorTest.verdict(MessageDecoderTest.decode(split))).isEqualTo("400");
    }

    @Test
    void overlongUtf8IsNeverStructure() {
        // C0 8D C0 8A would be CR LF, C0 BB a semicolon, C0 AC a comma for a careless reader.
        byte[] octets = MessageDecoderTest.with("Contact: \"\u0100\u0101\u0102\u0103\" <sip:a@b>\r\n")
                .getBytes(StandardCharsets.UTF_8);
        int[][] overlong = {{0xc0, 0x8d}, {0xc0, 0x8a}, {0xc0, 0xbb}, {0xc0, 0xac}};
        int at = 0;
        for (int i = 0; i + 1 < octets.length; i++) {
            if ((octets[i] & 0xff) == 0xc4) {
                octets[i] = (byte) overlong[at][0];
                octets[i + 1] = (byte) overlong[at][1];
                at++;
            }
        }
        assertThat(at).isEqualTo(4);
        Decoded decoded = new MessageDecoder(Limits.DEFAULT).decode(octets, octets.length);
        assertThat(decoded).isInstanceOfSatisfying(Decoded.Complete.class, complete -> {
            assertThat(complete.message().rawAll(HeaderName.CONTACT)).hasSize(1);
            assertThat(complete.message().raw(HeaderName.CONTACT))
                    .contains("\ufffd")
                    .doesNotContain(";", ",", "\n");
        });
    }

    @Test
    void secondMessageBehindABodyThatIsTooShortIsNotSeen() {
        String inner = MessageDecoderTest.OPTIONS.replace("Call-ID: 1", "Call-ID: hidden");
        String outer =
                MessageDecoderTest.OPTIONS.replace("Content-Length: 0", "Content-Length: " + inner.length()) + inner;
        byte[] octets = (outer + MessageDecoderTest.OPTIONS).getBytes(StandardCharsets.UTF_8);
        assertThat(WireVectorTest.decode(octets, 13))
                .extracting(decoded ->
                        decoded instanceof Decoded.Complete(SipMessage message, int _) ? message.callId() : "?")
                .containsExactly("1", "1");
    }
}
