package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Json;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.Registrar;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SIPp registers in bulk with the node as a PBX does, and is a provider that the node registers with in bulk.
class GinIT {
    private static final String DOMAIN = "sp.example.net";
    private static final Duration SOON = Duration.ofSeconds(10);

    /// SIPp knows MD5 alone, and looks at the first challenge.
    @RegisterExtension
    static final Stage STAGE = Stage.with("""
            networks:
              outside: { addresses: ["@10"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 20000-20099 } }
              inside: { addresses: ["@20"], sip: { udp: 5060 }, media: { ports: 30000-30099 } }
            trunks:
              acme:
                faces: pbx
                network: outside
                mode: registration
                domain: sp.example.net
                account: { user: acme, password: secret, algorithms: [md5] }
                numbers: ["+12145550100..+12145550199"]
              carrier: { faces: core, network: inside, peers: ["sip:@31:5060"], probe: off }
            routes:
              - { from: acme, to: carrier }
            """);

    private static InetSocketAddress edge() {
        return STAGE.place().at(Stage.OUTSIDE, 5060);
    }

    private static Sipp.Plan pbx(String name, String uri, Scenario scenario) {
        return Sipp.plan(STAGE, name, scenario, STAGE.place().at(Stage.PBX, 5060))
                .option("-auth_uri", uri);
    }

    private static List<Json> bindings() {
        return STAGE.node().bindings("acme");
    }

    @AfterEach
    void unregister() {
        STAGE.node().api().ask("DELETE", "/api/registrations/acme");
    }

    private static Scenario calls(String number) {
        return scenario().invite(number, Sdp.first()).talks();
    }

    private static Scenario isCalled() {
        return answers().expect("BYE").reply(200);
    }

    private static Sipp core(Scenario scenario) {
        return Sipp.plan(STAGE, "core", scenario, STAGE.place().at(Stage.CORE, 5060))
                .call(STAGE.place().at(Stage.INSIDE, 5060));
    }

    /// Proves AUT-002, REG-007, REG-010.
    @Test
    void aPbxRegistersInBulkOverUdpAndProvesItsCalls() {
        pbx("register", DOMAIN, scenario().of(DOMAIN).registersBulk("acme", "secret"))
                .call(edge())
                .done();
        assertThat(bindings()).hasSize(1);
        Sipp called = pbx("called", DOMAIN, isCalled()).listen();
        core(calls(OWN)).done();
        called.done();
        Sipp far = Sipp.plan(STAGE, "far", isCalled(), STAGE.place().at(Stage.CORE, 5060))
                .listen();
        pbx(
                        "calls",
                        FAR + "@" + DOMAIN,
                        scenario()
                                .of(DOMAIN)
                                .invite(FAR, Sdp.first())
                                .proves("acme", "secret")
                                .talks())
                .call(edge())
                .done();
        far.done();
    }

    /// Proves REG-051.
    @Test
    void aPbxRegistersInBulkOverTcpAndIsCalledOnItsConnection() {
        Path called = STAGE.directory().resolve("called.xml");
        Node.write(called, isCalled().xml());
        Sipp pbx = pbx(
                        "register",
                        DOMAIN,
                        scenario().of(DOMAIN).registersBulk("acme", "secret").pause(2_000))
                .tcp()
                .option("-oocsf", called.toString())
                .call(edge());
        Await.until(
                SOON,
                "it has registered",
                () -> bindings().stream().anyMatch(b -> !b.get("flow").text().isEmpty()));
        core(calls(OWN)).done();
        pbx.done();
        assertThat(pbx.messages()).contains("INVITE sip:" + OWN + "@");
    }

    private static final String REGISTERING = """
            networks:
              lan: { addresses: ["@12"], sip: { udp: 5060 }, media: { ports: 20000-20099 } }
              wan: { addresses: ["@22"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 30000-30099 } }
            trunks:
              pbx:
                faces: pbx
                network: lan
                peers: ["sip:@2:5060"]
                numbers: ["+12145550100..+12145550199"]
                probe: off
              provider:
                faces: provider
                network: wan
                mode: registration
                domain: sp.example.net
                account: { user: acme, password: secret }
                gin: required
                peers: ["sip:@40:5060;transport=%s"]
            routes:
              - { from: pbx, to: provider }
            """;

    private static String challenge(String algorithm, String nonce, String more) {
        return "WWW-Authenticate: Digest realm=\"" + DOMAIN + "\", nonce=\"" + nonce + "\", algorithm=" + algorithm
                + ", qop=\"auth\"" + more;
    }

    private static Sipp provider(String transport, Scenario scenario) {
        Sipp.Plan plan = Sipp.plan(STAGE, "provider", scenario, STAGE.place().at(Registrar.HOST, 5060));
        return (transport.equals("tcp") ? plan.tcp() : plan).listen();
    }

    private static Scenario accepted(Scenario provider) {
        return provider.with("[last_Contact:]").with("Expires: 1200").reply(200);
    }

    private static Scenario taken(Scenario provider) {
        return provider.expect("REGISTER").has("(Expires: *0|expires=0)").reply(200);
    }

    /// The stronger of two algorithms, a nonce that is stale at once, a lifetime that is too short: and in the end it
    /// is registered, and taken away when the node stops.
    ///
    /// Proves AUT-008, AUT-024, REG-002, REG-018, REG-021.
    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void aProviderThatIsHardToPlease(String transport) {
        Sipp provider = provider(
                transport,
                taken(accepted(scenario()
                        .expect("REGISTER")
                        .has("REGISTER sip:" + DOMAIN + " SIP/2.0")
                        .has("Require: *gin")
                        .has("Contact: *<sip:[0-9.:]*(;transport=tcp)?;bnc")
                        .lacks("Authorization:")
                        .with(challenge("MD5", "first", ""))
                        .with(challenge("SHA-256", "first", ""))
                        .reply(401)
                        .expect("REGISTER")
                        .has("Authorization: Digest .*username=.acme.")
                        .has("algorithm=SHA-256")
                        .has("nonce=.first.")
                        .with(challenge("SHA-256", "second", ", stale=true"))
                        .reply(401)
                        .expect("REGISTER")
                        .has("nonce=.second.")
                        .with("Min-Expires: 7200")
                        .reply(423)
                        .expect("REGISTER")
                        .has("(Expires: *7200|expires=7200)"))));
        Node node = STAGE.startNode("edge", REGISTERING.formatted(transport), 3);
        node.awaitRegistration("provider", "registered");
        node.process().signal("TERM");
        assertThat(node.process().exit(Duration.ofSeconds(20))).isZero();
        provider.done();
    }

    /// Proves REG-022.
    @Test
    void aProviderThatIsBusyIsLeftAloneAsLongAsItSaid() {
        Sipp provider = provider(
                "udp",
                scenario()
                        .expect("REGISTER")
                        .with("Retry-After: 100")
                        .reply(503)
                        .pause(1_500));
        Node node = STAGE.startNode("edge", REGISTERING.formatted("udp"), 3);
        node.awaitRegistration("provider", "failed");
        Json flow = node.registration("provider").get("flows", 0);
        assertThat(flow.get("lastStatus").number()).isEqualTo(503);
        Instant next = Instant.parse(flow.get("nextAttempt").text());
        assertThat(Duration.between(Instant.now(), next)).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(110));
        provider.done();
        assertThat(provider.messages().split("REGISTER sip:", -1))
                .as("it is asked once")
                .hasSize(2);
        node.stop();
    }

    /// Proves REG-023.
    @Test
    void aProviderThatRefusesIsLeftAlone() {
        Sipp provider = provider("udp", scenario().expect("REGISTER").reply(403).pause(2_000));
        Node node = STAGE.startNode("edge", REGISTERING.formatted("udp"), 3);
        node.awaitRegistration("provider", "refused");
        assertThat(node.newLog()).contains("registration.refused").contains("403");
        provider.done();
        assertThat(provider.messages().split("REGISTER sip:", -1))
                .as("it is asked once")
                .hasSize(2);
        node.stop();
    }
}
