package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each form that is refused, with its status; nothing is bound or lost by it.
///
/// Proves REG-005, REG-006, REG-029, REG-033, REG-038, REG-039, REG-040, REG-049.
class RefusalsTest {
    /// @param header that the answer has, as `Name: value`; "" for none
    record Case(String what, Gin gin, int status, String header, List<String> lines) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static final String GIN = "Require: gin";
    private static final String URN = "\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"";
    private static final String PROXY = "Via: SIP/2.0/UDP edge.example.net;branch=z9hG4bKp";

    private static Case gin(String what, int status, String header, String... lines) {
        return new Case(
                what,
                Gin.REQUIRED,
                status,
                header,
                Stream.concat(Stream.of(GIN), Stream.of(lines)).toList());
    }

    private static Case plain(String what, Gin gin, int status, String header, String... lines) {
        return new Case(what, gin, status, header, List.of(lines));
    }

    static Stream<Case> cases() {
        String flow = "<sip:192.0.2.9;bnc>;+sip.instance=" + URN;
        return Stream.of(
                gin("bnc and a user", 400, "", "Contact: <sip:x@192.0.2.9;bnc>"),
                gin("bnc and a user parameter", 400, "", "Contact: <sip:192.0.2.9;bnc;user=phone>"),
                gin("bnc with a value", 400, "", "Contact: <sip:192.0.2.9;bnc=1>"),
                gin(
                        "one right and one wrong bulk contact",
                        400,
                        "",
                        "Contact: <sip:192.0.2.9;bnc>, <sip:a@b.example;bnc>"),
                gin("gin without a bulk contact", 400, "", "Contact: <sip:acme@192.0.2.9>"),
                gin("bnc outside the brackets", 400, "", "Contact: <sip:192.0.2.9>;bnc"),
                gin("a plain contact beside the bulk", 403, "", "Contact: <sip:192.0.2.9;bnc>, <sip:a@192.0.2.8>"),
                plain("plain where gin must be", Gin.REQUIRED, 421, "Require: gin", "Contact: <sip:acme@192.0.2.9>"),
                plain("bulk where gin is off", Gin.OFF, 420, "Unsupported: gin", GIN, "Contact: <sip:192.0.2.9;bnc>"),
                plain("bnc where gin is off", Gin.OFF, 420, "Unsupported: gin", "Contact: <sip:192.0.2.9;bnc>"),
                gin("an unknown extension", 420, "Unsupported: foo", "Require: foo", "Contact: <sip:192.0.2.9;bnc>"),
                gin(
                        "an unknown proxy extension",
                        420,
                        "Unsupported: x",
                        "Proxy-Require: x",
                        "Contact: <sip:192.0.2.9;bnc>"),
                gin(
                        "Path for one who knows none",
                        420,
                        "Unsupported: path",
                        "Path: <sip:p.example.net;lr>",
                        "Contact: <sip:192.0.2.9;bnc>"),
                gin("another's account", 403, "", "To: <sip:other@sp.example.net>", "Contact: <sip:192.0.2.9;bnc>"),
                gin("nobody's account", 403, "", "To: <sip:nobody@sp.example.net>", "Contact: <sip:192.0.2.9;bnc>"),
                gin(
                        "another's number",
                        403,
                        "",
                        "To: <sip:+12145550200@sp.example.net>",
                        "Contact: <sip:192.0.2.9;bnc>"),
                gin(
                        "an account of another domain",
                        404,
                        "",
                        "To: <sip:acme@sp.example.com>",
                        "Contact: <sip:192.0.2.9;bnc>"),
                gin("a telephone number as account", 404, "", "To: <tel:+12145550100>", "Contact: <sip:192.0.2.9;bnc>"),
                plain(
                        "one number by itself",
                        Gin.OPTIONAL,
                        403,
                        "",
                        "To: <sip:+12145550100@sp.example.net>",
                        "Contact: <sip:1@192.0.2.9>"),
                gin("* with a lifetime", 400, "", "Contact: *", "Expires: 3600"),
                gin("* without Expires", 400, "", "Contact: *"),
                gin("* and another", 400, "", "Contact: *, <sip:192.0.2.9;bnc>", "Expires: 0"),
                gin("too brief", 423, "Min-Expires: 60", "Contact: <sip:192.0.2.9;bnc>;expires=10"),
                gin("too brief by header", 423, "Min-Expires: 60", "Contact: <sip:192.0.2.9;bnc>", "Expires: 59"),
                gin("no SIP contact", 403, "", "Contact: <tel:+12145550100>"),
                gin("a contact that is ourselves", 403, "", "Contact: <sip:sp.example.net;bnc>"),
                gin("the same contact twice", 400, "", "Contact: <sip:192.0.2.9;bnc>, <sip:192.0.2.9;BNC>"),
                gin(
                        "five contacts of four",
                        403,
                        "",
                        "Contact: <sip:192.0.2.1;bnc>, <sip:192.0.2.2;bnc>, <sip:192.0.2.3;bnc>, <sip:192.0.2.4;bnc>"),
                gin("a contact without its end", 400, "", "Contact: <sip:192.0.2.9"),
                gin("q above 1", 400, "", "Contact: <sip:192.0.2.9;bnc>;q=1.001"),
                gin("an instance that is none", 400, "", "Contact: <sip:192.0.2.9;bnc>;+sip.instance=\"urn:x\""),
                gin("an instance that breaks out", 400, "", "Contact: <sip:192.0.2.9;bnc>;+sip.instance=\"<a\\\"b>\""),
                gin("too long", 400, "", "Contact: <sip:192.0.2.9;bnc;x=" + "y".repeat(750) + ">"),
                gin("reg-id 0", 400, "", "Contact: " + flow + ";reg-id=0"),
                gin("two flows at once", 400, "", "Contact: " + flow + ";reg-id=1, " + flow + ";reg-id=2"),
                gin(
                        "a first hop without outbound",
                        439,
                        "",
                        "Supported: outbound",
                        PROXY,
                        "Contact: " + flow + ";reg-id=1"),
                gin(
                        "a Path without ob",
                        439,
                        "",
                        "Supported: outbound, path",
                        PROXY,
                        "Path: <sip:e.example.net;lr>",
                        "Contact: " + flow + ";reg-id=1"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefused(Case row) {
        var office = new Office(
                Office.account("acme", row.gin(), 4, true, "+12145550100..+12145550199"),
                Office.account("other", Gin.REQUIRED, 4, true, "+12145550200"));
        Flow flow = Office.udp("198.51.100.3", 5060);
        office.register("acme", flow, "before", 1, before(row.gin()));
        int bound = office.bound("acme").size();
        assertThat(bound).isEqualTo(1);
        Outcome outcome = office.register("acme", flow, "refused", 7, lines(row));
        Response response = Office.response(outcome);
        assertThat(response.status()).as("%s", response).isEqualTo(row.status());
        assertThat(outcome.changes()).isEmpty();
        assertThat(outcome.rule()).isNotEmpty();
        assertThat(office.bound("acme")).hasSize(bound);
        assertThat(office.told).hasSize(1);
        if (!row.header().isEmpty()) assertThat(response.toString()).contains(row.header() + "\n");
    }

    private static String[] before(Gin gin) {
        return gin == Gin.OFF ? new String[] {"Contact: <sip:acme@192.0.2.77>"} : Office.bulk("<sip:192.0.2.77;bnc>");
    }

    private static String[] lines(Case row) {
        // A proxy's Via stands above that of the PBX.
        return row.lines().stream()
                .map(l -> l.equals(PROXY) ? l + ", SIP/2.0/UDP 198.51.100.3;branch=z9hG4bKq" : l)
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("early")
    void isRefusedWithoutAskingWhoItIs(int status, String line) {
        var office = new Office(Office.acme());
        String text =
                Office.text("acme", "early", 1, line, "User-Agent: a name that makes it long enough for an answer");
        Outcome outcome = office.send(text, Office.tls("198.51.100.3", 40_000, 5));
        assertThat(Office.status(outcome)).isEqualTo(status);
        assertThat(outcome.proof()).isEqualTo(Proof.NOTHING);
    }

    static Stream<Arguments> early() {
        return Stream.of(
                Arguments.of(404, "@sip:sp.example.com"),
                Arguments.of(404, "@tel:+12145550100"),
                Arguments.of(400, "@sip:acme@sp.example.net"),
                Arguments.of(416, "@http:x"),
                Arguments.of(401, "Contact: <sip:192.0.2.9"),
                Arguments.of(420, "Require: gin, foo"),
                Arguments.of(401, "Contact: <sip:192.0.2.9>"));
    }

    @Test
    void anotherMethodIsNotAllowed() {
        var office = new Office(Office.acme());
        String text = Office.text("acme", "other", 1).replace("REGISTER", "MESSAGE");
        Response response = Office.response(office.send(text, Office.tls("198.51.100.3", 40_000, 5)));
        assertThat(response.status()).isEqualTo(405);
        String allow = response.raw(HeaderName.ALLOW);
        assertThat(allow).isEqualTo("REGISTER");
    }
}
