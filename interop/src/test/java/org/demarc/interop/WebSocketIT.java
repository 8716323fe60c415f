package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Registrant.status;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.demarc.interop.harness.Authority;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Registrant;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.demarc.interop.harness.WebSocketLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The WebSocket client of the JDK speaks SIP to the node, plainly and over TLS.
class WebSocketIT {
    private static final String DOMAIN = "sp.example.net";
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Authority AUTHORITY =
            Authority.make(Path.of("target", "interop", "WebSocketIT-ca").toAbsolutePath());

    static {
        AUTHORITY.issue("edge", "edge.example.com");
    }

    @RegisterExtension
    static final Stage STAGE = Stage.with("""
            networks:
              outside:
                addresses: ["@10"]
                sip: { ws: 8088, wss: 8443 }
                media: { ports: 20000-20099 }
                tls: { certificate: %s, key: %s }
              inside: { addresses: ["@20"], sip: { udp: 5060 }, media: { ports: 30000-30099 } }
            trunks:
              acme:
                faces: pbx
                network: outside
                mode: registration
                domain: sp.example.net
                account: { user: acme, password: secret }
                gin: optional
                numbers: ["+12145550100..+12145550199"]
              carrier: { faces: core, network: inside, peers: ["sip:@31:5060"], probe: off }
            routes:
              - { from: acme, to: carrier }
            """.formatted(AUTHORITY.file("edge.pem"), AUTHORITY.file("edge.key")));

    private static WebSocketLink open(boolean secure, String subprotocol) {
        InetAddress from = STAGE.place().at(Stage.PBX, 0).getAddress();
        String host = STAGE.place().host(Stage.OUTSIDE);
        return secure
                ? WebSocketLink.open(from, URI.create("wss://" + host + ":8443/"), AUTHORITY.trusting(), subprotocol)
                : WebSocketLink.open(from, URI.create("ws://" + host + ":8088/"), null, subprotocol);
    }

    private static Registrant pbx(WebSocketLink link) {
        return Registrant.over(link, "acme", DOMAIN, "secret", "SHA-256");
    }

    private static Sipp calls(int expected) {
        return Sipp.plan(
                        STAGE,
                        "core",
                        scenario().invite(OWN, Sdp.first()).expect(expected).ackFailure(),
                        STAGE.place().at(Stage.CORE, 5060))
                .call(STAGE.place().at(Stage.INSIDE, 5060));
    }

    private static String register() {
        return "REGISTER sip:" + DOMAIN + " SIP/2.0\nVia: SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bKws\n"
                + "Max-Forwards: 70\nFrom: <sip:acme@" + DOMAIN + ">;tag=ws\nTo: <sip:acme@" + DOMAIN
                + ">\nCall-ID: ws\nCSeq: 1 REGISTER\nContact: <sip:df7jal23ls0d.invalid;bnc;transport=ws>\n"
                + "Supported: path\n\n";
    }

    /// Proves REG-051.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPbxRegistersAndIsCalledOnItsSocket(boolean secure) {
        try (Registrant pbx = pbx(open(secure, "sip"))) {
            String registered = pbx.registerBulk(600);
            assertThat(status(registered)).as(registered).isEqualTo(200);
            Sipp far = Sipp.plan(
                            STAGE,
                            "far",
                            answers().expect("BYE").reply(200),
                            STAGE.place().at(Stage.CORE, 5060))
                    .listen();
            assertThat(status(pbx.invite(FAR, OWN))).isEqualTo(200);
            far.done();
            Sipp core = calls(486);
            assertThat(pbx.refuseNextInvite())
                    .startsWith("INVITE sip:" + OWN + "@" + pbx.here())
                    .contains("Via: SIP/2.0/" + (secure ? "WSS " : "WS "));
            core.done();
            assertThat(status(pbx.registerBulk(0))).isEqualTo(200);
        }
    }

    /// Pieces and pings, a binary message, one after the other on one socket.
    @Test
    void aMessageComesInPiecesWithPingsBetweenOrInBinary() {
        try (WebSocketLink link = open(false, "sip")) {
            link.sendInPieces(register(), 40);
            List<String> heard = new ArrayList<>();
            Await.until(SOON, () -> "a challenge after the pongs: " + heard, () -> {
                String next = link.receive(Duration.ofMillis(20));
                if (next != null) heard.add(next);
                return !heard.isEmpty() && heard.getLast().startsWith("SIP/2.0 401");
            });
            assertThat(heard.subList(0, heard.size() - 1)).isNotEmpty().allMatch(text -> text.startsWith("pong "));
            link.sendBinary(register().replace("Kws", "Kwsb"));
            Await.until(SOON, "another challenge", () -> {
                String next = link.receive(Duration.ofMillis(20));
                return next != null && next.startsWith("SIP/2.0 401");
            });
        }
    }

    @Test
    void anotherSubprotocolIsRefused() {
        assertThatThrownBy(() -> open(false, "mqtt").close()).hasMessageContaining("WebSocketHandshakeException");
    }

    /// Proves REG-053.
    @Test
    void aCloseIsAnsweredAndTakesTheRegistrationOutOfUse() {
        WebSocketLink link = open(false, "sip");
        try (Registrant pbx = pbx(link)) {
            assertThat(status(pbx.registerBulk(600))).isEqualTo(200);
            link.sendClose();
            assertThat(link.receive(SOON)).isEqualTo("closed 1000");
        }
        Await.until(
                SOON,
                "the binding has lost its flow",
                () -> STAGE.node()
                        .api()
                        .trunk("acme")
                        .get("bindings", 0, "flow")
                        .text()
                        .isEmpty());
        calls(480).done();
    }
}
