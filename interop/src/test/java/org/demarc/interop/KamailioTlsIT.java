package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.OWN;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import java.nio.file.Path;
import org.demarc.interop.harness.Authority;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Kamailio;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A proxy of somebody else before the PBX, with TLS between it and the edge, each known to the other by its
/// certificate alone.
class KamailioTlsIT {
    private static final int PROXY = 4;
    private static final Authority AUTHORITY =
            Authority.make(Path.of("target", "interop", "KamailioTlsIT-ca").toAbsolutePath());

    static {
        AUTHORITY.issue("edge", "edge.example.com").issue("proxy", "proxy.example.com");
    }

    @RegisterExtension
    static final Stage STAGE = Stage.with(
            """
            networks:
              outside:
                addresses: ["@10"]
                sip: { tls: 5061 }
                media: { ports: 20000-20999 }
                tls: { certificate: %s, key: %s, trust: %s, client-certificates: required }
              inside: { addresses: ["@20"], sip: { udp: 5060 }, media: { ports: 30000-30999 } }
            trunks:
              pbx:
                faces: pbx
                network: outside
                domain: proxy.example.com
                peers: ["sips:@4"]
                numbers: ["+12145550100..+12145550199"]
                probe: off
              carrier: { faces: core, network: inside, peers: ["sip:@31:5060"], probe: off }
            routes:
              - { from: pbx, to: carrier }
            """.formatted(AUTHORITY.file("edge.pem"), AUTHORITY.file("edge.key"), AUTHORITY.file("root.crt")));

    @BeforeEach
    void proxy() {
        Kamailio.startTls(STAGE, PROXY, AUTHORITY, "proxy");
    }

    private static Both outgoing(org.demarc.interop.harness.Scenario caller, org.demarc.interop.harness.Scenario core) {
        Sipp callee = Both.core(STAGE, core).calls(20).listen();
        return new Both(
                Both.pbx(STAGE, caller)
                        .calls(20)
                        .option("-r", "20")
                        .call(STAGE.place().at(PROXY, 5060)),
                callee);
    }

    /// Proves TRN-002.
    @Test
    void callsComeThroughItOverTls() {
        outgoing(calls().bye().expect(200), answers().expect("BYE").reply(200)).done();
        assertThat(STAGE.node().api().status().get("traffic", "tlsHandshakes").number())
                .isPositive();
    }

    /// Proves TRN-002.
    @Test
    void theCoreEndsCallsThatCameThroughIt() {
        outgoing(calls().expect("BYE").reply(200), answers().bye().expect(200)).done();
    }

    @Test
    void callsGoThroughItOverTls() {
        Sipp pbx = Sipp.plan(
                        STAGE,
                        "callee",
                        scenario()
                                .expect("INVITE")
                                .has("Via:.*TLS.*" + STAGE.place().host(Stage.OUTSIDE))
                                .isTalkedTo(),
                        STAGE.place().at(Stage.PBX, 5060))
                .calls(10)
                .listen();
        Sipp core = Sipp.plan(
                        STAGE,
                        "caller",
                        scenario().invite(OWN, Sdp.first()).talks(),
                        STAGE.place().at(Stage.CORE, 5060))
                .calls(10)
                .option("-r", "10")
                .call(STAGE.place().at(Stage.INSIDE, 5060));
        new Both(core, pbx).done();
    }
}
