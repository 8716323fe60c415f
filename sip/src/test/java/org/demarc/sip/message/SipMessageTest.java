package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SipMessageTest {
    @Test
    void keysOfAMessageAreRead() {
        Request request = Wire.options("Max-Forwards: 70\n");
        assertThat(request.method()).isEqualTo(Method.OPTIONS);
        assertThat(request.requestUriText()).isEqualTo("sip:bob@example.com");
        assertThat(request.requestUri()).isEqualTo(SipUri.of("bob", "example.com"));
        assertThat(request.callId()).isEqualTo("c1@192.0.2.1");
        assertThat(request.fromTag()).isEqualTo("f1");
        assertThat(request.toTag()).isEmpty();
        assertThat(request.cseq()).isEqualTo(7);
        assertThat(request.cseqMethod()).isEqualTo(Method.OPTIONS);
        assertThat(request.topBranch()).isEqualTo("z9hG4bKa");
        assertThat(request.topVia().host()).isEqualTo("192.0.2.1");
        assertThat(request.topVia().port()).isEqualTo(5080);
        assertThat(request.hasBody()).isFalse();
    }

    @Test
    void tagIsFoundBehindTheUriAndNotInsideIt() {
        for (String from : List.of(
                "\"a;tag=x <;tag=y>\" <sip:a@b;tag=z>;tag=right",
                "\"a \\\";tag=x\" <sip:a@b> ; TAG = right ;other=1",
                "sip:a@b;tag=right",
                "<sip:a@b?h=;tag=no>\n ;\n tag=right")) {
            Request request = Wire.request("""
                    OPTIONS sip:b@c SIP/2.0
                    v: SIP/2.0/UDP h;branch=1
                    f: %s
                    t: <sip:b@c>
                    i: 1
                    CSeq: 1 OPTIONS
                    l: 0

                    """.formatted(from));
            assertThat(request.fromTag()).as(from).isEqualTo("right");
        }
    }

    @Test
    void valuesOfSeveralLinesAndCommasAreOneList() {
        Request request = Wire.options("""
                Route: <sip:p1;lr>, <sip:p2;lr>
                Supported: timer
                ROUTE: <sip:p3;lr>
                k: 100rel,replaces
                Supported:
                """);
        assertThat(request.all(Route.TYPE))
                .isInstanceOfSatisfying(
                        Fields.Values.class,
                        values -> assertThat(values.values().toString())
                                .isEqualTo("[<sip:p1;lr>, <sip:p2;lr>, <sip:p3;lr>]"));
        assertThat(request.all(Supported.TYPE))
                .isEqualTo(new Fields.Values<>(
                        List.of(new Supported("timer"), new Supported("100rel"), new Supported("replaces"))));
        assertThat(request.all(Path.TYPE)).isEqualTo(new Fields.Values<Path>(List.of()));
        assertThat(request.header(Path.TYPE)).isEqualTo(new Field.Absent<Path>());
        assertThat(request.rawAll(HeaderName.ROUTE)).containsExactly("<sip:p1;lr>, <sip:p2;lr>", "<sip:p3;lr>");
    }

    @Test
    void secondFieldOfASingleValueHeaderIsMalformed() {
        Request request = Wire.options("Expires: 1\nExpires: 1\n");
        assertThat(request.header(Expires.TYPE)).isInstanceOf(Field.Malformed.class);
    }

    @Test
    void foldedValueReadsAsOneLine() {
        Request request = Wire.options("Subject: one \n \t two\n\tthree  \n");
        assertThat(request.raw(HeaderName.SUBJECT)).isEqualTo("one two three");
        assertThat(request.raw(HeaderName.of("s"))).isEqualTo("one two three");
    }

    @Test
    void headerThatNobodyKnowsIsFoundWhateverItsCaseAndSurvivesByteForByte() {
        Request request = Wire.options("x-Odd!thing :  \u00fc ;;,, \"x\n folded\n");
        assertThat(request.raw(HeaderName.of("X-odd!THING"))).isEqualTo("\u00fc ;;,, \"x folded");
        assertThat(request.has(HeaderName.of("x-odd"))).isFalse();
        Request edited = request.edit().replace(HeaderName.SUBJECT, "new").build();
        assertThat(Wire.text(edited)).contains("x-Odd!thing :  \u00fc ;;,, \"x\n folded\n");
        Response copied = Response.answering(request, 200, "OK", null)
                .copyAll(request, HeaderName.of("X-ODD!thing"))
                .build();
        assertThat(Wire.text(copied)).contains("\nx-Odd!thing :  \u00fc ;;,, \"x\n folded\n");
    }

    @Test
    void textForPeopleShowsControlCharactersAndIsCapped() {
        Request request = Wire.options("To-Do: \u001b".replace("\u001b", "x") + "\u202e\n");
        assertThat(request.toString()).contains("To-Do: x\\x202e\n").doesNotContain("\r");
        Request large = Wire.options("X: " + "a".repeat(9000) + "\n");
        assertThat(large.toString()).hasSizeLessThan(4200).endsWith("more octets");
    }

    @Test
    void everyKnownNameIsRecognisedInEachForm() {
        for (int id = 1; id < 128; id++) {
            HeaderName name = HeaderName.byId(id);
            if (name == null) {
                continue;
            }
            assertThat(HeaderName.of(name.canonical())).isSameAs(name);
            assertThat(HeaderName.of(name.canonical().toUpperCase(java.util.Locale.ROOT)))
                    .isSameAs(name);
            assertThat(HeaderName.of(name.canonical().toLowerCase(java.util.Locale.ROOT)))
                    .isSameAs(name);
            if (!name.compact().isEmpty()) {
                assertThat(HeaderName.of(name.compact())).isSameAs(name);
            }
        }
        assertThat(HeaderName.of("X-Mine"))
                .isEqualTo(HeaderName.of("x-mINE"))
                .hasSameHashCodeAs(HeaderName.of("x-mine"));
    }
}
