package org.demarc.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpDecoderTest {
    private static final String BASE = """
            v=0
            o=- 9001 1 IN IP4 198.51.100.30
            s=-
            c=IN IP4 198.51.100.30
            t=0 0
            m=audio 30000 RTP/AVP 0 8 101
            a=rtpmap:101 telephone-event/8000
            """;

    private static Decoded decode(String text) {
        return SdpDecoder.decode(Wire.crlf(text));
    }

    private static String why(String text) {
        return decode(text) instanceof Decoded.Malformed malformed ? malformed.toString() : "parsed";
    }

    @Test
    void unknownAttributesAndBandwidthsStayInPlace() {
        var text = """
                v=0
                o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
                s=Call to \u00e9
                i=SDP Offer #1
                u=http://www.jdoe.example.com/home.html
                e=Jane Doe <jane@jdoe.example.com>
                p=+1 617 555-6011
                c=IN IP4 198.51.100.1
                b=X-YZ:128
                b=AS:64
                t=3724394400 3754123200
                r=604800 3600 0 90000
                z=3730928400 -1h 3749680800 0
                k=prompt
                a=x-unknown
                a=x-empty:
                a=x-value: with \u00ff octets
                m=audio 49170/2 RTP/AVP 0
                i=title
                c=IN IP4 233.252.0.1/127/3
                c=IN IP4 233.252.0.9/127
                b=XX:1
                k=clear:x
                a=zzz
                m=video 51372 RTP/AVP 99
                """;
        assertThat(Wire.text(Wire.sdp(text))).isEqualTo(text.replace("\n", "\r\n"));
    }

    @Test
    void whatReceiversTolerateIsRead() {
        var expected = Wire.sdp(BASE);
        assertThat(Wire.sdp(BASE.stripTrailing())).isEqualTo(expected);
        assertThat(Wire.sdp(BASE + "\n\n")).isEqualTo(expected);
        assertThat(Wire.sdp(BASE.replace("s=-", "s="))).isEqualTo(expected);
        assertThat(Wire.sdp(BASE.replace("s=-\n", ""))).isEqualTo(expected);
        assertThat(Wire.sdp(BASE.replace("t=0 0\n", ""))).isEqualTo(expected);
        assertThat(Wire.sdp(BASE.replace("RTP/AVP 0 8 101", "RTP/AVP  0 8 101 ")))
                .isEqualTo(expected);
        assertThat(Wire.sdp(BASE.replace("c=IN IP4 198.51.100.30\nt=0 0", "t=0 0\nc=IN IP4 198.51.100.30")))
                .isEqualTo(expected);
        assertThat(SdpDecoder.decode(BASE.getBytes(StandardCharsets.US_ASCII))).isEqualTo(new Decoded.Parsed(expected));
    }

    @Test
    void aSpaceAfterADirectionDoesNotHideIt() {
        var sdp = Wire.sdp(BASE + "a=sendonly \n");
        assertThat(sdp.direction(sdp.media().getFirst())).isEqualTo(Direction.SENDONLY);
    }

    @Test
    void portZeroWithoutFormatGetsOne() {
        assertThat(Wire.sdp(BASE + "m=video 0 RTP/AVP\n").media().getLast().formats())
                .containsExactly("0");
        assertThat(why(BASE + "m=video 4 RTP/AVP\n")).isEqualTo("line 8: format expected");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v=0          | v=1          | line 1: version 0 expected
            v=0          | V=0          | line 1: v= expected
            s=-          | v=0          | line 3: second v=
            s=-          | o=- 1 1 IN IP4 1.2.3.4 | line 3: second o=
            s=-          | q=1          | line 3: no such type letter
            s=-          | s            | line 3: a letter and = expected
            s=-          | s -          | line 3: a letter and = expected
            9001 1       | 9001         | line 2: o= has six subfields: username, two numbers, network, address type, address
            9001 1       | x 1          | line 2: o= has six subfields: username, two numbers, network, address type, address
            IN IP4 198.51.100.30\\nt | IN IP4\\nt | line 4: c= has three subfields: network, address type, address
            t=0 0        | c=IN IP4 1.2.3.4 | line 5: second c= of the session
            a=rtpmap     | a=           | line 7: attribute without name
            a=rtpmap     | t=0 0        | line 7: a line of the session after m=
            a=rtpmap     | v=0          | line 7: second v=
            30000        | 65536        | line 6: m= has a media type, a port 0..65535, a protocol and formats
            30000        | -1           | line 6: m= has a media type, a port 0..65535, a protocol and formats
            30000        | 99999999999999999999 | line 6: m= has a media type, a port 0..65535, a protocol and formats
            30000        | 30000/       | line 6: m= has a media type, a port 0..65535, a protocol and formats
            """)
    void saysWhichLineIsWrong(String from, String to, String expected) {
        var text = BASE.replace(from.replace("\\n", "\n"), to.replace("\\n", "\n"));
        assertThat(text).isNotEqualTo(BASE);
        assertThat(why(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\r", "\n"})
    void octetsThatNoLineHasAreRefused(String octet) {
        var text = BASE.replace("telephone-event", "tele" + octet + "phone");
        assertThat(SdpDecoder.decode(text.getBytes(StandardCharsets.US_ASCII))).isInstanceOf(Decoded.Malformed.class);
        var origin = BASE.replace("o=- ", "o=-" + octet + " ");
        assertThat(SdpDecoder.decode(origin.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void nothingIsADescriptionWithoutOrigin() {
        assertThat(why("")).isEqualTo("empty body");
        assertThat(why("v=0\ns=-\n")).isEqualTo("line 2: no o= line");
        assertThat(why("\n\n")).isEqualTo("line 1: no o= line");
    }

    @Test
    void bombsAreRefusedByTheirLimit() {
        assertThat(why(BASE + "m=audio 1 RTP/AVP 0\n".repeat(1_000))).endsWith("more than 16 m= lines");
        assertThat(why(BASE + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\n".repeat(300)))
                .endsWith("more than 256 attributes");
        assertThat(why(BASE.replace("0 8 101", "0 ".repeat(65)))).endsWith("more than 64 formats");
        assertThat(why(BASE + "a=" + "x".repeat(5_000) + "\n")).endsWith("longer than 4096 octets");
        assertThat(why(BASE + "a=" + "x".repeat(70_000) + "\n")).isEqualTo("longer than 65536 octets");
        assertThat(why(BASE + "i=x\n".repeat(1_000))).endsWith("more than 1000 lines");
        assertThat(why(BASE + "c=IN IP4 1.2.3.4\n".repeat(9))).endsWith("more than 8 c= lines");
    }

    @Test
    void hugeNumbersInAttributesAreNoNumbers() {
        var stream = Wire.sdp(BASE + "a=ptime:99999999999999999999\na=maxptime:0\na=rtcp:99999999 IN IP4 1.2.3.4\n")
                .media()
                .getFirst();
        assertThat(stream.ptime()).isEmpty();
        assertThat(stream.maxptime()).isEmpty();
    }

    @Test
    void malformedSaysNothingOfTheInput() {
        assertThat(why(BASE.replace("v=0", "v=\u001b[31mred"))).isEqualTo("line 1: version 0 expected");
    }
}
