package org.demarc.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.demarc.sip.message.Limits;
import org.junit.jupiter.api.Test;

class StreamDecoderTest {
    private static List<String> verdicts(String text, int piece) {
        return WireVectorTest.decode(text.getBytes(StandardCharsets.UTF_8), piece).stream()
                .map(WireVectorTest::verdict)
                .toList();
    }

    /// Proves TRN-006.
    @Test
    void whatComesOutDoesNotDependOnTheSplit() {
        String text = "\r\n\r\n" + MessageDecoderTest.OPTIONS + "\r\n" + MessageDecoderTest.OPTIONS
                + MessageDecoderTest.OPTIONS + "\r\n\r\n\r\n";
        for (int piece = 1; piece < text.length(); piece += piece < 30 ? 1 : 37) {
            assertThat(verdicts(text, piece))
                    .containsExactly(
                            "pong", "ping", "complete", "pong", "complete", "complete", "pong", "ping", "pong");
        }
    }

    @Test
    void faultInsideAKnownFrameLeavesTheStreamReadable() {
        String bad = MessageDecoderTest.OPTIONS
                        .replace("CSeq: 1 OPTIONS", "CSeq: 1 INVITE")
                        .replace("Length: 0", "Length: 4")
                + "body";
        assertThat(verdicts(bad + MessageDecoderTest.OPTIONS, 10)).containsExactly("400", "complete");
    }

    @Test
    void lengthThatIsMissingOrTooLargeEndsTheStream() {
        String none = MessageDecoderTest.OPTIONS.replace("Content-Length: 0\r\n", "");
        assertThat(verdicts(none + MessageDecoderTest.OPTIONS, 10)).containsExactly("400");
        String large = MessageDecoderTest.OPTIONS.replace("Length: 0", "Length: 70000");
        assertThat(verdicts(large + MessageDecoderTest.OPTIONS, 10)).containsExactly("413");
        String huge = MessageDecoderTest.OPTIONS.replace("Length: 0", "Length: 99999999999999999999");
        assertThat(verdicts(huge + MessageDecoderTest.OPTIONS, 10)).containsExactly("413");
    }

    @Test
    void headWithoutEndIsGivenUpAtItsLimit() {
        var stream = new StreamDecoder(Limits.DEFAULT);
        byte[] line = "X: 0123456789012345678901234567890123456789\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] start = MessageDecoderTest.OPTIONS.replace("\r\n\r\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        stream.feed(start, 0, start.length);
        Decoded decoded = stream.next();
        int fed = 0;
        while (decoded instanceof Decoded.NeedMore && fed < 100_000) {
            stream.feed(line, 0, line.length);
            fed += line.length;
            decoded = stream.next();
        }
        assertThat(WireVectorTest.verdict(decoded)).isEqualTo("513");
        assertThat(fed).isLessThan(Limits.DEFAULT.headSize() + 100);
        assertThat(stream.broken()).isTrue();
        stream.feed(start, 0, start.length);
        assertThat(stream.kept()).isZero();
        assertThat(stream.next()).isInstanceOf(Decoded.NeedMore.class);
    }

    @Test
    void octetsThatBeginNoMessageAreRefusedAtOnce() {
        assertThat(verdicts("\u0016\u0003\u0001", 3)).containsExactly("400"); // a TLS ClientHello
        assertThat(verdicts("\0", 1)).containsExactly("400");
        assertThat(verdicts("\rx", 1)).containsExactly("400");
        assertThat(verdicts("\nOPTIONS", 1)).containsExactly("400");
    }

    @Test
    void largeBodyFedByteByByteIsLookedAtOnce() {
        String body = "x".repeat(60_000);
        String text = MessageDecoderTest.OPTIONS.replace("Length: 0", "Length: 60000") + body;
        assertThat(verdicts(text + text, 1)).containsExactly("complete", "complete");
    }
}
