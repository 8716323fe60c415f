package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Registrant.status;
import static org.demarc.interop.harness.Scenario.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Child;
import org.demarc.interop.harness.Demarc;
import org.demarc.interop.harness.Json;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.Registrant;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// PBXs that register with the node, as a provider's customers do.
class RegistrarIT {
    private static final String DOMAIN = "sp.example.net";
    private static final int OTHER = 3;
    private static final int SECOND_ADMIN = 5;

    private static final String YAML = """
            networks:
              outside: { addresses: ["@10"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 20000-20999 } }
              inside: { addresses: ["@20"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 30000-30999 } }
            trunks:
              acme:
                faces: pbx
                network: outside
                mode: registration
                domain: sp.example.net
                account: { user: acme, password: secret }
                gin: optional
                numbers: ["+12145550100..+12145550199"]
              strict:
                faces: pbx
                network: outside
                mode: registration
                domain: sp.example.net
                account: { user: strict, password: other, algorithms: [sha-256, md5] }
                registration: { authenticate: always }
                numbers: ["+12145550200..+12145550299"]
              carrier:
                faces: core
                network: inside
                peers: ["sip:@31:5060"]
                probe: off
            routes:
              - { to: carrier }
            """;

    @RegisterExtension
    static final Stage STAGE = Stage.with(YAML);

    private static InetSocketAddress edge() {
        return STAGE.place().at(Stage.OUTSIDE, 5060);
    }

    private static Registrant acme(String algorithm) {
        return Registrant.udp(STAGE.place().at(Stage.PBX, 5060), edge(), "acme", DOMAIN, "secret", algorithm);
    }

    private static List<Json> bindings(Node node) {
        return node.bindings("acme");
    }

    private static void unregister() {
        try (Registrant pbx = acme("SHA-256")) {
            pbx.registerBulk(0);
            pbx.registerPlain(0);
        }
    }

    /// A call from the core to a number of acme, whose PBX is a SIPp at the registered place.
    private static void incoming() {
        Sipp pbx = Sipp.plan(
                        STAGE,
                        "pbx",
                        answers().expect("BYE").reply(200),
                        STAGE.place().at(Stage.PBX, 5060))
                .listen();
        Sipp core = Sipp.plan(
                        STAGE,
                        "core",
                        scenario().invite(OWN, Sdp.first()).talks(),
                        STAGE.place().at(Stage.CORE, 5060))
                .call(STAGE.place().at(Stage.INSIDE, 5060));
        core.done();
        pbx.done();
        assertThat(pbx.messages())
                .contains("INVITE sip:" + OWN + "@" + STAGE.place().host(Stage.PBX) + ":5060 ");
    }

    /// Proves AUT-001, REG-007, REG-037.
    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "MD5"})
    void aBulkRegistrationBringsItsCalls(String algorithm) {
        try (Registrant pbx = acme(algorithm)) {
            String answer = pbx.registerBulk(600);
            assertThat(status(answer)).as(answer).isEqualTo(200);
            assertThat(answer).contains(";bnc>;expires=600").contains("\r\nDate: ");
        }
        assertThat(bindings(STAGE.node())).hasSize(1);
        incoming();
        unregister();
        assertThat(bindings(STAGE.node())).isEmpty();
    }

    @Test
    void overTcpCallsComeOnTheConnection() {
        try (Registrant pbx = Registrant.tcp(STAGE.place().at(OTHER, 0), edge(), "acme", DOMAIN, "secret", "SHA-256")) {
            assertThat(status(pbx.registerBulk(600))).isEqualTo(200);
            Sipp core = Sipp.plan(
                            STAGE,
                            "core",
                            scenario().invite(OWN, Sdp.first()).expect(486).ackFailure(),
                            STAGE.place().at(Stage.CORE, 5060))
                    .call(STAGE.place().at(Stage.INSIDE, 5060));
            assertThat(pbx.refuseNextInvite()).startsWith("INVITE sip:" + OWN + "@" + pbx.here());
            core.done();
        }
        Await.until(
                Duration.ofSeconds(5),
                "the binding has lost its flow",
                () -> bindings(STAGE.node()).getFirst().get("flow").text().isEmpty());
    }

    /// By UDP anybody may write the address of the PBX: it proves each call. `acme` has the default.
    ///
    /// Proves AUT-002.
    @Test
    void aCallByUdpIsChallengedWhereverItComesFrom() {
        try (Registrant pbx = acme("SHA-256")) {
            assertThat(status(pbx.registerBulk(600))).isEqualTo(200);
            long before = challenges();
            core();
            assertThat(status(pbx.invite(FAR, OWN))).isEqualTo(200);
            assertThat(challenges()).isGreaterThan(before);
            core();
            try (Registrant elsewhere =
                    Registrant.udp(STAGE.place().at(OTHER, 5060), edge(), "acme", DOMAIN, "secret", "MD5")) {
                assertThat(status(elsewhere.invite(FAR, OWN))).isEqualTo(200);
            }
            try (Registrant thief =
                    Registrant.udp(STAGE.place().at(OTHER, 5060), edge(), "acme", DOMAIN, "guess", "MD5")) {
                assertThat(status(thief.invite(FAR, OWN))).isEqualTo(401);
                assertThat(status(thief.registerBulk(600))).isEqualTo(401);
            }
        }
        assertThat(STAGE.node().api().ask("GET", "/metrics").body())
                .contains("demarc_registrations{trunk=\"acme\"} 1")
                .contains("demarc_register_requests_total{result=\"wrong-credentials\"} 1");
        unregister();
    }

    private static long challenges() {
        Matcher m = Pattern.compile("demarc_digest_challenges_total\\S* (\\d+)")
                .matcher(STAGE.node().api().ask("GET", "/metrics").body());
        long all = 0;
        while (m.find()) all += Long.parseLong(m.group(1));
        return all;
    }

    /// An operator takes a registration away; the PBX may come back.
    @Test
    void aRegistrationIsDroppedByCommand() {
        try (Registrant pbx = acme("SHA-256")) {
            assertThat(status(pbx.registerBulk(600))).isEqualTo(200);
            assertThat(drop("acme", 0)).isEqualTo("dropped 1 contact of acme\n");
            assertThat(bindings(STAGE.node())).isEmpty();
            assertThat(drop("acme", 0)).isEqualTo("nothing was registered for acme\n");
            assertThat(drop("carrier", 1)).isEmpty();
            assertThat(status(pbx.registerBulk(600))).isEqualTo(200);
        }
        unregister();
    }

    private static String drop(String trunk, int exit) {
        try (Child command = Demarc.start(
                "drop-" + trunk,
                STAGE.directory(),
                "trunk",
                "drop",
                trunk,
                "--api",
                "http://" + STAGE.place().host(1) + ":8080")) {
            assertThat(command.exit(Duration.ofSeconds(30))).as(command.tail()).isEqualTo(exit);
            return command.out();
        }
    }

    private static void core() {
        Sipp.plan(
                        STAGE,
                        "core",
                        answers().expect("BYE").reply(200),
                        STAGE.place().at(Stage.CORE, 5060))
                .listen();
    }

    /// Proves REG-033.
    @Test
    void theAccountAloneRegistersWhereThatIsPermitted() {
        try (Registrant pbx = acme("SHA-256")) {
            assertThat(status(pbx.registerPlain(600))).isEqualTo(200);
        }
        incoming();
        unregister();
        try (Registrant pbx =
                Registrant.udp(STAGE.place().at(Stage.PBX, 5060), edge(), "strict", DOMAIN, "other", "SHA-256")) {
            assertThat(status(pbx.registerPlain(600))).isEqualTo(421);
        }
    }

    private static boolean isWritten() {
        try {
            return Files.readString(STAGE.directory().resolve("state/demarc.mv.db"), StandardCharsets.ISO_8859_1)
                    .contains(";bnc");
        } catch (IOException e) {
            return false;
        }
    }

    /// A node that is killed and started again calls who was registered.
    @Test
    void bindingsOutliveTheProcess() {
        String yaml = YAML.replace("@10", "@11").replace("@20", "@21");
        InetSocketAddress outside = STAGE.place().at(11, 5060);
        InetSocketAddress here = STAGE.place().at(Stage.PBX, 5062);
        Node first = STAGE.startNode("second", yaml, SECOND_ADMIN);
        try (Registrant pbx = Registrant.udp(here, outside, "acme", DOMAIN, "secret", "SHA-256")) {
            assertThat(status(pbx.registerBulk(600))).isEqualTo(200);
            Await.until(Duration.ofSeconds(5), "the store has written", RegistrarIT::isWritten);
            first.process().signal("KILL");
            first.process().exit(Duration.ofSeconds(10));
            Node second = STAGE.startNode("second", yaml, SECOND_ADMIN);
            assertThat(bindings(second)).hasSize(1);
            Sipp core = Sipp.plan(
                            STAGE,
                            "core",
                            scenario().invite(OWN, Sdp.first()).expect(486).ackFailure(),
                            STAGE.place().at(Stage.CORE, 5060))
                    .call(STAGE.place().at(21, 5060));
            pbx.refuseNextInvite();
            core.done();
            second.stop();
        }
    }
}
