package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.junit.jupiter.api.Test;

/// Where a request to a registered PBX goes.
///
/// Proves REG-007, REG-008, REG-010, REG-012, REG-024, REG-032, REG-034, REG-042, REG-052, REG-053, NAT-001.
class InboundTest {
    private static final String URN = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String INSTANCE = ";+sip.instance=\"<" + URN + ">\"";
    private static final Flow ONE = Office.tls("198.51.100.3", 40_001, 1);
    private static final Flow TWO = Office.tls("198.51.100.3", 40_002, 2);

    private final Set<Flow> dead = new HashSet<>();
    private final Office office = new Office(Office.acme());

    private Inbound inbound(Office at, TemporaryGruus gruus) {
        return new Inbound(at.registrations, gruus, f -> !dead.contains(f));
    }

    private Targets find(String uri) {
        return new Inbound(office.registrations, null, f -> !dead.contains(f)).find(uri(uri), office.now);
    }

    private static Uri uri(String text) {
        return ((Field.Present<Uri>) Uri.parse(text)).value();
    }

    private static List<String> uris(Targets targets) {
        List<String> all = new ArrayList<>();
        for (Target t : targets.remaining()) all.add(t.requestUri().toString());
        return all;
    }

    private static Target first(Targets targets) {
        return Objects.requireNonNull(targets.first());
    }

    @Test
    void theContactOfANumberHasItInFrontAndKeepsAllOtherParameters() {
        office.register("acme", ONE, "c", 1, Office.bulk("<sip:192.0.2.9:5060;bnc;line=7;transport=tcp>"));
        for (String asked : List.of(
                "sip:+12145550105@sp.example.net",
                "sip:+1-214-555-0105@sp.example.net;user=phone",
                "sip:+1(214)555.0105@198.51.100.9",
                "tel:+1-214-555-0105")) {
            assertThat(uris(find(asked))).containsExactly("sip:+12145550105@192.0.2.9:5060;line=7;transport=tcp");
        }
        assertThat(first(find("tel:+12145550105")).flow()).isEqualTo(ONE);
    }

    @Test
    void whatIsNobodysIsNotFoundAndWhatIsNotBoundIsUnavailable() {
        assertThat(find("sip:+12145550105@sp.example.net").status()).isEqualTo(480);
        assertThat(find("sip:+12145559999@sp.example.net").status()).isEqualTo(404);
        assertThat(find("sip:nobody@sp.example.net").status()).isEqualTo(404);
        assertThat(find("sip:+12145559999@sp.example.net").registration()).isNull();
        office.register("acme", ONE, "c", 1, Office.bulk("<sip:192.0.2.9;bnc>;expires=60"));
        office.now += 60_000;
        assertThat(find("sip:+12145550105@sp.example.net").status()).isEqualTo(480);
    }

    @Test
    void pathIsTheRouteAndLeadsTheWay() {
        office.register(
                "acme",
                ONE,
                "c",
                1,
                Office.bulk("<sip:pbx.example;bnc>", "Path: <sip:pbx@198.51.100.3:5060;lr>, <sip:b.example;lr>"));
        Target target = first(find("sip:+12145550105@sp.example.net"));
        assertThat(target.requestUri()).hasToString("sip:+12145550105@pbx.example");
        assertThat(target.route()).containsExactly("<sip:pbx@198.51.100.3:5060;lr>", "<sip:b.example;lr>");
        assertThat(target.flow()).isNull();
    }

    @Test
    void theOrderIsByQThenTheNewestFirst() {
        office.register("acme", ONE, "c1", 1, Office.bulk("<sip:192.0.2.1;bnc>;q=0.5"));
        office.now += 1_000;
        office.register("acme", ONE, "c2", 1, Office.bulk("<sip:192.0.2.2;bnc>;q=0.5"));
        office.now += 1_000;
        office.register("acme", ONE, "c3", 1, Office.bulk("<sip:192.0.2.3;bnc>;q=0.1"));
        office.now += 1_000;
        office.register("acme", ONE, "c4", 1, Office.bulk("<sip:192.0.2.4;bnc>"));
        Targets targets = find("sip:+12145550105@sp.example.net");
        assertThat(targets.remaining())
                .extracting(t -> t.requestUri().host())
                .containsExactly("192.0.2.4", "192.0.2.2", "192.0.2.1", "192.0.2.3");
        // Contacts that say no instance are each their own: a refusal of one does not speak for another.
        assertThat(targets.after(503).remaining()).hasSize(3);
    }

    private void twoFlows() {
        office.register("acme", ONE, "c1", 1, Office.bulk("<sip:198.51.100.3;bnc>" + INSTANCE + ";reg-id=1"));
        office.now += 1_000;
        office.register("acme", TWO, "c2", 1, Office.bulk("<sip:198.51.100.3;bnc>" + INSTANCE + ";reg-id=2"));
    }

    @Test
    void theFlowsOfAnInstanceAreTriedOneAfterTheOther() {
        twoFlows();
        Targets targets = find("sip:+12145550105@sp.example.net");
        assertThat(targets.remaining()).extracting(Target::flow).containsExactly(TWO, ONE);
        for (int status : new int[] {408, 430}) {
            assertThat(first(targets.after(status)).flow()).isEqualTo(ONE);
        }
        for (int status : new int[] {486, 503, 603, 404}) {
            assertThat(targets.after(status).first()).as("after %s", status).isNull();
        }
        assertThat(targets.after(430).after(430).first()).isNull();
        assertThat(targets.after(430).after(430).status()).isEqualTo(430);
    }

    @Test
    void aFlowThatIsGoneIsPassedOver() {
        twoFlows();
        office.registrations.closed(TWO);
        assertThat(find("sip:+12145550105@sp.example.net").remaining())
                .extracting(Target::flow)
                .containsExactly(ONE);
        dead.add(ONE);
        Targets none = find("sip:+12145550105@sp.example.net");
        assertThat(none.first()).isNull();
        assertThat(none.status()).isEqualTo(430);
        assertThat(office.bound("acme")).hasSize(2);
    }

    @Test
    void withoutOutboundAClosedConnectionLeavesTheContact() {
        office.register("acme", ONE, "c", 1, Office.bulk("<sip:192.0.2.9;bnc>"));
        office.registrations.closed(ONE);
        Target target = first(find("sip:+12145550105@sp.example.net"));
        assertThat(target.flow()).isNull();
        assertThat(target.requestUri()).hasToString("sip:+12145550105@192.0.2.9");
    }

    @Test
    void aRequestToAGruuKeepsItsTokenAndGoesToThatInstanceAlone() {
        office.register("acme", ONE, "c1", 1, Office.bulk("<sip:198.51.100.3;bnc>" + INSTANCE));
        office.register("acme", TWO, "c2", 1, Office.bulk("<sip:198.51.100.4;bnc>"));
        assertThat(uris(find("sip:+12145550102@sp.example.net;gr=" + URN + ";sg=00:05:03:5e:70:a6")))
                .containsExactly("sip:+12145550102@198.51.100.3;sg=00:05:03:5e:70:a6");
        assertThat(find("sip:+12145550102@sp.example.net;gr=urn:uuid:other").status())
                .isEqualTo(480);
        assertThat(uris(find("sip:+12145550102@sp.example.net;sg=x")))
                .hasSize(2)
                .noneMatch(u -> u.contains("sg="));
    }

    @Test
    void aTemporaryGruuLeadsToTheRegistrationThatGaveItsCookie() {
        // A key that seals by turning each octet round: the arithmetic of RSA is not ours to test.
        var gruus = new TemporaryGruus(new byte[32], List.of(InboundTest::turned));
        Office provider = new Office(RegistrarPolicy.DEFAULT, gruus, Office.acme());
        String contact = Objects.requireNonNull(
                Office.response(provider.register("acme", ONE, "c", 1, Office.bulk("<sip:198.51.100.3;bnc>")))
                        .raw(org.demarc.sip.message.HeaderName.CONTACT));
        String cookie = contact.substring(contact.indexOf("cookie=\"") + 8, contact.length() - 1);
        byte[] message = java.util.Arrays.copyOf(Base64.getDecoder().decode(cookie), 26);
        String user = "tgruu." + Base64.getEncoder().withoutPadding().encodeToString(turned(message)) + ".c2VhbA";
        Inbound inbound = inbound(provider, gruus);
        assertThat(uris(inbound.find(uri("sip:" + user + "@sp.example.net;gr=phone1"), provider.now)))
                .containsExactly("sip:" + user + "@198.51.100.3;gr=phone1");
        message[9] ^= 1;
        String forged = "tgruu." + Base64.getEncoder().withoutPadding().encodeToString(turned(message)) + ".c2VhbA";
        assertThat(inbound.find(uri("sip:" + forged + "@sp.example.net;gr=phone1"), provider.now)
                        .status())
                .isEqualTo(404);
    }

    private static byte[] turned(byte[] octets) {
        byte[] out = octets.clone();
        for (int i = 0; i < out.length; i++) out[i] ^= 0x5a;
        return out;
    }

    @Test
    void aPlainContactGetsTheNumberWhereItsAccountWantsIt() {
        for (NumberPlace place : NumberPlace.values()) {
            RegistrationAccount acme = Office.acme();
            Office plain = new Office(new RegistrationAccount(
                    "acme",
                    "acme",
                    Office.DOMAIN,
                    Gin.OFF,
                    place,
                    acme.numbers(),
                    acme.secrets(),
                    acme.lifetimes(),
                    1,
                    false));
            plain.register("acme", ONE, "c", 1, "Contact: <sip:line@192.0.2.9>");
            Targets targets = inbound(plain, new TemporaryGruus(new byte[32], List.of()))
                    .find(uri("sip:+12145550105@sp.example.net"), plain.now);
            assertThat(uris(targets))
                    .containsExactly(place == NumberPlace.TO ? "sip:line@192.0.2.9" : "sip:+12145550105@192.0.2.9");
            assertThat(uris(inbound(plain, new TemporaryGruus(new byte[32], List.of()))
                            .find(uri("sip:acme@sp.example.net"), plain.now)))
                    .containsExactly("sip:line@192.0.2.9");
        }
    }
}
