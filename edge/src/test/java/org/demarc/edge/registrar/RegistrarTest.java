package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Limits;
import org.demarc.sip.message.NameAddr;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.ServiceRoute;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.junit.jupiter.api.Test;

/// What a registrar binds and answers.
///
/// Proves REG-009, REG-012, REG-020, REG-024, REG-026, REG-031, REG-032, REG-037, REG-038, REG-039, REG-041, REG-049.
class RegistrarTest {
    private static final String URN = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String INSTANCE = ";+sip.instance=\"<" + URN + ">\"";
    private static final Flow FLOW = Office.tls("198.51.100.3", 40_122, 9);

    private final Office office = new Office(Office.acme());

    private static String resource(String name) throws IOException {
        try (InputStream in = RegistrarTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Contact> contacts(Outcome outcome) {
        Response response = Office.response(outcome);
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        return ((Fields.Values<Contact>) response.all(Contact.TYPE)).values();
    }

    private static Office trunk1456(RegistrationAccount.Told told) {
        RegistrationAccount acme = Office.acme();
        return new Office(
                RegistrarPolicy.DEFAULT,
                null,
                new RegistrationAccount(
                                "t",
                                "trunk1456",
                                Office.DOMAIN,
                                Gin.REQUIRED,
                                NumberPlace.REQUEST_URI,
                                acme.numbers(),
                                RegistrationAccount.secrets(
                                        "trunk1456", Office.DOMAIN, "example-secret-1456", List.of(Algorithm.SHA_256)),
                                new Lifetimes(60, 1_800, 1_800),
                                4,
                                true)
                        .with(told));
    }

    /// Proves SEC-006, SEC-022.
    @Test
    void theExampleOfTheProfileIsChallengedAndThenBound() throws IOException {
        NameAddr edge = NameAddr.of(uri("sip:edge1.sp.example.net;transport=tls;lr"));
        NameAddr core = NameAddr.of(uri("sip:core.sp.example.net;lr"));
        Office provider =
                trunk1456(new RegistrationAccount.Told(120, List.of(new ServiceRoute(edge), new ServiceRoute(core))));
        Response challenge = Office.response(provider.send(resource("01-register-first.sip"), FLOW));
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(challenge.rawAll(HeaderName.WWW_AUTHENTICATE)).hasSize(2);
        assertThat(challenge.rawAll(HeaderName.WWW_AUTHENTICATE).getFirst())
                .startsWith("Digest realm=\"sp.example.net\",nonce=\"")
                .endsWith(",algorithm=SHA-256,qop=\"auth\"");
        // Right secret, but a nonce of the example's own: a new one will do.
        Outcome stale = provider.send(resource("03-register-auth.sip"), FLOW);
        assertThat(stale.proof()).isEqualTo(Proof.STALE);
        assertThat(Office.response(stale).rawAll(HeaderName.WWW_AUTHENTICATE).getFirst())
                .contains("stale=true");
        String again = resource("03-register-auth.sip")
                .replaceAll(
                        "Authorization: .*",
                        Matcher.quoteReplacement(provider.authorization(
                                "trunk1456", "example-secret-1456", Algorithm.SHA_256, "sip:sp.example.net")));
        Response done = Office.response(provider.send(again, FLOW));
        Response example = (Response) ((Decoded.Complete) new MessageDecoder(Limits.DEFAULT)
                        .decode(
                                resource("04-register-200.sip").getBytes(StandardCharsets.UTF_8),
                                resource("04-register-200.sip").length()))
                .message();
        assertThat(done.status()).isEqualTo(example.status());
        assertThat(done.raw(HeaderName.SERVICE_ROUTE)).isEqualTo(example.raw(HeaderName.SERVICE_ROUTE));
        assertThat(done.raw(HeaderName.REQUIRE)).isEqualTo(example.raw(HeaderName.REQUIRE));
        assertThat(done.raw(HeaderName.SUPPORTED)).isEqualTo(example.raw(HeaderName.SUPPORTED));
        assertThat(done.raw(HeaderName.FLOW_TIMER)).isEqualTo("120");
        // The client supports gruu; the example's provider does not.
        assertThat(Objects.requireNonNull(done.raw(HeaderName.CONTACT)).replaceAll(";pub-gruu=\"[^\"]*\"", ""))
                .isEqualTo(example.raw(HeaderName.CONTACT));
    }

    private static Uri uri(String text) {
        return ((Field.Present<Uri>) Uri.parse(text)).value();
    }

    @Test
    void aBulkContactIsBoundAndListedWithItsTimeAndADate() {
        office.now = 1_795_341_600_000L; // 2026-11-22 10:00:00
        Outcome outcome = office.register("acme", FLOW, "c", 1, Office.bulk("<sip:198.51.100.3:5061;bnc;line=7>"));
        assertThat(contacts(outcome))
                .extracting(Contact::toString)
                .containsExactly("<sip:198.51.100.3:5061;bnc;line=7>;expires=3600");
        assertThat(Office.response(outcome).raw(HeaderName.DATE)).isEqualTo("Sun, 22 Nov 2026 10:00:00 GMT");
        assertThat(Office.response(outcome).raw(HeaderName.REQUIRE)).isNull();
        assertThat(outcome.account()).isEqualTo("acme");
        assertThat(office.told).extracting(BindingChange::event).containsExactly(BindingChange.Event.REGISTERED);
    }

    /// An address is one, however it is written (RFC 5954 section 4.2).
    ///
    /// Proves IP6-006.
    @Test
    void aContactIsTheSameInEachTextOfItsAddress() {
        office.register("acme", FLOW, "c", 1, Office.bulk("<sip:[2001:DB8:0:0::1]:5061;bnc>"));
        Outcome again = office.register("acme", FLOW, "c", 2, Office.bulk("<sip:[2001:db8::1]:5061;bnc>"));
        assertThat(contacts(again)).hasSize(1);
        assertThat(contacts(office.register("acme", FLOW, "c", 3, Office.bulk("<sip:[2001:db8::2]:5061;bnc>"))))
                .hasSize(2);
    }

    @Test
    void aLongerTimeThanWantedIsShortened() {
        String[] lines = Office.bulk("<sip:192.0.2.9;bnc>;expires=4294967295");
        assertThat(contacts(office.register("acme", FLOW, "c", 1, lines))
                        .getFirst()
                        .expires())
                .isEqualTo(86_400);
    }

    /// What a store has to be told: a new contact, one that is reached in another way, and a refresh once what is
    /// written would end a tenth of its life too early.
    @Test
    void aRefreshIsWrittenDownOnlyWhereItMatters() {
        String[] contact = Office.bulk("<sip:192.0.2.9;bnc>");
        office.register("acme", FLOW, "c", 1, contact);
        for (int i = 2; i < 7; i++) {
            office.now += 70_000; // of an hour
            office.register("acme", FLOW, "c", i, contact);
        }
        assertThat(office.told)
                .extracting(BindingChange::isAsWritten)
                .containsExactly(false, true, true, true, true, true);
        office.now += 70_000;
        office.register("acme", FLOW, "c", 7, contact);
        assertThat(office.told.getLast().isAsWritten()).isFalse();
        assertThat(office.told.getLast().prolongs()).isTrue();
        office.register("acme", FLOW, "c", 8, Office.bulk("<sip:192.0.2.9;bnc>;expires=600"));
        assertThat(office.told.getLast().isAsWritten()).as("it ends sooner").isFalse();
        office.register("acme", FLOW, "c", 9, Office.bulk("<sip:192.0.2.9;bnc>;expires=600;q=0.5"));
        assertThat(office.told.getLast().prolongs()).isFalse();
        office.register("acme", Office.udp("198.51.100.3", 5_062), "c", 10, Office.bulk("<sip:192.0.2.9;bnc>;q=0.5"));
        assertThat(office.told.getLast().prolongs()).as("by another flow").isFalse();
        assertThat(office.told.getLast().isAsWritten()).isFalse();
    }

    @Test
    void allBindingsAreListedAndAQueryChangesNothing() {
        office.register("acme", FLOW, "c1", 1, Office.bulk("<sip:192.0.2.9;bnc>;q=0.5"));
        office.now += 10_000;
        Outcome both = office.register("acme", FLOW, "c2", 1, Office.bulk("<sip:192.0.2.8;bnc>;q=1.0"));
        assertThat(contacts(both))
                .extracting(Contact::toString)
                .containsExactly("<sip:192.0.2.8;bnc>;expires=3600;q=1.0", "<sip:192.0.2.9;bnc>;expires=3590;q=0.5");
        Outcome query = office.register("acme", FLOW, "c3", 1);
        assertThat(contacts(query)).hasSize(2);
        assertThat(query.changes()).isEmpty();
    }

    @Test
    void pathIsStoredAndRepeatedAndRecordRouteIsIgnored() {
        Outcome outcome = office.register(
                "acme",
                FLOW,
                "c",
                1,
                Office.bulk(
                        "<sip:pbx.example;bnc>",
                        "Path: <sip:one.example.net;lr>, <sip:two.example.net;lr>",
                        "Record-Route: <sip:rr.example.net;lr>"));
        assertThat(Office.response(outcome).rawAll(HeaderName.PATH))
                .containsExactly("<sip:one.example.net;lr>", "<sip:two.example.net;lr>");
        assertThat(Office.response(outcome).has(HeaderName.RECORD_ROUTE)).isFalse();
        assertThat(office.bound("acme").getFirst().path())
                .containsExactly("<sip:one.example.net;lr>", "<sip:two.example.net;lr>");
    }

    @Test
    void anOldCseqOfTheSameCallIdChangesNothing() {
        office.register("acme", FLOW, "c", 5, Office.bulk("<sip:192.0.2.9;bnc>"));
        for (long old : new long[] {4, 5}) {
            Outcome late = office.register("acme", FLOW, "c", old, Office.bulk("<sip:192.0.2.9;bnc>;expires=0"));
            assertThat(Office.status(late)).isEqualTo(400);
            assertThat(office.bound("acme")).hasSize(1);
        }
        Outcome all = office.register("acme", FLOW, "c", 5, "Contact: *", "Expires: 0", "Require: gin");
        assertThat(Office.status(all)).isEqualTo(400);
        assertThat(office.bound("acme")).hasSize(1);
        // A PBX that starts again has a new Call-ID and counts from 1.
        Outcome restarted = office.register("acme", FLOW, "c-new", 1, Office.bulk("<sip:192.0.2.9;bnc>"));
        assertThat(contacts(restarted)).hasSize(1);
        assertThat(office.bound("acme").getFirst().cseq()).isEqualTo(1);
    }

    @Test
    void aContactIsRemovedByItselfAndAllByStar() {
        office.register("acme", FLOW, "c", 1, Office.bulk("<sip:192.0.2.9;bnc>"));
        office.register("acme", FLOW, "c", 2, Office.bulk("<sip:192.0.2.8;bnc>"));
        office.register("acme", FLOW, "c", 3, Office.bulk("<sip:192.0.2.7;bnc>"));
        Outcome one = office.register("acme", FLOW, "c", 4, Office.bulk("<sip:192.0.2.9;bnc>", "Expires: 0"));
        assertThat(contacts(one)).hasSize(2);
        Outcome all = office.register("acme", FLOW, "c", 5, "Contact: *", "Expires: 0");
        assertThat(contacts(all)).isEmpty();
        assertThat(all.changes()).hasSize(2);
        assertThat(office.bound("acme")).isEmpty();
    }

    @Test
    void oneNumberCannotBeTakenOutOfTheBulk() {
        office.register("acme", FLOW, "c", 1, Office.bulk("<sip:192.0.2.9:5070;bnc>"));
        Outcome one = office.register(
                "acme",
                FLOW,
                "d",
                1,
                "To: <sip:+12145550105@sp.example.net>",
                "Contact: <sip:+12145550105@192.0.2.9:5070>;expires=0");
        assertThat(contacts(one))
                .extracting(Contact::toString)
                .containsExactly("<sip:+12145550105@192.0.2.9:5070>;expires=3600");
        assertThat(office.bound("acme")).hasSize(1);
    }

    @Test
    void anOutboundBindingIsKeyedByInstanceAndFlow() {
        Flow second = Office.tls("198.51.100.3", 40_200, 10);
        Outcome first = office.register(
                "acme", FLOW, "c1", 1, Office.bulk("<sip:198.51.100.3:5061;bnc>" + INSTANCE + ";reg-id=1"));
        assertThat(Office.response(first).raw(HeaderName.REQUIRE)).isEqualTo("outbound");
        office.register("acme", second, "c2", 1, Office.bulk("<sip:198.51.100.4:5061;bnc>" + INSTANCE + ";reg-id=1"));
        assertThat(office.bound("acme")).singleElement().satisfies(b -> {
            assertThat(b.contact().host()).isEqualTo("198.51.100.4");
            assertThat(b.flow()).isEqualTo(second);
        });
        Outcome other = office.register(
                "acme", FLOW, "c3", 1, Office.bulk("<sip:198.51.100.4:5061;bnc>" + INSTANCE + ";reg-id=2"));
        assertThat(contacts(other)).hasSize(2);
    }

    @Test
    void outboundIsConfirmedOnlyWhereItWorks() {
        String via = "Via: SIP/2.0/TLS edge.example.net;branch=z9hG4bKp, SIP/2.0/TLS 198.51.100.3;branch=z9hG4bKq";
        String contact = "<sip:198.51.100.3;bnc>" + INSTANCE + ";reg-id=1";
        Outcome through = office.register(
                "acme", FLOW, "c", 1, Office.bulk(contact, via, "Path: <sip:token@edge.example.net;lr;ob>"));
        assertThat(Office.response(through).raw(HeaderName.REQUIRE)).isEqualTo("outbound");
        assertThat(office.bound("acme").getFirst().flow()).isNull();
        // Not asked for: applied, but not confirmed.
        Outcome silent =
                office.register("acme", FLOW, "d", 1, "Contact: " + contact, "Require: gin", "Supported: path");
        assertThat(Office.response(silent).raw(HeaderName.REQUIRE)).isNull();
        // Not supported by the UA and a first hop that does not do it: a binding as any other.
        Outcome plain = office.register(
                "acme",
                FLOW,
                "e",
                1,
                "Contact: " + contact.replace("198.51.100.3", "198.51.100.9"),
                via,
                "Require: gin");
        assertThat(Office.response(plain).raw(HeaderName.REQUIRE)).isNull();
        assertThat(office.bound("acme")).extracting(Binding::regId).contains(0);
    }

    @Test
    void anAccountWithoutOutboundBindsByContact() {
        Office without = new Office(Office.account("acme", Gin.REQUIRED, 4, false, "+12145550100"));
        String contact = "<sip:198.51.100.3;bnc>" + INSTANCE + ";reg-id=1";
        Outcome outcome = without.register("acme", FLOW, "c", 1, Office.bulk(contact));
        assertThat(Office.response(outcome).raw(HeaderName.REQUIRE)).isNull();
        assertThat(Office.response(outcome).raw(HeaderName.SUPPORTED)).isEqualTo("gin, path");
        Outcome must = without.register("acme", FLOW, "d", 1, Office.bulk(contact, "Require: outbound"));
        assertThat(Office.status(must)).isEqualTo(420);
    }

    @Test
    void aPlainContactIsBoundWhereTheAccountMay() {
        Office both = new Office(Office.account("acme", Gin.OPTIONAL, 4, true, "+12145550100"));
        assertThat(contacts(both.register("acme", FLOW, "c", 1, "Contact: <sip:acme@192.0.2.9>")))
                .extracting(Contact::toString)
                .containsExactly("<sip:acme@192.0.2.9>;expires=3600");
    }

    @Test
    void gruusAreGivenToThoseWhoKnowThem() {
        var gruus = new TemporaryGruus(new byte[32], List.of());
        Office provider = new Office(RegistrarPolicy.DEFAULT, gruus, Office.acme());
        String contact = "<sip:198.51.100.3;bnc>" + INSTANCE + ";pub-gruu=\"sip:mine@x;gr=y\"";
        String first = contacts(provider.register("acme", FLOW, "c", 1, Office.bulk(contact)))
                .getFirst()
                .toString();
        assertThat(first)
                .contains(";pub-gruu=\"sip:sp.example.net;bnc;gr=" + URN + "\"")
                .doesNotContain("mine");
        String cookie = cookie(first);
        assertThat(cookie).hasSize(22);
        String refreshed = contacts(provider.register("acme", FLOW, "c", 2, Office.bulk(contact)))
                .getFirst()
                .toString();
        assertThat(cookie(refreshed)).isEqualTo(cookie);
        String anew = contacts(provider.register("acme", FLOW, "d", 1, Office.bulk(contact)))
                .getFirst()
                .toString();
        assertThat(cookie(anew)).isNotEqualTo(cookie);
        String unknown = contacts(provider.register(
                        "acme", FLOW, "d", 2, "Contact: " + contact, "Require: gin", "Supported: path"))
                .getFirst()
                .toString();
        assertThat(unknown).doesNotContain("pub-gruu").contains("temp-gruu-cookie");
    }

    private static String cookie(String contact) {
        int at = contact.indexOf("temp-gruu-cookie=\"") + 18;
        return contact.substring(at, contact.indexOf('"', at));
    }

    @Test
    void aPbxThatRestartsGetsThePlaceOfItsOldContact() {
        Office one = new Office(Office.account("acme", Gin.REQUIRED, 2, false, "+12145550100"));
        one.register("acme", Office.tls("192.0.2.9", 1, 1), "c1", 1, Office.bulk("<sip:192.0.2.9:1001;bnc>"));
        one.now += 1_000;
        one.register("acme", Office.tls("192.0.2.8", 1, 2), "c2", 1, Office.bulk("<sip:192.0.2.8:1001;bnc>"));
        one.now += 1_000;
        Outcome third =
                one.register("acme", Office.tls("192.0.2.9", 2, 3), "c3", 1, Office.bulk("<sip:192.0.2.9:1002;bnc>"));
        assertThat(contacts(third))
                .extracting(c -> c.uri().toString())
                .containsExactly("sip:192.0.2.9:1002;bnc", "sip:192.0.2.8:1001;bnc");
        assertThat(third.changes())
                .extracting(BindingChange::event)
                .containsExactlyInAnyOrder(BindingChange.Event.REGISTERED, BindingChange.Event.DEACTIVATED);
        Outcome stranger =
                one.register("acme", Office.tls("192.0.2.7", 1, 4), "c4", 1, Office.bulk("<sip:192.0.2.7;bnc>"));
        assertThat(Office.status(stranger)).isEqualTo(403);
    }
}
