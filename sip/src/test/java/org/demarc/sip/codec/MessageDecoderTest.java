package org.demarc.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDecoderTest {
    static final String OPTIONS = """
            OPTIONS sip:b@c SIP/2.0\r
            Via: SIP/2.0/UDP h;branch=z9hG4bK1\r
            From: <sip:a@b>;tag=1\r
            To: <sip:b@c>\r
            Call-ID: 1\r
            CSeq: 1 OPTIONS\r
            Content-Length: 0\r
            \r
            """;

    static Decoded decode(String message, Limits limits) {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        return new MessageDecoder(limits).decode(octets, octets.length);
    }

    static Decoded decode(String message) {
        return decode(message, Limits.DEFAULT);
    }

    static String with(String fields) {
        return OPTIONS.replace("Content-Length", fields + "Content-Length");
    }

    private static Decoded.Malformed malformed(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
        return (Decoded.Malformed) decoded;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPTIONS sip:b@c SIP/2.0 | complete
            OPTIONS sip:b@c sip/2.0 | complete
            OPTIONS sip:b@c SIP/3.0 | 505
            OPTIONS sip:b@c SIP/2.00 | 505
            OPTIONS sip:b@c SIP/2 | 400
            OPTIONS sip:b@c SIP/ | 400
            OPTIONS sip:b@c HTTP/1.1 | 400
            OPTIONS sip:b@c | 400
            OPTIONS  sip:b@c SIP/2.0 | 400
            OPTIONS sip:b@c  SIP/2.0 | 400
            OPTIONS sip:b@c SIP/2.0 x | 400
            OPTIONS\tsip:b@c SIP/2.0 | 400
            OPTIONS sip:b@c\tSIP/2.0 | 400
            OPTIONS | 400
            OPT{}ONS sip:b@c SIP/2.0 | 400
            SIP/2.0 200 OK | complete
            SIP/2.0 2000 OK | discard
            SIP/2.0 099 OK | discard
            SIP/2.0 700 OK | discard
            SIP/2.0 20 OK | discard
            SIP/2.0 200 | discard
            SIP/3.0 200 OK | discard
            SIP/2.0  200 OK | discard
            """)
    void startLineGetsItsVerdict(String line, String verdict) {
        String text = OPTIONS.replace("OPTIONS sip:b@c SIP/2.0", line.replace("\\t", "\t"));
        assertThat(WireVectorTest.verdict(decode(text))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "From", "To", "Call-ID", "CSeq"})
    void mandatoryFieldThatIsMissingOrRepeatedIsMalformed(String name) {
        String line = OPTIONS.lines()
                        .filter(l -> l.startsWith(name + ":"))
                        .findFirst()
                        .orElseThrow() + "\r\n";
        assertThat(malformed(decode(OPTIONS.replace(line, ""))).status()).isEqualTo(400);
        Decoded twice = decode(OPTIONS.replace(line, line + line));
        assertThat(WireVectorTest.verdict(twice)).isEqualTo(name.equals("Via") ? "complete" : "400");
    }

    @Test
    void malformedRequestCarriesWhatItsAnswerIsBuiltFrom() {
        Decoded.Malformed malformed =
                malformed(decode(OPTIONS.replace("CSeq: 1 OPTIONS\r\n", "Bad line\r\n b\r\nCSeq: x\r\n")));
        Request request = (Request) java.util.Objects.requireNonNull(malformed.asFarAsRead());
        Response answer = Response.answering(request, malformed.status(), "Bad Request", "t")
                .build();
        assertThat(answer.toString()).isEqualTo("""
                SIP/2.0 400 Bad Request
                Via: SIP/2.0/UDP h;branch=z9hG4bK1
                From: <sip:a@b>;tag=1
                To: <sip:b@c>;tag=t
                Call-ID: 1
                CSeq: x
                Content-Length: 0

                """);
        assertThat(request.cseqMethod()).isEqualTo(Method.OPTIONS);
        assertThat(malformed.why()).hasSizeLessThan(100);
    }

    @Test
    void nothingToAnswerIsSaid() {
        assertThat(malformed(decode(OPTIONS.replace("Via", "Xia"))).asFarAsRead())
                .isNull();
        assertThat(malformed(decode(OPTIONS.replace("OPTIONS", "ACK").replace("Call-ID", "Xall-ID")))
                        .asFarAsRead())
                .isNull();
        assertThat(malformed(decode("\0\1\2\3")).asFarAsRead()).isNull();
        assertThat(malformed(decode("")).status()).isZero();
        assertThat(malformed(decode(OPTIONS.replace("OPTIONS sip:b@c SIP/2.0", "SIP/2.0 200 OK")
                                .replace("To:", "Xo:")))
                        .status())
                .isZero();
    }

    @Test
    void keepAlivesAreTold() {
        assertThat(decode("\r\n\r\n")).isEqualTo(new Decoded.KeepAlive(4, true));
        assertThat(decode("\r\n")).isEqualTo(new Decoded.KeepAlive(2, false));
        assertThat(decode("\r\n\r\n" + OPTIONS)).isInstanceOfSatisfying(Decoded.Complete.class, complete -> {
            assertThat(complete.bytesUsed()).isEqualTo(OPTIONS.length() + 4);
            assertThat(complete.message().length()).isEqualTo(OPTIONS.length());
            assertThat(complete.message().callId()).isEqualTo("1");
        });
    }

    @Test
    void datagramWithoutContentLengthHasItsBodyToTheEnd() {
        Decoded decoded = decode(OPTIONS.replace("Content-Length: 0\r\n", "") + "body");
        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Complete.class,
                        complete -> assertThat(complete.message().bodyBytes()).containsExactly('b', 'o', 'd', 'y'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | complete
            000 | complete
            4 | complete
            5 | 400
            -1 | 400
            +1 | 400
            0x1 | 400
            1 1 | 400
            1,1 | 400
            99999999999999999999999999 | 400
            2147483648 | 400
            '' | 400
            """)
    void contentLengthIsBelievedOnlyWhenItIsOne(String value, String verdict) {
        String text = OPTIONS.replace("Content-Length: 0", "Content-Length: " + value) + "body";
        assertThat(WireVectorTest.verdict(decode(text))).isEqualTo(verdict);
        String compactToo = text.replace("Content-Length:", "l: 0\r\nContent-Length:");
        assertThat(malformed(decode(compactToo)).status()).isEqualTo(400);
    }

    @Test
    void limitsAreAnsweredWithTheirStatus() {
        var small = new Limits(2_000, 1_000, 20, 200, 3, 40, 4, 2);
        assertThat(decode(OPTIONS, small)).isInstanceOf(Decoded.Complete.class);
        assertThat(malformed(decode(OPTIONS.replace("sip:b@c SIP", "sip:" + "b".repeat(40) + "@c SIP"), small))
                        .status())
                .isEqualTo(414);
        assertThat(malformed(decode(with("X: " + "y".repeat(200) + "\r\n"), small))
                        .status())
                .isEqualTo(513);
        assertThat(malformed(decode(with("X: y\r\n".repeat(15)), small)).status())
                .isEqualTo(513);
        assertThat(malformed(decode(with(("X: " + "y".repeat(150) + "\r\n").repeat(6)), small))
                        .status())
                .isEqualTo(513);
        assertThat(malformed(decode(with("Via: SIP/2.0/UDP h\r\n".repeat(3)), small))
                        .status())
                .isEqualTo(400);
        assertThat(malformed(decode(OPTIONS.replace("Length: 0", "Length: 1900") + "x".repeat(1900), small))
                        .status())
                .isEqualTo(513);
    }

    @Test
    void checkFindsRepeatedSingleFieldsAndTooManyVias() {
        assertThat(check(with("Expires: 1\r\nExpires: 1\r\n"))).isEqualTo(400);
        assertThat(check(with("Session-Expires: 90\r\nx: 90\r\n"))).isEqualTo(400);
        assertThat(check(with("Contact: *\r\n"))).isEqualTo(400);
        assertThat(check(with("Via: SIP/2.0/UDP h" + ",SIP/2.0/UDP h".repeat(70) + "\r\n")))
                .isEqualTo(400);
        assertThat(check(with("XX: y\r\nXX: y\r\nSubject:\r\n"))).isZero();
        assertThat(check(with("Content-Type: multipart/mixed;boundary=x\r\n"))).isZero();
        assertThat(check(OPTIONS.replace(" sip:b@c SIP", " urn:service:sos SIP")))
                .isZero();
        assertThat(check(OPTIONS.replace(" sip:b@c SIP", " tel:+1 SIP"))).isZero();
        assertThat(check(OPTIONS.replace(" sip:b@c SIP", " http://x SIP"))).isEqualTo(416);
        assertThat(check(OPTIONS.replace(" sip:b@c SIP", " sip:b@c?x=y SIP"))).isEqualTo(400);
    }

    private static int check(String text) {
        Decoded decoded = decode(text);
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        Refusal refusal = RequestCheck.check((Request) ((Decoded.Complete) decoded).message());
        return refusal == null ? 0 : refusal.status();
    }

    @Test
    void messageOfAHeaderBombIsReadInOnePass() {
        var text = new StringBuilder(OPTIONS.replace("Content-Length: 0\r\n\r\n", "To2: "));
        text.append("\"\\\u0001".repeat(8_000)).append("\r\n\r\n");
        assertThat(malformed(decode(text.toString())).status()).isEqualTo(400);
        Decoded many = decode(with("a:b\r\n".repeat(10_000)));
        assertThat(malformed(many).status()).isEqualTo(513);
        SipMessage read = malformed(many).asFarAsRead();
        assertThat(read == null ? 0 : read.fieldCount()).isLessThanOrEqualTo(Limits.DEFAULT.headers());
        assertThat(HeaderName.of("a").isKnown()).isTrue();
    }
}
