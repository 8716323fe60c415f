package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.demarc.interop.harness.Authority;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Holders;
import org.demarc.interop.harness.OpenSsl;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/// Strangers hold thousands of connections: idle, slow, in the midst of a handshake. `-Ddemarc.flood.seconds=60` for
/// longer.
@Isolated
class HoldersIT {
    private static final int SECONDS = Integer.getInteger("demarc.flood.seconds", 5);
    private static final int MANY = 200;
    private static final int FIRST = 100;
    private static final int ADDRESSES = 60;
    private static final Duration LONG = Duration.ofSeconds(SECONDS + 60);
    private static final Authority AUTHORITY =
            Authority.make(Path.of("target", "interop", "HoldersIT-ca").toAbsolutePath());

    static {
        AUTHORITY.issue("edge", "edge.example.com").issue("pbx", "pbx.example.com");
    }

    @RegisterExtension
    static final Stage STAGE = Stage.with(Stage.usual()
                    .replace(
                            "sip: { udp: 5060, tcp: 5060 }, media: { ports: 20000-20999 } }",
                            "sip: { udp: 5060, tcp: 5060, tls: 5061 }, media: { ports: 20000-20999 }, tls: { certificate: "
                                    + AUTHORITY.file("edge.pem") + ", key: " + AUTHORITY.file("edge.key") + ", trust: "
                                    + AUTHORITY.file("root.crt") + ", client-certificates: optional } }")
                    .replace("    network: outside\n", "    network: outside\n    domain: pbx.example.com\n")
            + "emergency: { numbers: [112] }\n");

    private static InetSocketAddress edge() {
        return STAGE.place().at(Stage.OUTSIDE, 5060);
    }

    private static Sipp.Plan many(Sipp.Plan plan, int calls) {
        return plan.calls(calls).option("-timeout", Integer.toString(SECONDS + 60));
    }

    private static Scenario call(String number) {
        return scenario().invite(number, Sdp.first()).talks();
    }

    /// Proves SEC-014, SEC-018.
    @Test
    void whoHoldsConnectionsHarmsNoCall() {
        Holders holders =
                Holders.start(STAGE, FIRST, ADDRESSES, edge(), STAGE.place().at(Stage.OUTSIDE, 5061), MANY);
        Await.until(Duration.ofSeconds(30), "the connections are held", () -> holders.held() == 12 * MANY);
        int udp = SECONDS * 30;
        int tcp = SECONDS * 20;
        Sipp core = many(Both.core(STAGE, answers().expect("BYE").reply(200)), udp + tcp + 1)
                .listen();
        Sipp byUdp = many(Both.pbx(STAGE, calls().pause(200).bye().expect(200)), udp)
                .option("-r", "30")
                .call(edge());
        Sipp byTcp = many(
                        Sipp.plan(
                                STAGE,
                                "tcp",
                                calls().pause(200).bye().expect(200),
                                STAGE.place().at(Stage.PBX, 5070)),
                        tcp)
                .option("-r", "20")
                .tcp()
                .call(edge());
        Sipp.plan(STAGE, "help", call("112"), STAGE.place().at(Stage.PBX, 5080))
                .tcp()
                .call(edge())
                .done();
        String options = """
                OPTIONS sip:edge.example.com SIP/2.0
                Via: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bKholders;rport
                Max-Forwards: 70
                From: <sip:pbx.example.com>;tag=holders
                To: <sip:edge.example.com>
                Call-ID: holders
                CSeq: 1 OPTIONS
                Content-Length: 0

                """;
        try (OpenSsl known =
                OpenSsl.client(STAGE, AUTHORITY, "pbx", true, STAGE.place().at(Stage.OUTSIDE, 5061), options)) {
            Await.until(
                    Duration.ofSeconds(20),
                    "TLS with who is known",
                    () -> known.heard().contains("SIP/2.0 200"));
        }
        byUdp.done(LONG);
        byTcp.done(LONG);
        core.done(LONG);
        assertThat(holders.handshakes()).as("handshakes in between").isPositive();
        System.out.printf(
                "holders: %d connections, %d handshakes, %d calls, all good%n",
                holders.held(), holders.handshakes(), udp + tcp);
    }
}
