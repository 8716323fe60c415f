package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Scenario.scenario;

import java.time.Duration;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Json;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.OfficePbx;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bridge: a PBX that can register no more than one address with digest is, through the enterprise's edge, a
/// registration in bulk at a provider's edge that takes nothing else. The PBX has extensions of three digits and dials
/// 9011 before foreign numbers; the core of the provider sees E.164.
class BridgeIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int PROVIDER_CORE = 41;
    private static final int ENTERPRISE_ADMIN = 1;
    private static final int PROVIDER_ADMIN = 5;
    private static final String OFFICE = "office.example.test";
    private static final String PASSWORD = "pass of the office";
    private static final String NUMBER = "\\+12145550100";

    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    /// @param transport of the registration with the provider
    private static String enterprise(String transport, String gin) {
        return """
                networks:
                  lan: { addresses: ["@10"], sip: { udp: 5060 }, media: { ports: 20000-20999 } }
                  wan: { addresses: ["@20"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 30000-30999 } }
                trunks:
                  office:
                    faces: pbx
                    network: lan
                    mode: registration
                    domain: office.example.test
                    account: { user: office, password: "pass of the office", algorithms: [md5] }
                    gin: off
                    registration: { authenticate: always }
                    numbers: ["+12145550100..+12145550199"]
                    number-map:
                      - { inside: "1", outside: "+121455501", digits: 2 }
                      - { inside: "9011", outside: "+" }
                  provider:
                    faces: provider
                    network: wan
                    mode: registration
                    domain: sp.example.test
                    account: { user: acme, password: "pass of acme" }
                    gin: %s
                    peers: ["sip:@40:5060;transport=%s"]
                routes:
                  - { from: office, to: provider }
                store: { path: enterprise-state }
                """.formatted(gin, transport);
    }

    private static final String PROVIDER_EDGE = """
            networks:
              access: { addresses: ["@40"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 20000-20999 } }
              core: { addresses: ["@41"], sip: { udp: 5060 }, media: { ports: 30000-30999 } }
            trunks:
              acme:
                faces: pbx
                network: access
                mode: registration
                domain: sp.example.test
                account: { user: acme, password: "pass of acme", algorithms: [sha-256] }
                gin: required
                registration: { authenticate: always }
                numbers: ["+12145550100..+12145550199"]
              carrier:
                faces: core
                network: core
                peers: ["sip:@31:5060"]
                probe: off
            routes:
              - { from: acme, to: carrier }
            store: { path: provider-state }
            """;

    private static Node startProvider() {
        return STAGE.startNode("provider", PROVIDER_EDGE, PROVIDER_ADMIN);
    }

    private static Node startEnterprise(String transport) {
        Node node = STAGE.startNode("enterprise", enterprise(transport, "required"), ENTERPRISE_ADMIN);
        node.awaitRegistration("provider", "registered");
        return node;
    }

    private static void startPbx(Node enterprise) {
        OfficePbx pbx = OfficePbx.start(STAGE, "office", OFFICE, PASSWORD);
        Await.until(
                SOON,
                () -> "the PBX is registered: "
                        + enterprise.api().trunk("office").value() + pbx.log(),
                () -> !enterprise.bindings("office").isEmpty());
    }

    private static Sipp phoneCalls(Scenario caller) {
        return Sipp.plan(STAGE, "phone", caller, STAGE.place().at(Stage.PBX, 5060))
                .call(STAGE.place().at(OfficePbx.HOST, 5060));
    }

    private static Sipp coreAnswers(Scenario callee) {
        return Sipp.plan(STAGE, "core", callee, STAGE.place().at(Stage.CORE, 5060))
                .listen();
    }

    private static Scenario talk(Scenario invited) {
        return invited.talks();
    }

    /// Extension 100 dials a foreign number.
    private static void callOut() {
        String host = STAGE.place().host(PROVIDER_CORE);
        Sipp core = coreAnswers(scenario()
                .expect("INVITE")
                .has("INVITE sip:\\" + FAR + "@" + STAGE.place().host(Stage.CORE) + ";user=phone SIP/2.0")
                .has("To: *<sip:\\" + FAR + "@")
                .has("From:.*<sip:" + NUMBER + "@" + host + ";user=phone>")
                .has("P-Asserted-Identity:.*<sip:" + NUMBER + "@" + host + ";user=phone>")
                .lacks("example.test")
                .isTalkedTo());
        phoneCalls(talk(scenario().as("100").invite("9011" + FAR.substring(1), Sdp.first())))
                .done();
        core.done();
    }

    /// The foreign number calls extension 123. The edges say meanwhile what they carry.
    private static void callIn(Node enterprise) {
        Sipp phone = Sipp.plan(
                        STAGE,
                        "phone",
                        scenario()
                                .expect("INVITE")
                                .has("INVITE sip:123@" + STAGE.place().host(OfficePbx.HOST) + ":5060 SIP/2.0")
                                .has("To: *<sip:123@office.example.test>")
                                .has("From:.*<sip:9011" + FAR.substring(1) + "@office.example.test>")
                                .lacks("sp.example.test")
                                .reply(180)
                                .answer(200, Sdp.first())
                                .hears("1")
                                .expect("BYE")
                                .reply(200),
                        STAGE.place().at(Stage.PBX, 5060))
                .listen();
        Sipp core = Sipp.plan(
                        STAGE,
                        "core",
                        scenario()
                                .as(FAR)
                                .invite(OWN, Sdp.first())
                                .maybe(180)
                                .expect(200)
                                .ack()
                                .pause(1_500)
                                .says("1")
                                .bye()
                                .expect(200),
                        STAGE.place().at(Stage.CORE, 5060))
                .call(STAGE.place().at(PROVIDER_CORE, 5060));
        Await.until(
                SOON,
                "the enterprise's edge has the call",
                () -> !enterprise.api().calls().isEmpty());
        Json call = Json.read(
                        enterprise.api().ask("GET", "/api/calls?numbers=full").body())
                .get("calls", 0);
        assertThat(call.get("from").text()).isEqualTo("provider");
        assertThat(call.get("caller").text()).isEqualTo(FAR);
        assertThat(call.get("called").text()).isEqualTo(OWN);
        core.done();
        phone.done();
    }

    private static void endsClean(Node enterprise, Node provider) {
        enterprise.assertIdle();
        provider.assertIdle();
        enterprise.stop();
        provider.stop();
    }

    /// Proves REG-001, REG-002, REG-003, REG-007, REG-032, AUT-003, IDN-001, IDN-004, IDN-017, OUT-001, INC-001.
    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void callsGoBothWaysWithTheRightNumbers(String transport) {
        Node provider = startProvider();
        Node enterprise = startEnterprise(transport);
        assertThat(enterprise.registration("provider").get("flows", 0, "gin").value())
                .isEqualTo(true);
        assertThat(provider.bindings("acme")).hasSize(1);
        startPbx(enterprise);
        callOut();
        callIn(enterprise);
        assertThat(provider.api().ask("GET", "/metrics").body())
                .contains("demarc_register_requests_total{result=\"wrong-credentials\"} 0");
        endsClean(enterprise, provider);
    }

    /// Proves AUT-001, AUT-002.
    @Test
    void aPbxWithAWrongPasswordIsRefused() {
        Node provider = startProvider();
        Node enterprise = startEnterprise("udp");
        OfficePbx.start(STAGE, "office", OFFICE, "wrong");
        Await.until(SOON, enterprise::newLog, () -> enterprise.newLog().contains("registration.refused"));
        assertThat(enterprise.newLog()).contains("rule=AUT-015").doesNotContain(PASSWORD);
        assertThat(enterprise.bindings("office")).isEmpty();
        phoneCalls(scenario()
                        .as("100")
                        .invite("9011" + FAR.substring(1), Sdp.first())
                        .expect(401)
                        .ackFailure())
                .done();
        Sipp.plan(
                        STAGE,
                        "core",
                        scenario().as(FAR).invite(OWN, Sdp.first()).expect(480).ackFailure(),
                        STAGE.place().at(Stage.CORE, 5060))
                .call(STAGE.place().at(PROVIDER_CORE, 5060))
                .done();
        assertThat(provider.api().count("answered")).isZero();
        endsClean(enterprise, provider);
    }

    /// A provider's edge that is killed knows its customer again; an enterprise's edge that starts anew registers, and
    /// still knows its PBX.
    @Test
    void callsGoOnAfterARestartOfEitherEdge() {
        Node provider = startProvider();
        Node enterprise = startEnterprise("udp");
        startPbx(enterprise);
        callIn(enterprise);
        Await.until(SOON, "the store has written", () -> provider.newLog().contains("registration.registered"));
        provider.process().signal("KILL");
        provider.process().exit(SOON);
        Node second = startProvider();
        assertThat(second.bindings("acme")).hasSize(1);
        callIn(enterprise);
        callOut();
        enterprise.process().signal("KILL");
        enterprise.process().exit(SOON);
        Node third = startEnterprise("udp");
        assertThat(third.bindings("office")).hasSize(1);
        callIn(third);
        callOut();
        endsClean(third, second);
    }

    /// The account may register in bulk only and does not: an ordinary call waits for better times, a call for help
    /// does not, by number or by service.
    ///
    /// Proves REG-028, EMG-002, EMG-003, EMG-004.
    @ParameterizedTest
    @ValueSource(strings = {"911", "urn:service:sos"})
    void aCallForHelpNeedsNoRegistration(String help) {
        Node provider = startProvider();
        Node enterprise = STAGE.startNode("enterprise", enterprise("udp", "off"), ENTERPRISE_ADMIN);
        enterprise.awaitRegistration("provider", "refused");
        startPbx(enterprise);
        phoneCalls(scenario()
                        .as("100")
                        .invite("9011" + FAR.substring(1), Sdp.first())
                        .expect(500) // our 503, as a proxy forwards it: RFC 3261 section 16.7
                        .ackFailure())
                .done();
        String uri = help.startsWith("urn") ? help : "sip:911@" + STAGE.place().host(Stage.CORE);
        Sipp core = coreAnswers(scenario()
                .expect("INVITE")
                .has("INVITE " + uri + " SIP/2.0")
                .has("From:.*<sip:" + NUMBER + "@")
                .has("P-Asserted-Identity:.*<sip:" + NUMBER + "@")
                .isTalkedTo());
        phoneCalls(talk(scenario().as("100").invite(help, Sdp.first()))).done();
        core.done();
        assertThat(enterprise.newLog()).contains("rule=REG-028");
        assertThat(enterprise.registration("provider").get("state").text()).isEqualTo("refused");
        endsClean(enterprise, provider);
    }
}
