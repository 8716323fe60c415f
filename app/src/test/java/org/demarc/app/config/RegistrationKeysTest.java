package org.demarc.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.RegistrationMode.AsRegistrar;
import org.demarc.trunk.account.RegistrationMode.AtProvider;
import org.demarc.trunk.account.RegistrationMode.Authenticate;
import org.demarc.trunk.account.RegistrationMode.CalledNumber;
import org.demarc.trunk.account.RegistrationMode.Gin;
import org.demarc.trunk.account.RegistrationMode.Identity;
import org.demarc.trunk.account.RegistrationMode.Lifetimes;
import org.demarc.trunk.account.RegistrationMode.Outbound;
import org.demarc.trunk.account.RegistrationMode.Registrars;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a trunk of mode registration says of itself, and what may be wrong with that.
class RegistrationKeysTest {
    private static final String SECRET = "s3cret:of/acme";
    private static final Fake WITH_SECRET =
            new Fake(Map.of("ACME_PASSWORD", SECRET), Map.of("/etc/demarc/acme", SECRET + "\n"));

    private static final String SOUND = """
            networks:
              outside:
                addresses: [192.0.2.5]
                sip: { udp: 5060, tcp: 5060 }
                media: { ports: 20000-29999 }
            trunks:
              acme:
                faces: pbx
                network: outside
                mode: registration
                domain: SP.example.net
                account: { user: acme, password: "${ACME_PASSWORD}" }
                numbers: ["+12145550100..+12145550199"]
            """;

    private static RegistrationMode read(String yaml) {
        return Objects.requireNonNull(trunk(yaml).registration());
    }

    private static Trunk trunk(String yaml) {
        return WITH_SECRET.sound(yaml).edge().trunks().getFirst();
    }

    @Test
    void passwordBecomesWhatARegistrarNeedsAndIsForgotten() {
        RegistrationMode mode = read(SOUND);
        assertThat(mode.account().password()).isNull();
        assertThat(mode.account().realm()).isEqualTo("sp.example.net");
        assertThat(mode.account().ha1s())
                .isEqualTo(Map.of(
                        Algorithm.SHA_256,
                        Ha1.of(Algorithm.SHA_256, "acme", "sp.example.net", SECRET),
                        Algorithm.MD5,
                        Ha1.of(Algorithm.MD5, "acme", "sp.example.net", SECRET)));
        assertThat(mode.gin()).isEqualTo(Gin.REQUIRED);
        assertThat(mode.lifetimes()).isEqualTo(Lifetimes.DEFAULT);
        assertThat(mode.contacts()).isEqualTo(4);
        assertThat(mode.calledNumber()).isEqualTo(CalledNumber.REQUEST_URI);
        assertThat(mode.authenticate()).isEqualTo(Authenticate.SECURE_FLOW);
        assertThat(trunk(SOUND).toString()).doesNotContain(SECRET);
    }

    @Test
    void fileAndHa1AreTheSameSecret() {
        String hex = Ha1.of(Algorithm.SHA_256, "acme", "sp.example.net", SECRET).hex();
        RegistrationMode fromFile = read(SOUND.replace("\"${ACME_PASSWORD}\"", "\"file:acme\""));
        RegistrationMode fromHa1 =
                read(SOUND.replace("password: \"${ACME_PASSWORD}\"", "ha1: { sha-256: " + hex + " }"));
        assertThat(fromFile).isEqualTo(read(SOUND));
        assertThat(fromHa1.account().algorithms()).containsExactly(Algorithm.SHA_256);
        assertThat(fromHa1.account().ha1s().get(Algorithm.SHA_256))
                .isEqualTo(fromFile.account().ha1s().get(Algorithm.SHA_256));
    }

    @Test
    void everythingElseIsTaken() {
        RegistrationMode mode = read(SOUND
                + "    gin: optional\n    registration: { expires: 10m, min-expires: 2m, max-expires: 30m, contacts: 2,"
                + " called-number: to, authenticate: always, flow-timer: 30s,"
                + " service-route: [\"sip:edge.example.net;lr\"] }\n");
        assertThat(mode.asRegistrar()).isEqualTo(new AsRegistrar(30, List.of("sip:edge.example.net;lr")));
        assertThat(read(SOUND + "    registration: { flow-timer: off }\n")
                        .asRegistrar()
                        .flowTimer())
                .isZero();
        assertThat(mode.gin()).isEqualTo(Gin.OPTIONAL);
        assertThat(mode.lifetimes()).isEqualTo(new Lifetimes(120, 600, 1800));
        assertThat(mode.contacts()).isEqualTo(2);
        assertThat(mode.calledNumber()).isEqualTo(CalledNumber.TO);
        assertThat(mode.authenticate()).isEqualTo(Authenticate.ALWAYS);
    }

    /// What comes by UDP from the address of a registration may come from anybody: who wants it believed is warned.
    ///
    /// Proves AUT-002.
    @Test
    void toBelieveAnAddressIsAChoiceThatIsWarnedOf() {
        assertThat(said(SOUND)).noneMatch(l -> l.contains("AUT-002"));
        String yaml = SOUND + "    registration: { authenticate: flow }\n";
        assertThat(read(yaml).authenticate()).isEqualTo(Authenticate.FLOW);
        assertThat(said(yaml))
                .contains("warning f:14:35: 'flow' believes every datagram that seems to come from the registered"
                        + " address: over UDP anybody can write that address (catalogue AUT-002)");
    }

    @Test
    void aReloadSeesAChangedSecret() {
        NodeConfig before = WITH_SECRET.sound(SOUND);
        NodeConfig after = new Fake(Map.of("ACME_PASSWORD", "other"), Map.of()).sound(SOUND);
        assertThat(Changes.between(before, after).live()).containsExactly("trunks.acme");
        assertThat(Changes.between(before, WITH_SECRET.sound(SOUND)).live()).isEmpty();
    }

    static Stream<Arguments> table() {
        return Stream.of(
                row(
                        "    domain: SP.example.net\n",
                        "",
                        "f:7:3: 'domain' is missing: for mode registration the provider's SIP domain is expected"),
                row(
                        "account: { user: acme, password: \"${ACME_PASSWORD}\" }",
                        "gin: off",
                        "f:7:3: 'account' is missing: for mode registration user and password is expected"),
                row("user: acme, ", "", "f:12:5: 'user' is missing: the user name of the account is expected"),
                row(
                        ", password: \"${ACME_PASSWORD}\"",
                        "",
                        "f:12:5: 'password' is missing: a password, or 'ha1', is expected"),
                row(
                        "user: acme",
                        "user: \"a b\"",
                        "f:12:22: 1 to 64 letters, digits and characters of -_.!~*'()&=+$,;?/ are expected, not 'a b'"),
                row("\"${ACME_PASSWORD}\"", "\"\"", "f:12:38: the password is empty"),
                row(
                        "password: \"${ACME_PASSWORD}\"",
                        "ha1: { md5: 12 }",
                        "f:12:40: 32 hexadecimal digits, as 'demarc hash-password' prints them, are expected"),
                row(
                        "password: \"${ACME_PASSWORD}\"",
                        "password: x, ha1: { md5: 3d78807defe7de2157e2b0b6573a855f }",
                        "f:12:46: 'password' and 'ha1' are both here: one of them is expected"),
                row(
                        "password: \"${ACME_PASSWORD}\"",
                        "ha1: { md5: 3d78807defe7de2157e2b0b6573a855f }, algorithms: [sha-256]",
                        "f:12:89: 'ha1' has no sha-256"),
                row(
                        "password: \"${ACME_PASSWORD}\"",
                        "password: x, algorithms: [sha-1]",
                        "f:12:54: sha-512-256, sha-256 or md5 is expected, not 'sha-1'"),
                row(
                        "password: \"${ACME_PASSWORD}\"",
                        "password: x, realm: other",
                        "f:12:48: 'other' is not the domain: the realm of accounts that register here is their domain"),
                row(
                        "    numbers",
                        "    registration: { expires: 30s }\n    numbers",
                        "f:13:30: 'min-expires' <= 'expires' <= 'max-expires' is expected"),
                row(
                        "    numbers",
                        "    registration: { contacts: 17 }\n    numbers",
                        "f:13:31: a whole number from 1 to 16 is expected, not '17'"),
                row(
                        "    numbers",
                        "    gin: maybe\n    numbers",
                        "f:13:10: required, optional or off is expected, not 'maybe'"),
                row(
                        "    numbers",
                        "    registration: { authenticate: never }\n    numbers",
                        "f:13:35: flow, secure-flow or always is expected, not 'never'"),
                row(
                        "    numbers",
                        "    registration: { service-route: \"sip:edge.example.net\" }\n    numbers",
                        "f:13:36: a SIP URI with lr, like sip:edge.example.net;lr, is expected, not"
                                + " 'sip:edge.example.net'"));
    }

    @Test
    void towardsAProviderRegistrarsAreExpected() {
        assertThat(said(SOUND.replace("faces: pbx", "faces: provider")))
                .containsExactly("f:7:3: 'peers' is missing: for mode registration the registrars of the provider, SIP"
                        + " URIs, is expected");
    }

    @Test
    void towardsAProviderThePasswordStays() {
        RegistrationMode mode = read(SOUND.replace("faces: pbx", "faces: provider\n    peers: [\"sip:192.0.2.20\"]")
                .replace(
                        "    numbers",
                        "    registration: { outbound: always, registrars: parallel, identity: preferred,"
                                + " main-number: \"+12145550100\" }\n    numbers"));
        assertThat(mode.account().password()).isEqualTo(SECRET);
        assertThat(mode.atProvider())
                .isEqualTo(new AtProvider("+12145550100", Outbound.ALWAYS, Registrars.PARALLEL, Identity.PREFERRED));
    }

    private static Arguments row(String part, String with, String... lines) {
        return Arguments.of(part, with, List.of(lines));
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatIsWrongIsSaidWhereItStands(String part, String with, List<String> lines) {
        assertThat(SOUND).contains(part);
        String yaml = SOUND.replace(part, with);
        assertThat(said(yaml)).as(yaml).containsExactlyElementsOf(lines);
        assertThat(said(yaml)).as(yaml).noneMatch(l -> l.contains(SECRET) || l.contains("3d78807"));
    }

    @Test
    void oneAccountIsOfOneTrunk() {
        String twice = SOUND
                + SOUND.substring(SOUND.indexOf("  acme:"))
                        .replace("  acme:", "  b:")
                        .replace("0100..+12145550199", "0200..+12145550299");
        assertThat(said(twice))
                .containsExactly("f:19:22: trunk 'acme' (line 12) has this account of the domain already");
    }

    private static List<String> said(String yaml) {
        return WITH_SECRET.check(yaml);
    }
}
