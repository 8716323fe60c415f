package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Scenario.scenario;

import java.time.Duration;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Certificates;
import org.demarc.interop.harness.Json;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.Registrar;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An edge in front of a PBX that stands still registers at a Kamailio with digest, and calls go both ways over the
/// registration.
class RegistrationIT {
    private static final String NUMBER = "\\+12145550100";

    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    private static String config(String peer, String gin, String password) {
        String directory = STAGE.directory().toString();
        return """
                networks:
                  lan: { addresses: ["@10"], sip: { udp: 5060 }, media: { ports: 20000-20999 } }
                  wan:
                    addresses: ["@20"]
                    sip: { udp: 5060, tcp: 5060, tls: 5061 }
                    media: { ports: 30000-30999 }
                    tls:
                      certificate: %4$s/pbx.example.test.pem
                      key: %4$s/pbx.example.test.key
                      trust: %4$s/ca.pem
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
                    domain: sp.example.test
                    account: { user: acme, password: "%3$s" }
                    gin: %2$s
                    peers: ["%1$s"]
                routes:
                  - { from: pbx, to: provider }
                """.formatted(peer, gin, password, directory);
    }

    private static Node start(String peer, String gin, String password) {
        Certificates.of(STAGE.directory(), "pbx.example.test");
        return STAGE.startNode("edge", config(peer, gin, password), 1);
    }

    private static Scenario toTheCore(String contact) {
        return scenario()
                .expect("INVITE")
                .has("INVITE sip:\\+442079460001@sp.example.test;user=phone SIP/2.0")
                .has("From:.*<sip:" + NUMBER + "@sp.example.test;user=phone>")
                .has("P-Asserted-Identity:.*<sip:" + NUMBER + "@sp.example.test;user=phone>")
                .has("Contact: *<sip:" + contact + "@")
                .isTalkedTo();
    }

    private static void callOut(String contact) {
        Both.outgoing(STAGE, scenario().invite(FAR, Sdp.first()).talks(), toTheCore(contact))
                .done();
    }

    private static void callIn() {
        Sipp pbx = Sipp.plan(
                        STAGE,
                        "pbx",
                        scenario()
                                .expect("INVITE")
                                .has("INVITE sip:\\+12145550123@")
                                .isTalkedTo(),
                        STAGE.place().at(Stage.PBX, 5060))
                .listen();
        Sipp core = Sipp.plan(
                        STAGE,
                        "core",
                        scenario().invite(OWN, Sdp.first()).talks(),
                        STAGE.place().at(Stage.CORE, 5060))
                .call(STAGE.place().at(Registrar.HOST, 5060));
        core.done();
        pbx.done();
    }

    private static void endsClean(Node node) {
        node.assertIdle();
        node.process().signal("TERM");
        assertThat(node.process().exit(Duration.ofSeconds(20))).isZero();
        assertThat(node.process().err()).contains("registration.stopped").contains("clean=true");
    }

    /// Proves REG-001, REG-021, REG-032, AUT-003, IDN-001, IDN-004, IDN-012, OUT-001.
    @ParameterizedTest
    @ValueSource(strings = {"sip:@40:5060;transport=udp", "sip:@40:5060;transport=tcp", "sip:@40:5061;transport=tls"})
    void aPlainRegistrationCarriesCallsBothWays(String peer) {
        Registrar.start(STAGE, false);
        Node node = start(peer, "optional", Registrar.PASSWORD);
        node.awaitRegistration("provider", "registered");
        Json flow = node.registration("provider").get("flows", 0);
        assertThat(flow.get("gin").value()).isEqualTo(false);
        assertThat(node.newLog()).contains("registration.adapted");
        callOut("acme");
        callIn();
        endsClean(node);
    }

    /// Proves AUT-024, REG-002, REG-003, REG-011.
    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "MD5"})
    void aBulkRegistrationCarriesCallsBothWays(String algorithm) {
        Registrar registrar = Registrar.start(STAGE, true, algorithm);
        Node node = start("sip:@40:5060;transport=tcp", "required", Registrar.PASSWORD);
        node.awaitRegistration("provider", "registered");
        assertThat(node.registration("provider").get("flows", 0, "gin").value()).isEqualTo(true);
        assertThat(registrar.log()).contains(";bnc");
        callOut(NUMBER);
        callIn();
        endsClean(node);
    }

    /// A PBX with extensions, which dials 9011 before foreign numbers, is one account in bulk outside.
    ///
    /// Proves IDN-017, OUT-001, REG-002.
    @Test
    void aPbxWithExtensionsIsABulkRegistrationOutside() {
        Registrar.start(STAGE, true);
        Certificates.of(STAGE.directory(), "pbx.example.test");
        String config = config("sip:@40:5060;transport=udp", "required", Registrar.PASSWORD)
                .replace(
                        "    probe: off\n",
                        "    probe: off\n    number-map:\n"
                                + "      - { inside: \"1\", outside: \"+121455501\", digits: 2 }\n"
                                + "      - { inside: \"9011\", outside: \"+\" }\n");
        Node node = STAGE.startNode("edge", config, 1);
        node.awaitRegistration("provider", "registered");
        Both.outgoing(
                        STAGE,
                        scenario()
                                .as("100")
                                .invite("9011442079460001", Sdp.first())
                                .talks(),
                        toTheCore(NUMBER))
                .done();
        Sipp pbx = Sipp.plan(
                        STAGE,
                        "pbx",
                        scenario()
                                .expect("INVITE")
                                .has("INVITE sip:123@")
                                .has("From:.*<sip:9011442079460001@")
                                .isTalkedTo(),
                        STAGE.place().at(Stage.PBX, 5060))
                .listen();
        Sipp core = Sipp.plan(
                        STAGE,
                        "core",
                        scenario().as("+442079460001").invite(OWN, Sdp.first()).talks(),
                        STAGE.place().at(Stage.CORE, 5060))
                .call(STAGE.place().at(Registrar.HOST, 5060));
        core.done();
        pbx.done();
        endsClean(node);
    }

    /// A provider that has nothing but registration in bulk, and a service route.
    ///
    /// Proves REG-002, REG-003, REG-004, REG-014.
    @Test
    void aProviderWithAServiceRouteGetsItsCallsAlongIt() {
        Sipp provider = Sipp.plan(
                        STAGE, "provider", Scenario.written(BULK), STAGE.place().at(Registrar.HOST, 5060))
                .calls(2)
                .listen();
        Node node = start("sip:@40:5060", "required", Registrar.PASSWORD);
        node.awaitRegistration("provider", "registered");
        Both.pbx(STAGE, scenario().invite(FAR, Sdp.first()).talks())
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
        provider.done();
        node.assertIdle();
        node.stop();
    }

    private static String check(String pattern, int number) {
        return "<ereg regexp=\"" + pattern + "\" search_in=\"msg\" check_it=\"true\" assign_to=\"" + number + "\"/>";
    }

    private static String say(String status, String more) {
        return "<send><![CDATA[\nSIP/2.0 " + status + "\n[last_Via:]\n[last_From:]\n[last_To:];tag=[call_number]\n"
                + "[last_Call-ID:]\n[last_CSeq:]\n" + more + "\n]]></send>\n";
    }

    private static final String BULK = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<scenario name=\"bulk\">\n"
            + "<recv request=\"REGISTER\" optional=\"true\" next=\"1\"><action>" + check("Require: *gin", 1)
            + check("Proxy-Require: *gin", 2) + check("Contact: *&lt;sip:[0-9.:]*;bnc&gt;", 3)
            + check("Supported:.*path", 4) + "</action></recv>\n"
            + "<recv request=\"INVITE\"><action>" + check("Route: *&lt;sip:orig@sp.example.test;lr&gt;", 5)
            + check("Contact: *&lt;sip:.12145550100@", 6) + "</action></recv>\n"
            + say(
                    "200 OK",
                    "Contact: <sip:far@[local_ip]:[local_port]>\nContent-Type: application/sdp\nContent-Length: [len]\n\n"
                            + Sdp.first().stripTrailing())
            + "<recv request=\"ACK\"/>\n<recv request=\"BYE\"/>\n"
            + "<send next=\"2\"><![CDATA[\nSIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n"
            + "[last_CSeq:]\nContent-Length: 0\n\n]]></send>\n<label id=\"1\"/>\n"
            + say(
                    "401 Unauthorized",
                    "WWW-Authenticate: Digest realm=\"sp.example.test\", nonce=\"n[call_number]\", qop=\"auth\"\n"
                            + "Content-Length: 0\n")
            + "<recv request=\"REGISTER\"><action>" + check("Authorization: *Digest .*username=.acme.", 7)
            + "</action></recv>\n"
            + say(
                    "200 OK",
                    "[last_Contact:]\nExpires: 600\nService-Route: <sip:orig@sp.example.test;lr>\nContent-Length: 0\n")
            + "<label id=\"2\"/>\n<Reference variables=\"1,2,3,4,5,6,7\"/>\n</scenario>\n";

    /// Proves AUT-008, REG-023.
    @Test
    void refusedCredentialsAreSaidAndAReloadWithTheRightOnesServes() {
        Registrar.start(STAGE, false);
        Node node = start("sip:@40:5060;transport=udp", "off", "wrong");
        node.awaitRegistration("provider", "refused");
        assertThat(node.newLog())
                .contains("registration.refused")
                .contains("were refused")
                .doesNotContain("wrong");
        Sipp pbx = Both.pbx(
                        STAGE, scenario().invite(FAR, Sdp.first()).expect(503).ackFailure())
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        pbx.done();
        assertThat(node.newLog())
                .contains("the provider refuses the registration")
                .contains("rule=REG-028");
        node.rewrite(
                STAGE.place().resolve(config("sip:@40:5060;transport=udp", "off", Registrar.PASSWORD)),
                STAGE.place().at(1, 8080));
        node.api().reload();
        node.awaitRegistration("provider", "registered");
        callOut("acme");
        endsClean(node);
    }
}
