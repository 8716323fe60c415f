package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How each header is read and written: one row for each form that its grammar has or does not have.
class HeaderTypeTest {
    private static final Map<String, HeaderType<?>> TYPES = Map.ofEntries(
            entry(Via.TYPE),
            entry(From.TYPE),
            entry(To.TYPE),
            entry(Contact.TYPE),
            entry(CSeq.TYPE),
            entry(CallId.TYPE),
            entry(MaxForwards.TYPE),
            entry(ContentLength.TYPE),
            entry(ContentType.TYPE),
            entry(ContentDisposition.TYPE),
            entry(Route.TYPE),
            entry(RecordRoute.TYPE),
            entry(Require.TYPE),
            entry(ProxyRequire.TYPE),
            entry(Supported.TYPE),
            entry(Unsupported.TYPE),
            entry(Allow.TYPE),
            entry(Accept.TYPE),
            entry(Expires.TYPE),
            entry(MinExpires.TYPE),
            entry(RetryAfter.TYPE),
            entry(Reason.TYPE),
            entry(Warning.TYPE),
            entry(Timestamp.TYPE),
            entry(Date.TYPE),
            entry(RSeq.TYPE),
            entry(RAck.TYPE),
            entry(SessionExpires.TYPE),
            entry(MinSe.TYPE),
            entry(PAssertedIdentity.TYPE),
            entry(PPreferredIdentity.TYPE),
            entry(Privacy.TYPE),
            entry(ReferTo.TYPE),
            entry(ReferredBy.TYPE),
            entry(Replaces.TYPE),
            entry(Event.TYPE),
            entry(SubscriptionState.TYPE),
            entry(Path.TYPE),
            entry(ServiceRoute.TYPE));

    private static Map.Entry<String, HeaderType<?>> entry(HeaderType<?> type) {
        return Map.entry(type.name().canonical(), type);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            From | "A. \\"Q\\" B" <sip:a@b;x=y>;tag=1 | "A. \\"Q\\" B" <sip:a@b;x=y>;tag=1
            From | Al  Bo<sip:a@b> ; tag = 1 ; x="a;b" | "Al  Bo" <sip:a@b>;tag=1;x="a;b"
            From | sip:a@b;tag=1 | <sip:a@b>;tag=1
            From | "" <sip:a@b> | "" <sip:a@b>
            From | <tel:+1-2;phone-context=+1> | <tel:+1-2;phone-context=+1>
            From | "a <sip:a@b> | malformed
            From | Bell, A <sip:a@b> | malformed
            From | < sip:a@b > | malformed
            From | <sip:a@b>, <sip:c@d> | malformed
            From | <sip:a@b> tag=1 | malformed
            From | <sip:a@b>; | malformed
            From | <sip:a@b>;tag= | malformed
            From | "a" sip:a@b | malformed
            From | sip:a@b?x=y | malformed
            From | <sip:a@b | malformed
            To | <urn:service:sos> | <urn:service:sos>
            Contact | * | *
            Contact | <sip:a@b>;q=0.3;expires=60 | <sip:a@b>;q=0.3;expires=60
            Contact | sip:a@b;expires=60 | <sip:a@b>;expires=60
            Contact | *;x | malformed
            Contact | <sip:a@b>;;;; | malformed
            Route | <sip:p;lr>;x=y | <sip:p;lr>;x=y
            Route | "P" <sip:p;lr> | "P" <sip:p;lr>
            Route | sip:p;lr | malformed
            Record-Route | <sip:p;lr> | <sip:p;lr>
            Path | <sip:p;lr;ob> | <sip:p;lr;ob>
            Service-Route | <sip:p;lr> | <sip:p;lr>
            Via | SIP/2.0/UDP h:5060;branch=z9hG4bK1;rport | SIP/2.0/UDP h:5060;branch=z9hG4bK1;rport
            Via | sip / 2.0 / tcp [2001:db8::1] : 5060 ; branch = 1 | SIP/2.0/tcp [2001:db8::1]:5060;branch=1
            Via | SIP/2.0/UDP h;received=2001:db8::1;ttl=1;x="y, z" | SIP/2.0/UDP h;received=2001:db8::1;ttl=1;x="y, z"
            Via | SIP/3.0/UDP h;branch=1 | malformed
            Via | SIP/2.0/UDP h:70000 | malformed
            Via | SIP/2.0/UDP h;;branch=1 | malformed
            Via | SIP/2.0/UDP h;branch=1;branch=2 | malformed
            Via | SIP/2.0/UDP | malformed
            Via | SIP/2.0/UDPh | malformed
            Via | HTTP/2.0/UDP h | malformed
            Via | SIP/2.0/UDP h;branch="a" | malformed
            CSeq | 0009  INVITE | 9 INVITE
            CSeq | 2147483647 X-y | 2147483647 X-y
            CSeq | 2147483648 INVITE | malformed
            CSeq | 36893488147419103232 INVITE | malformed
            CSeq | 1INVITE | malformed
            CSeq | 1 | malformed
            CSeq | -1 INVITE | malformed
            CSeq | 1 INVITE x | malformed
            Call-ID | a.b%Z!*_+'@c`d~)(><:\\/"][?}{ | a.b%Z!*_+'@c`d~)(><:\\/"][?}{
            Call-ID | a@b@c | malformed
            Call-ID | a@ | malformed
            Call-ID | a b | malformed
            Max-Forwards | 0068 | 68
            Max-Forwards | 255 | 255
            Max-Forwards | 256 | malformed
            Max-Forwards | -1 | malformed
            Max-Forwards | +1 | malformed
            Content-Length | 0 | 0
            Content-Length | 1e3 | malformed
            Content-Type | Application/SDP | application/sdp
            Content-Type | multipart / mixed ; boundary = "a b" | multipart/mixed;boundary="a b"
            Content-Type | text | malformed
            Content-Type | text/ | malformed
            Content-Disposition | session;handling=optional | session;handling=optional
            Accept | application/*;q=0.1 | application/*;q=0.1
            Require | 100rel | 100rel
            Require | 100 rel | malformed
            Proxy-Require | a | a
            Unsupported | a | a
            Supported | timer | timer
            Allow | X!y | X!y
            Expires | 60 | 60
            Expires | 4294967295 | 4294967295
            Expires | 10000000000000000000000000000 | 3600
            Expires | x | malformed
            Expires | 6 0 | malformed
            Min-Expires | 60 | 60
            Min-SE | 90;x | 90;x
            Session-Expires | 1800 ; refresher = UAC | 1800;refresher=UAC
            Session-Expires | ;refresher=uac | malformed
            Retry-After | 18000;duration=3600 | 18000;duration=3600
            Retry-After | 120 (I'm (in) a meeting) | 120 (I'm (in) a meeting)
            Retry-After | 120 (I'm | malformed
            Reason | Q.850 ;cause=16 ;text="Terminated" | Q.850;cause=16;text="Terminated"
            Warning | 307 isi.edu "Session \\"x\\"" | 307 isi.edu "Session \\"x\\""
            Warning | 307 [2001:db8::1]:5060 "x" | 307 [2001:db8::1]:5060 "x"
            Warning | 1812 overture "x" | malformed
            Warning | 307 "x" | malformed
            Warning | 307 a x | malformed
            Timestamp | 54.21 0.3 | 54.21 0.3
            Timestamp | x | malformed
            Date | Fri, 01 Jan 2010 16:00:00 EST | Fri, 01 Jan 2010 16:00:00 EST
            RSeq | 988789 | 988789
            RAck | 776656 1 INVITE | 776656 1 INVITE
            RAck | 776656 INVITE | malformed
            P-Asserted-Identity | "C J" <sip:f@s> | "C J" <sip:f@s>
            P-Asserted-Identity | tel:+14085264000 | <tel:+14085264000>
            P-Preferred-Identity | <sip:a@b> | <sip:a@b>
            Privacy | id ; critical | id;critical
            Privacy | ; | malformed
            Refer-To | <sip:d@e?Replaces=1%40c%3Bto-tag%3D2> | <sip:d@e?Replaces=1%40c%3Bto-tag%3D2>
            Refer-To | sip:d@e;method=INVITE | <sip:d@e>;method=INVITE
            Referred-By | <sip:a@b>;cid="x@y" | <sip:a@b>;cid="x@y"
            Replaces | 1@c;from-tag=2;early-only;to-tag=3 | 1@c;to-tag=3;from-tag=2;early-only
            Replaces | 1@c;from-tag=2 | malformed
            Event | refer;id=93809824 | refer;id=93809824
            Subscription-State | terminated;reason=noresource;retry-after=5 | terminated;reason=noresource;retry-after=5
            """)
    void valueIsReadAndWritten(String header, String text, String written) {
        HeaderType<?> type = Objects.requireNonNull(TYPES.get(header));
        assertThat(readAndWrite(type, text)).isEqualTo(written);
        if (!written.equals("malformed")) {
            assertThat(readAndWrite(type, written)).isEqualTo(written);
        }
        Cursor checking = Cursor.of(text);
        String wrong = type.check(new Cursor(checking.octets, 0, checking.end, true));
        assertThat(wrong == null).as("checked without values: %s", wrong).isEqualTo(!written.equals("malformed"));
    }

    private static <T> String readAndWrite(HeaderType<T> type, String text) {
        return switch (type.parse(text)) {
            case Field.Present<T>(T value) -> type.write(value);
            case Field.Absent<T> _ -> "absent";
            case Field.Malformed<T> _ -> "malformed";
        };
    }

    @Test
    void listsAreSplitAtTheirCommasAndNowhereElse() {
        assertThat(Contact.TYPE.parseAll("\"a, b\" <sip:a,b@c>;x=\"1,2\" , sip:d@e;expires=1"))
                .isEqualTo(new Fields.Values<>(List.of(
                        new Contact(new NameAddr("a, b", UriTest.parse("sip:a,b@c"), Params.of(";x=\"1,2\""))),
                        new Contact(new NameAddr(null, UriTest.parse("sip:d@e"), Params.of(";expires=1"))))));
        assertThat(Allow.TYPE.parseAll(" ")).isEqualTo(new Fields.Values<Allow>(List.of()));
        for (String bad : List.of("a,", ",a", "a,,b", "a b", ",")) {
            assertThat(Allow.TYPE.parseAll(bad)).as(bad).isInstanceOf(Fields.Malformed.class);
        }
        assertThat(Require.TYPE.parseAll("")).isInstanceOf(Fields.Malformed.class);
    }

    @Test
    void expiryOfAContactThatIsNoNumberIs3600() {
        assertThat(contact("<sip:a@b>").expires()).isEqualTo(-1);
        assertThat(contact("<sip:a@b>;expires=0").expires()).isZero();
        assertThat(contact("<sip:a@b>;expires=280297596632815").expires()).isEqualTo(3600);
        assertThat(contact("<sip:a@b>;expires=x").expires()).isEqualTo(3600);
        assertThat(contact("<sip:a@b>;expires").expires()).isEqualTo(3600);
    }

    private static Contact contact(String text) {
        return Contact.TYPE.parse(text) instanceof Field.Present<Contact>(Contact contact) ? contact : Contact.STAR;
    }

    @Test
    void textWithQuotesIsWrittenSoThatItIsReadBack() {
        String text = Quoted.write("a \"b\" \\ c\r\nVia: x");
        Reason reason = new Reason("Q.850", Params.EMPTY.with("cause", "16").with("text", text));
        assertThat(reason.toString()).isEqualTo("Q.850;cause=16;text=\"a \\\"b\\\" \\\\ c  Via: x\"");
        assertThat(reason.cause()).isEqualTo(16);
        assertThat(reason.text()).isEqualTo("a \"b\" \\ c  Via: x");
    }

    @Test
    void foldedCommentIsWrittenOnOneLine() {
        Request request = Wire.options("Retry-After: 5 (a\n b);x=\"1\n 2\"\n");
        assertThat(String.valueOf(request.header(RetryAfter.TYPE))).isEqualTo("Present[value=5 (a b);x=\"1 2\"]");
    }

    @Test
    void mediaRangeIncludesItsTypes() {
        MediaType sdp = new MediaType("application", "sdp", Params.EMPTY);
        assertThat(new MediaType("*", "*", Params.EMPTY).includes(sdp)).isTrue();
        assertThat(new MediaType("application", "*", Params.EMPTY).includes(sdp))
                .isTrue();
        assertThat(new MediaType("text", "*", Params.EMPTY).includes(sdp)).isFalse();
        assertThat(sdp.is("application/sdp")).isTrue();
        assertThat(sdp.is("applicationxsdp")).isFalse();
    }

    /// Proves IP6-006.
    @Test
    void addressesAreTextAsRfc5952WritesThem() {
        for (List<String> pair : List.of(
                List.of("2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
                List.of("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
                List.of("::", "::"),
                List.of("1::", "1::"),
                List.of("[::1]", "::1"),
                List.of("0:0:0:0:0:0:0:1", "::1"),
                List.of("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
                List.of("::ffff:192.0.2.1", "192.0.2.1"),
                List.of("192.0.2.1", "192.0.2.1"))) {
            var address = IpText.parse(pair.getFirst());
            assertThat(address == null ? "none" : IpText.text(address)).isEqualTo(pair.getLast());
        }
        for (String bad : List.of(
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1:2",
                ":::",
                "1:::2",
                "::1::",
                "[1.2.3.4]",
                "1:2:3:4:5:6:7:8:",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:1.2.3.4",
                "g::",
                "::1%1",
                "12345::",
                "a.example")) {
            assertThat(IpText.parse(bad)).as(bad).isNull();
        }
    }
}
