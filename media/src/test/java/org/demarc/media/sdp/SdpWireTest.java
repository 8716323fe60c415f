package org.demarc.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole bodies: signalling of trunks, and those within the torture messages of RFC 4475 and RFC 5118.
class SdpWireTest {
    static Stream<Path> bodies() {
        return Stream.of("sdp", "rfc4475", "rfc5118").flatMap(Wire::vectors);
    }

    /// Bodies that do not come back octet by octet, because we write what the grammar says.
    private static boolean isRepaired(Path body) {
        return body.endsWith("mult-ip-in-sdp.sdp"); // an empty s= becomes s=-
    }

    /// RFC 4475 has two bodies that are no SDP: "m =video" and "testing=123".
    private static boolean isMalformed(Path body) {
        return body.endsWith("dblreq.sdp") || body.endsWith("test.sdp");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void isWrittenBackOctetByOctet(Path body) {
        byte[] octets = Wire.octets(body);
        if (isMalformed(body)) {
            assertThat(SdpDecoder.decode(octets)).isInstanceOf(Decoded.Malformed.class);
            return;
        }
        var description = Wire.parsed(octets);
        byte[] written = SdpEncoder.encode(description);
        assertThat(Wire.parsed(written)).isEqualTo(description);
        if (!isRepaired(body)) assertThat(written).isEqualTo(octets);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void everyBeginningIsAnswered(Path body) {
        byte[] octets = Wire.octets(body);
        for (int n = 0; n < octets.length; n++) {
            assertThat(SdpDecoder.decode(octets, 0, n, SdpLimits.DEFAULT)).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void onlyTheRangeIsRead(Path body) {
        byte[] octets = Wire.octets(body);
        var within = new byte[octets.length + 20];
        Arrays.fill(within, (byte) '=');
        System.arraycopy(octets, 0, within, 7, octets.length);
        assertThat(SdpDecoder.decode(within, 7, 7 + octets.length, SdpLimits.DEFAULT))
                .isEqualTo(SdpDecoder.decode(octets));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void lineFeedsAloneAreRead(Path body) {
        byte[] octets = Wire.octets(body);
        var text = new String(octets, StandardCharsets.ISO_8859_1).replace("\r", "");
        assertThat(SdpDecoder.decode(text.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(SdpDecoder.decode(octets));
    }
}
