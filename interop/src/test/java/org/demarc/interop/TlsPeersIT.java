package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.demarc.interop.harness.Authority;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Json;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.OpenSsl;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Good and bad certificates, shown by OpenSSL on both sides of a handshake: who is taken, who is not, and what is said
/// about it.
class TlsPeersIT {
    private static final int FIRST = 41;
    private static final List<String> SERVERS =
            List.of("good", "expired", "other", "wildcard", "revoked", "lonely", "self");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Authority AUTHORITY =
            Authority.make(Path.of("target", "interop", "TlsPeersIT-ca").toAbsolutePath());

    static {
        AUTHORITY
                .issue("edge", "edge.example.com")
                .issue("good", "pbx.example.com")
                .issueExpired("expired", "pbx.example.com")
                .issue("other", "other.example.com")
                .issue("wildcard", "*.example.com")
                .issue("revoked", "pbx.example.com")
                .issue("lonely", "pbx.example.com")
                .issueSelfSigned("self", "pbx.example.com")
                .revoke("revoked");
    }

    private static String tls(String more) {
        return "tls: { certificate: " + AUTHORITY.file("edge.pem") + ", key: " + AUTHORITY.file("edge.key")
                + ", trust: " + AUTHORITY.file("root.crt") + ", crl: " + AUTHORITY.file("crl.pem")
                + ", revocation: hard" + more + " }";
    }

    private static String listening() {
        return """
                networks:
                  outside:
                    addresses: ["@10"]
                    sip: { tls: 5061 }
                    media: { ports: 20000-20099 }
                    %s
                trunks:
                  pbx:
                    faces: pbx
                    network: outside
                    domain: pbx.example.com
                    peers: ["sips:@2"]
                    numbers: ["+12145550100..+12145550199"]
                    probe: off
                """.formatted(tls(", client-certificates: required"));
    }

    @RegisterExtension
    static final Stage STAGE = Stage.with(listening());

    private static String options(String domain) {
        return """
                OPTIONS sip:edge.example.com SIP/2.0
                Via: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bKinterop1;rport
                Max-Forwards: 70
                From: <sip:%1$s>;tag=interop
                To: <sip:edge.example.com>
                Call-ID: interop@%1$s
                CSeq: 1 OPTIONS
                Content-Length: 0

                """.formatted(domain);
    }

    /// The source is nobody's: only what it proves tells who it is.
    ///
    /// Proves SEC-003, SEC-005.
    @ParameterizedTest
    @CsvSource({
        "good, true, ''",
        "expired, true, certificate expired on",
        "other, true, no trunk on this network has the domain that its certificate proved",
        "wildcard, true, it proved no domain by a certificate",
        "revoked, true, certificate was revoked",
        "lonely, false, no path to a trusted authority",
        "self, false, certificate is self-signed and not trusted",
        "'', false, certificate"
    })
    void aClientIsTakenByWhatItShows(String shown, boolean chain, String why) {
        Node node = STAGE.node();
        InetSocketAddress edge = STAGE.place().at(Stage.OUTSIDE, 5061);
        if (why.isEmpty()) {
            try (OpenSsl client = OpenSsl.client(STAGE, AUTHORITY, shown, chain, edge, options("pbx.example.com"))) {
                Await.until(
                        SOON,
                        () -> "an answer: " + node.newLog(),
                        () -> client.heard().contains("SIP/2.0 200"));
            }
        } else {
            // What is said of strangers is said once in a while: perhaps of the next one.
            Await.until(SOON, () -> "'" + why + "' in the log: " + node.newLog(), () -> {
                try (OpenSsl client =
                        OpenSsl.client(STAGE, AUTHORITY, shown, chain, edge, options("pbx.example.com"))) {
                    boolean said = Await.within(
                            Duration.ofSeconds(2), () -> node.newLog().contains(why));
                    assertThat(client.heard()).as("what the client hears").doesNotContain("SIP/2.0");
                    return said;
                }
            });
        }
    }

    private static String connecting() {
        var yaml = new StringBuilder("""
                networks:
                  outside:
                    addresses: ["@13"]
                    sip: { tls: 5061 }
                    media: { ports: 20000-20099 }
                    %s
                trunks:
                """.formatted(tls("")));
        for (int i = 0; i < SERVERS.size(); i++) {
            yaml.append("""
                      %s:
                        faces: provider
                        network: outside
                        domain: pbx.example.com
                        peers: ["sips:@%d"]
                        numbers: ["+1214555%04d"]
                        probe: { interval: 1s, misses: 1 }
                    """.formatted(SERVERS.get(i), FIRST + i, 1000 + i));
        }
        return yaml.toString();
    }

    /// Proves SEC-003, SEC-005.
    @Test
    void aServerIsSpokenToByWhatItShows() {
        List<OpenSsl> servers = new ArrayList<>();
        for (int i = 0; i < SERVERS.size(); i++) {
            String shown = SERVERS.get(i);
            boolean chain = !shown.equals("lonely") && !shown.equals("self");
            OpenSsl server =
                    OpenSsl.server(STAGE, AUTHORITY, shown, chain, STAGE.place().at(FIRST + i, 5061));
            servers.add(server);
        }
        Node node = STAGE.startNode("edge", connecting(), 3);
        Await.until(
                SOON,
                "the good one is spoken to",
                () -> node.api().status().get("traffic", "tlsHandshakes").number() > 0);
        said(node, "expired", "certificate expired on");
        said(node, "other", "pbx.example.com");
        said(node, "wildcard", "pbx.example.com");
        said(node, "revoked", "certificate was revoked");
        said(node, "lonely", "no path to a trusted authority");
        said(node, "self", "certificate is self-signed and not trusted");
        for (int i = 1; i < SERVERS.size(); i++) {
            assertThat(servers.get(i).heard())
                    .as("what %s hears", SERVERS.get(i))
                    .doesNotContain("SIP");
        }
        assertThat(node.api().trunk("good").get("peers", 0).get("cause").text().toLowerCase(Locale.ROOT))
                .doesNotContain("certificate");
        node.stop();
    }

    private static void said(Node node, String trunk, String why) {
        Await.until(
                SOON,
                () -> trunk + " is down for '" + why + "': "
                        + node.api().trunk(trunk).value(),
                () -> {
                    Json peer = node.api().trunk(trunk).get("peers", 0);
                    return peer.get("state").text().equals("down")
                            && peer.get("cause").text().contains(why);
                });
        assertThat(node.newLog()).contains("peer.down").contains(why);
    }
}
