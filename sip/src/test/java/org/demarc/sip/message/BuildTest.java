package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BuildTest {
    @Test
    void requestIsWrittenAsTold() {
        Request request = Request.builder(Method.INVITE, "sip:bob@example.com")
                .add(HeaderName.VIA, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1")
                .add(From.TYPE, new From(new NameAddr("Al \"x\" \u00fc", SipUri.of("a b", "h"), Params.of(";tag=1"))))
                .add(HeaderName.TO, "<sip:bob@example.com>")
                .add(HeaderName.CALL_ID, "1")
                .add(CSeq.TYPE, new CSeq(1, Method.INVITE))
                .add(HeaderName.MAX_FORWARDS, 70)
                .body("text/plain", "\u00fc".getBytes(StandardCharsets.UTF_8))
                .build();
        assertThat(Wire.text(request)).isEqualTo("""
                INVITE sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: "Al \\"x\\" \u00fc" <sip:a%20b@h>;tag=1
                To: <sip:bob@example.com>
                Call-ID: 1
                CSeq: 1 INVITE
                Max-Forwards: 70
                Content-Type: text/plain
                Content-Length: 2

                \u00fc""");
        assertThat(request.fromTag()).isEqualTo("1");
        assertThat(request.bodyBytes()).isEqualTo("\u00fc".getBytes(StandardCharsets.UTF_8));
        assertThat(request.raw(HeaderName.CONTENT_LENGTH)).isEqualTo("2");
    }

    /// Proves ARCH-025.
    @Test
    void answerCarriesViaFromToCallIdAndCSeqAsReceived() {
        Request request = Wire.request("""
                INVITE sip:b@c SIP/2.0
                v:  SIP / 2.0/UDP p1 ;branch=1
                Via: SIP/2.0/UDP p2;branch=2
                f: <sip:a@b>
                 ;tag=1
                t : sip:b@c ;x=y\s
                Call-ID: 1
                Timestamp: 54
                cseq: 0001 INVITE
                Content-Length: 0

                """);
        Response trying = Response.answering(request, 100, "Trying", null).build();
        assertThat(Wire.text(trying)).isEqualTo("""
                SIP/2.0 100 Trying
                v:  SIP / 2.0/UDP p1 ;branch=1
                Via: SIP/2.0/UDP p2;branch=2
                f: <sip:a@b>
                 ;tag=1
                t : sip:b@c ;x=y\s
                Call-ID: 1
                cseq: 0001 INVITE
                Timestamp: 54
                Content-Length: 0

                """);
        Response ok = Response.answering(request, 200, "OK", "t2").build();
        assertThat(Wire.text(ok)).contains("\nt : sip:b@c ;x=y;tag=t2\n").doesNotContain("Timestamp");
        assertThat(ok.toTag()).isEqualTo("t2");
        assertThat(ok.cseq()).isEqualTo(1);
        assertThat(ok.isSuccess()).isTrue();
        assertThat(ok.reason()).isEqualTo("OK");
    }

    @Test
    void tagOfTheRequestStays() {
        Request request = Wire.options("")
                .edit()
                .replace(HeaderName.TO, "<sip:b@c>;tag=has")
                .build();
        assertThat(Response.answering(request, 200, "OK", "other").build().toTag())
                .isEqualTo("has");
    }

    @Test
    void valueThatWouldBreakItsLineIsRefused() {
        for (String bad : new String[] {"a\rb", "a\nb", "a\0b", "\u00fc\n", "x\r\nVia: y"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Response.builder(200, "OK").add(HeaderName.SUBJECT, bad));
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            Response.builder(200, "OK").add(HeaderName.SUBJECT, bad.getBytes(StandardCharsets.UTF_8)));
            assertThatIllegalArgumentException().isThrownBy(() -> Response.builder(200, bad));
            assertThatIllegalArgumentException().isThrownBy(() -> Request.builder(Method.BYE, bad));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Request.builder(Method.BYE, "sip:a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.builder(99, "no"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Response.builder(200, "OK").add(HeaderName.CONTENT_LENGTH, "5"));
    }

    @Test
    void editorChangesWhatItIsToldAndNothingElse() {
        Request request = Wire.options("Route: <sip:p1;lr>\nX:  y \nroute: <sip:p2;lr>\nSubject: s\n");
        Request edited = request.edit()
                .requestUri("sip:new@example.com")
                .replaceFirst(HeaderName.VIA, "SIP/2.0/TCP h;branch=2")
                .removeFirst(HeaderName.ROUTE)
                .prepend(HeaderName.ROUTE, "<sip:p0;lr>")
                .append(HeaderName.ROUTE, "<sip:p9;lr>")
                .remove(HeaderName.SUBJECT)
                .body("text/plain", new byte[] {'h', 'i'})
                .build();
        assertThat(Wire.text(edited)).isEqualTo("""
                OPTIONS sip:new@example.com SIP/2.0
                Via: SIP/2.0/TCP h;branch=2
                From: "Alice" <sip:alice@example.com>;tag=f1
                To: <sip:bob@example.com>
                Call-ID: c1@192.0.2.1
                CSeq: 7 OPTIONS
                X:  y\s
                Route: <sip:p0;lr>
                route: <sip:p2;lr>
                Route: <sip:p9;lr>
                Content-Type: text/plain
                Content-Length: 2

                hi""");
        assertThat(Wire.text(edited.edit().withoutBody().build())).endsWith("Content-Length: 0\n\n");
        assertThat(Wire.octetsOf(request.edit().build())).isEqualTo(Wire.octetsOf(request));
    }

    @Test
    void viaIsPutAboveTheOthers() {
        Request request =
                Wire.options("Max-Forwards: 3\n").withTopVia(new Via("TCP", "h", 5060, Params.of(";branch=z9hG4bKn")));
        assertThat(request.rawAll(HeaderName.VIA))
                .containsExactly("SIP/2.0/TCP h:5060;branch=z9hG4bKn", "SIP/2.0/UDP 192.0.2.1:5080;branch=z9hG4bKa");
        assertThat(request.topBranch()).isEqualTo("z9hG4bKn");
    }
}
