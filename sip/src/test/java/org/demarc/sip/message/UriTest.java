package org.demarc.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:alice@atlanta.com",
                "sip:alice:secretword@atlanta.com;transport=tcp",
                "sips:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:+1-212-555-1212:1234@gateway.com;user=phone",
                "sip:alice;day=tuesday@atlanta.com",
                "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
                "sip:user:@h",
                "sip:[2001:db8::10]:5070",
                "sip:[::ffff:192.0.2.1];lr",
                "sip:h.example.com.:65535",
                "sip:1.example.com",
                "sip:a_b-c.example.com",
                "sip:%00@h;%6C%72;n%61me=v%61lue%25%34%31",
                "sip:?,/;@h",
                "tel:+1-201-555-0123",
                "tel:7042;phone-context=example.com",
                "tel:911",
                "tel:+44(20)7946.0000;ext=12;isub=12345",
                "tel:*31#;phone-context=+49",
                "urn:service:sos.police",
                "http://www.example.com/a?b=c",
                "cid:part1@example.com",
            })
    void uriIsReadAndWrittenAsItWas(String text) {
        assertThat(Uri.parse(text)).isInstanceOf(Field.Present.class);
        assertThat(parse(text).toString()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "sip",
                "sip:",
                "sip:@h",
                "sip:a@",
                "sip:a@b@c",
                "sip:a b@c",
                "sip: a@b",
                "sip:a@b ",
                "<sip:a@b>",
                "sip:a@b:",
                "sip:a@b:65536",
                "sip:a@b:x",
                "sip:a@b;",
                "sip:a@b;;x",
                "sip:a@b;x=",
                "sip:a@b;=x",
                "sip:a@b?",
                "sip:a@b?x",
                "sip:a@b?x=1&",
                "sip:a@b;lr;LR",
                "sip:a%4@b",
                "sip:a%zz@b",
                "sip:2001:db8::1",
                "sip:[2001:db8::1",
                "sip:[2001:db8:::1]",
                "sip:[12345::]",
                "sip:[1:2:3:4:5:6:7:8:9]",
                "sip:[1::2::3]",
                "sip:[::1%25eth0]",
                "sip:[]",
                "sip:a@-b",
                "sip:a@b-",
                "sip:a@b..c",
                "sip:a@.b",
                "sip:a@.",
                "sip:a@1.2.3.400",
                "sip:a@1.2.3",
                "sip:a@b.1",
                "sip:a#b@c",
                "sip:\u00fc@c",
                "sip:a@\u00fc",
                "tel:",
                "tel:+",
                "tel:--",
                "tel:+12a",
                "tel:1 2",
                "tel:12;",
                "1a:b",
                "x:",
                "x:a b",
                "x:\u00fc",
                "sip:a@b\0",
                "sip:a\0@b"
            })
    void whatTheGrammarDoesNotAllowIsMalformed(String text) {
        assertThat(Uri.parse(text)).isInstanceOf(Field.Malformed.class);
    }

    /// Proves IP6-006.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # RFC 3261 section 19.1.4
            sip:%61lice@atlanta.com;transport=TCP | sip:alice@AtLanTa.CoM;Transport=tcp      | true
            sip:carol@chicago.com                 | sip:carol@chicago.com;newparam=5         | true
            sip:carol@chicago.com                 | sip:carol@chicago.com;security=on        | true
            sip:carol@chicago.com;newparam=5      | sip:carol@chicago.com;security=on        | true
            sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com | sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com | true
            sip:alice@atlanta.com?subject=project%20x&priority=urgent | sip:alice@atlanta.com?priority=urgent&subject=project%20x | true
            SIP:ALICE@AtLanTa.CoM;Transport=udp   | sip:alice@AtLanTa.CoM;Transport=UDP      | false
            sip:bob@biloxi.com                    | sip:bob@biloxi.com:5060                  | false
            sip:bob@biloxi.com                    | sip:bob@biloxi.com;transport=udp         | false
            sip:bob@biloxi.com                    | sip:bob@biloxi.com:6000;transport=tcp    | false
            sip:carol@chicago.com                 | sip:carol@chicago.com?Subject=next%20meeting | false
            sip:bob@phone21.boxesbybob.com        | sip:bob@192.0.2.4                        | false
            sip:carol@chicago.com;security=on     | sip:carol@chicago.com;security=off       | false
            sip:bob@biloxi.com                    | sips:bob@biloxi.com                      | false
            sip:bob@biloxi.com                    | sip:biloxi.com                           | false
            sip:a%2Fb@h                           | sip:a/b@h                                | false
            sip:a%2fb@h                           | sip:a%2Fb@h                              | true
            sip:h;maddr=1.2.3.4                   | sip:h                                    | false
            sip:h                                 | sip:h;ttl=1                              | false
            sip:[2001:db8::1]                     | sip:[2001:DB8:0:0:0:0:0:1]               | true
            tel:+1-201-555-0123                   | tel:+12015550123                         | true
            tel:7042;phone-context=cs.example.edu | tel:7042;phone-context=CS.example.EDU    | true
            tel:7042;phone-context=+1-2           | tel:7042;phone-context=+12               | true
            tel:7042;phone-context=+1             | tel:7042;phone-context=+12               | false
            tel:7042;a=1;b=2                      | tel:7042;b=2;a=1                         | true
            tel:7042                              | tel:7042;phone-context=+1                | false
            tel:+1;ext=1-2                        | tel:+1;ext=12                            | true
            tel:+1                                | tel:1                                    | false
            tel:+1                                | sip:+1@h                                 | false
            urn:service:sos                       | URN:service:sos                          | true
            urn:service:sos                       | urn:service:fire                         | false
            """)
    void uriIsEquivalent(String one, String other, boolean same) {
        assertThat(parse(one).equivalent(parse(other))).isEqualTo(same);
        assertThat(parse(other).equivalent(parse(one))).isEqualTo(same);
        assertThat(parse(one).equivalent(parse(one))).isTrue();
    }

    @Test
    void partsAreWhatTheyLookLike() {
        assertThat(parse("SIPS:u%20x;p:pw@[2001:DB8::1]:5070;LR;Transport=TCP?a=b"))
                .isEqualTo(new SipUri(
                        true, "u%20x;p", "pw", "[2001:DB8::1]", 5070, Params.of(";lr;transport=TCP"), "a=b"));
        SipUri uri = (SipUri) parse("sip:u%20x%40@h;transport=TCP");
        assertThat(uri.decodedUser()).isEqualTo("u x@");
        assertThat(uri.transport()).isEqualTo("tcp");
        assertThat(SipUri.of("u x@", "h")).isEqualTo(parse("sip:u%20x%40@h"));
        TelUri tel = (TelUri) parse("tel:+1 -".replace(" -", "-(201)555;phone-context=+2"));
        assertThat(tel.digits()).isEqualTo("+1201555");
        assertThat(tel.phoneContext()).isEqualTo("+2");
        assertThat(tel.isGlobal()).isTrue();
    }

    /// Proves IP6-015.
    @Test
    void threeColonsOfTheWrongGrammarAreWrittenAsTwo() {
        assertThat(parse("sip:user@[2001:db8:::192.0.2.1]").toString()).isEqualTo("sip:user@[2001:db8::192.0.2.1]");
    }

    @Test
    void uriThatWouldNotBeReadBackIsNotMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SipUri(false, "a@b", null, "h", -1, Params.EMPTY, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new SipUri(false, "a>", null, "h", -1, Params.EMPTY, ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SipUri(false, null, null, "h;x", -1, Params.EMPTY, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new SipUri(false, null, "p", "h", -1, Params.EMPTY, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> SipUri.of("a", "h", 65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> new TelUri("12x", Params.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> Params.EMPTY.with("a", "b;c=d"));
        assertThatIllegalArgumentException().isThrownBy(() -> Params.EMPTY.with("a", "\"b\"c"));
        assertThatIllegalArgumentException().isThrownBy(() -> Params.EMPTY.with("a=b"));
    }

    static Uri parse(String text) {
        return switch (Uri.parse(text)) {
            case Field.Present<Uri>(Uri uri) -> uri;
            case Field.Absent<Uri> _ -> throw new AssertionError("absent");
            case Field.Malformed<Uri>(String why) -> throw new AssertionError(text + ": " + why);
        };
    }
}
