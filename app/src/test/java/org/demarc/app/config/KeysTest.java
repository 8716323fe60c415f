package org.demarc.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeysTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
    private static final String BEGIN = "<!-- reference: printed from Keys.java -->\n";

    private static final Map<String, String> FILES = Map.of(
            "/etc/demarc/edge.pem",
            "",
            "/etc/demarc/edge.key",
            "",
            "/etc/demarc/ca.pem",
            "",
            "/etc/demarc/crl.pem",
            "");

    static Stream<Key> withValues() {
        return Keys.ALL.stream().filter(k -> !k.example().isEmpty());
    }

    /// The sound file with this key's example in its place.
    private static String example(Key key) {
        String path = key.path();
        String value = key.example();
        if (path.startsWith("trunks.NAME.")) {
            String rest = path.substring("trunks.NAME.".length());
            if (List.of("faces", "network", "peers").contains(rest)) {
                return ConfigErrorsTest.SOUND.replaceFirst(
                        "(  acme:\n(?:    .*\n)*?)    " + rest + ": .*\n",
                        "$1    " + rest + ": " + value.replace("$", "\\$") + "\n");
            }
            if (rest.startsWith("peers[]."))
                return ConfigErrorsTest.SOUND.replaceFirst(
                        "\\[\"sip:192.0.2.20\"]",
                        "[{ " + (rest.equals("peers[].uri") ? "" : "uri: \"sip:192.0.2.20\", ") + rest.substring(8)
                                + ": " + value + " }]");
            if (rest.equals("numbers"))
                return ConfigErrorsTest.SOUND.replaceFirst("numbers: .*\n", "numbers: " + value + "\n");
            if (rest.startsWith("account.") || rest.equals("gin") || rest.startsWith("registration.")) {
                return registering(rest, value);
            }
            if (rest.startsWith("number-map[].")) return mapping(rest.substring("number-map[].".length()), value);
            return ConfigErrorsTest.SOUND.replace(
                    "    faces: pbx\n", "    faces: pbx\n    " + nested(rest, value) + "\n");
        }
        if (path.startsWith("networks.NAME.")) {
            String rest = path.substring("networks.NAME.".length());
            if (rest.equals("addresses"))
                return ConfigErrorsTest.SOUND.replaceFirst("addresses: .*\n", "addresses: " + value + "\n");
            if (rest.equals("media.ports")) return ConfigErrorsTest.SOUND.replaceFirst("20000-29999", value);
            if (rest.startsWith("tls.") || List.of("sip.tls", "sip.wss").contains(rest)) return secured(rest, value);
            if (rest.startsWith("sip."))
                return ConfigErrorsTest.SOUND.replaceFirst(
                        "sip: \\{ udp: 5060, tcp: 5060 }",
                        "sip: { udp: 5060, tcp: 5060"
                                + (List.of("sip.udp", "sip.tcp").contains(rest)
                                        ? ""
                                        : ", " + rest.substring(4) + ": " + value)
                                + " }");
            return ConfigErrorsTest.SOUND.replaceFirst("  outside:\n", "  outside:\n    " + nested(rest, value) + "\n");
        }
        if (path.startsWith("routes[].")) {
            String rest = path.substring("routes[].".length());
            return ConfigErrorsTest.SOUND.replace(
                    "  - { from: acme, to: carrier }",
                    "  - { " + (rest.equals("to") ? "" : "to: carrier, ") + rest + ": " + value + " }");
        }
        if (path.equals("store.user") || path.equals("store.password")) {
            return ConfigErrorsTest.SOUND + "store: { url: \"jdbc:postgresql://h/d\", " + path.substring(6) + ": "
                    + value + " }\n";
        }
        return ConfigErrorsTest.SOUND.replace("node: sbc-1\n", "") + nested(path, value) + "\n";
    }

    /// A rule says at least how numbers begin in the edge.
    private static String mapping(String rest, String value) {
        String rule = (rest.equals("outside") ? "" : "outside: \"+\", ")
                + (rest.equals("inside") ? "" : "inside: \"9\", ") + rest + ": " + value;
        return ConfigErrorsTest.SOUND.replace(
                "    faces: pbx\n", "    faces: pbx\n    number-map: [{ " + rule + " }]\n");
    }

    /// Mode registration needs a domain and an account; who registers, registrars too.
    private static String registering(String rest, String value) {
        String account = switch (rest) {
            case "account.user", "account.password" -> "user: acme, password: \"${ACME_PASSWORD}\"";
            case "account.algorithms", "account.realm" ->
                "user: acme, password: x, " + rest.substring("account.".length()) + ": " + value;
            default ->
                rest.startsWith("account.")
                        ? "user: acme, " + nested(rest.substring("account.".length()), value)
                        : "user: acme, password: x";
        };
        boolean us = List.of("outbound", "registrars", "identity", "main-number")
                .contains(rest.substring(rest.indexOf('.') + 1));
        return ConfigErrorsTest.SOUND
                .replace(
                        "    faces: pbx\n",
                        "    faces: pbx\n    mode: registration\n    domain: pbx.example.com\n    account: { " + account
                                + " }\n" + (rest.startsWith("account.") ? "" : "    " + nested(rest, value) + "\n"))
                .replace("    faces: pbx\n", us ? "    faces: provider\n" : "    faces: pbx\n")
                .replace("    peers: [\"sip:192.0.2.20\"]\n", us ? "    peers: [\"sip:192.0.2.20\"]\n" : "")
                .replace("{ from: acme, to: carrier }", us ? "{ to: [acme, carrier] }" : "{ from: acme, to: carrier }");
    }

    /// TLS needs its port, a certificate and a key at once.
    private static String secured(String rest, String value) {
        String port = rest.startsWith("sip.") ? rest.substring(4) + ": " + value : "tls: 5061";
        String more = switch (rest) {
            case "tls.trust", "tls.client-certificates" -> ", " + rest.substring(4) + ": " + value;
            case "tls.revocation" -> ", revocation: " + value + ", crl: crl.pem";
            case "tls.crl" -> ", revocation: hard, crl: " + value;
            default -> "";
        };
        return ConfigErrorsTest.SOUND.replaceFirst(
                "sip: \\{ udp: 5060, tcp: 5060 }",
                "sip: { udp: 5060, tcp: 5060, " + port + " }\n    tls: { certificate: edge.pem, key: edge.key" + more
                        + " }");
    }

    private static String nested(String path, String value) {
        int dot = path.indexOf('.');
        return dot < 0
                ? path + ": " + value
                : path.substring(0, dot) + ": { " + nested(path.substring(dot + 1), value) + " }";
    }

    @ParameterizedTest
    @MethodSource("withValues")
    void everyKeyParsesOrIsRefusedAsNotServed(Key key) {
        String yaml = example(key);
        List<String> lines = new Fake(Map.of("ACME_PASSWORD", "x"), FILES).check(yaml);
        if (key.applies() == Key.Applies.NOT_YET) {
            assertThat(lines)
                    .as(yaml)
                    .isNotEmpty()
                    .allMatch(l -> l.endsWith("is not served by this version yet: remove it"));
        } else {
            assertThat(lines).as(yaml).isEmpty();
        }
    }

    @Test
    void everyKeyHasAPlaceForItsParent() {
        for (Key key : Keys.ALL) {
            String parent = key.parent().replace(".NAME", "").replace("[]", "");
            assertThat(parent.isEmpty()
                            || Keys.ALL.stream()
                                    .anyMatch(k -> k.path().equals(parent)
                                            || k.path().equals(key.parent())
                                            || k.path().equals(key.parent().replace("[]", ""))))
                    .as(key.path())
                    .isTrue();
        }
    }

    /// The document and the code agree. When they do not, the document's reference is replaced by what is
    /// printed below `target`.
    @Test
    void referenceInTheDocumentIsPrintedFromTheKeys() throws IOException {
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN);
        assertThat(begin).isPositive();
        String right = document.substring(0, begin) + BEGIN + "\n" + Reference.markdown();
        Path printed = Path.of("target", "configuration.md");
        Files.createDirectories(printed.getParent());
        Files.writeString(printed, right);
        assertThat(document)
                .as("docs/configuration.md; copy app/target/configuration.md over it")
                .isEqualTo(right);
    }

    @Test
    void samplesAreSound() {
        for (Sample sample : Sample.values())
            assertThat(Fake.EMPTY.check(sample.text())).isEmpty();
    }

    @Test
    void changesNameTheirKeysAndWhenTheyApply() {
        NodeConfig before = Fake.EMPTY.sound(ConfigErrorsTest.SOUND);
        NodeConfig after = Fake.EMPTY.sound(ConfigErrorsTest.SOUND
                .replace("20000-29999", "20000-25999")
                .replace("sip:10.0.0.20:5060;transport=udp", "sip:10.0.0.21")
                .replace("- { from: acme, to: carrier }", "- { to: carrier }")
                .replace(
                        "node: sbc-1",
                        "node: sbc-1\nlog: { level: warn }\nadmin: { port: 8081 }\ntiming: { ringing: 1m }"));
        Changes changes = Changes.between(before, after);
        assertThat(changes.live()).containsExactly("trunks.carrier", "routes", "timing.ringing", "log");
        assertThat(changes.restart()).containsExactly("networks.outside", "admin");
        assertThat(Changes.between(before, before)).isEqualTo(new Changes(List.of(), List.of()));
    }
}
