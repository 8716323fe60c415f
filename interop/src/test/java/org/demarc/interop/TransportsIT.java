package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Place;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One transport or address family on one leg and another on the other.
@EnabledIf(
        value = "org.demarc.interop.harness.Place#hasIpv6",
        disabledReason = "THIS MACHINE HAS NO ::1: transports and families are not tested here")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TransportsIT {
    private static final String LOOPBACK_6 = Place.hasIpv6() ? "::1" : "127.0.0.1"; // without it nothing runs here
    private static final int EDGE_6 = Place.freePort(LOOPBACK_6);
    private static final int PBX_6 = Place.freePort(LOOPBACK_6);

    @RegisterExtension
    static final Stage STAGE = Stage.with("""
            networks:
              outside: { addresses: ["@10"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 20000-20999 } }
              six: { addresses: ["::1"], sip: { udp: %1$d, tcp: %1$d }, media: { ports: 24000-24999 } }
              inside: { addresses: ["@20"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 30000-30999 } }
            trunks:
              pbx:
                faces: pbx
                network: outside
                peers: ["sip:@2:5060;transport=tcp"]
                numbers: ["+12145550100..+12145550199"]
                probe: off
              pbx6:
                faces: pbx
                network: six
                peers: ["sip:[::1]:%2$d"]
                numbers: ["+12145550200..+12145550299"]
                probe: off
              carrier: { faces: core, network: inside, peers: ["sip:@31:5060"], probe: off }
            routes:
              - { from: pbx, to: carrier }
              - { from: pbx6, to: carrier }
            """.formatted(EDGE_6, PBX_6));

    private static InetSocketAddress six(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("::1"), port);
    }

    private static Sipp.Plan core(Scenario scenario) {
        return Sipp.plan(STAGE, "core", scenario, STAGE.place().at(Stage.CORE, 5060));
    }

    private static Sipp.Plan pbx(Scenario scenario, InetSocketAddress local) {
        return Sipp.plan(STAGE, "pbx", scenario, local);
    }

    private static Scenario incoming(String number) {
        return scenario().invite(number, Sdp.first()).maybe(180).expect(200).ack();
    }

    /// Proves TRN-001.
    @Test
    void aCallComesOverTcpAndGoesOnOverUdp() {
        Sipp core =
                core(answers().expect("BYE").has("Via: SIP/2.0/UDP").reply(200)).listen();
        Sipp pbx = pbx(calls().bye().expect(200), STAGE.place().at(Stage.PBX, 5060))
                .tcp()
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        pbx.done();
        core.done();
    }

    @Test
    void theCalleeHangsUpACallThatCameOverTcp() {
        Sipp core = core(answers().pause(50).bye().expect(200)).listen();
        Sipp pbx = pbx(calls().expect("BYE").reply(200), STAGE.place().at(Stage.PBX, 5060))
                .tcp()
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        pbx.done();
        core.done();
    }

    @Test
    void aCallComesOverUdpAndGoesOnOverTcp() {
        Sipp pbx = pbx(
                        answers().expect("BYE").has("Via: SIP/2.0/TCP").reply(200),
                        STAGE.place().at(Stage.PBX, 5060))
                .tcp()
                .listen();
        Sipp core = core(incoming("+12145550101").bye().expect(200))
                .call(STAGE.place().at(Stage.INSIDE, 5060));
        core.done();
        pbx.done();
    }

    /// Proves IP6-012.
    @Test
    void aCallComesOverIpv6AndGoesOnOverIpv4() {
        Sipp core = core(answers().expect("BYE").reply(200)).listen();
        Sipp pbx = pbx(
                        scenario()
                                .invite(FAR, Sdp.first())
                                .maybe(180)
                                .expect(200)
                                .has("c=IN IP6 ::1")
                                .ack()
                                .bye()
                                .expect(200),
                        six(PBX_6))
                .call(six(EDGE_6));
        pbx.done();
        core.done();
        assertThat(core.messages()).contains("c=IN IP4 " + STAGE.place().host(Stage.INSIDE));
    }

    /// Proves IP6-001.
    @Test
    void aCallComesOverIpv4AndGoesOnOverIpv6() {
        Sipp pbx = pbx(
                        scenario()
                                .expect("INVITE")
                                .has("c=IN IP6 ::1")
                                .reply(180)
                                .answer(200, Sdp.first())
                                .expect("BYE")
                                .reply(200),
                        six(PBX_6))
                .listen();
        Sipp core = core(incoming("+12145550201").bye().expect(200))
                .call(STAGE.place().at(Stage.INSIDE, 5060));
        core.done();
        pbx.done();
    }

    /// Proves IP6-012.
    @Test
    void mediaCrossesFromIpv6ToIpv4() throws java.io.IOException {
        java.nio.file.Path voice = STAGE.directory().resolve("voice.ulaw");
        java.nio.file.Files.write(voice, new byte[8_000]);
        Sipp core = core(answers().expect("BYE").reply(200)).option("-rtp_echo").listen();
        Sipp pbx = pbx(
                        scenario()
                                .invite(FAR, Sdp.streaming())
                                .maybe(180)
                                .expect(200)
                                .ack()
                                .play(voice.toString())
                                .pause(2_000)
                                .bye()
                                .expect(200),
                        six(PBX_6))
                .call(six(EDGE_6));
        Await.until(
                Duration.ofSeconds(20),
                () -> "media on both legs: " + STAGE.node().api().calls(),
                () -> STAGE.node().api().count("calls") == 1
                        && STAGE.node().api().onlyCall().get("state").text().equals("answered")
                        && STAGE.node()
                                        .api()
                                        .onlyCall()
                                        .get("legs", 0, "media", "sent")
                                        .number()
                                > 20);
        pbx.done();
        core.done();
    }

    /// An offer with so many codecs that the INVITE with it passes 1300 octets.
    private static String largeOffer() {
        StringBuilder sdp = new StringBuilder(Sdp.first().replace("RTP/AVP 0 101", "RTP/AVP 0 101 %s"));
        StringBuilder types = new StringBuilder();
        for (int type = 96; type < 120; type++) {
            if (type == 101) continue;
            types.append(types.isEmpty() ? "" : " ").append(type);
            sdp.append("a=rtpmap:").append(type).append(" AMR-WB/16000/1\n");
            sdp.append("a=fmtp:").append(type).append(" mode-set=0,1,2,3,4,5,6,7,8; octet-align=1; crc=0\n");
        }
        return sdp.toString().replace("%s", types);
    }

    /// Proves TRN-004.
    @Test
    void aLargeInviteTakesTcpWhereThePeerListens() {
        Sipp core = core(scenario()
                        .expect("INVITE")
                        .has("Via: SIP/2.0/TCP")
                        .reply(180)
                        .answer(200, Sdp.first())
                        .expect("BYE")
                        .reply(200))
                .tcp()
                .listen();
        Sipp pbx = pbx(largeCall(), six(PBX_6)).call(six(EDGE_6));
        pbx.done();
        core.done();
    }

    /// The last: that nobody listens there is remembered for a minute.
    /// Proves TRN-004.
    @Test
    @Order(Integer.MAX_VALUE)
    void aLargeInviteTakesUdpWhereNobodyListensOnTcp() {
        Sipp core = core(scenario()
                        .expect("INVITE")
                        .has("Via: SIP/2.0/UDP")
                        .reply(180)
                        .answer(200, Sdp.first())
                        .expect("BYE")
                        .reply(200))
                .listen();
        Sipp pbx = pbx(largeCall(), six(PBX_6)).call(six(EDGE_6));
        pbx.done();
        core.done();
    }

    private static Scenario largeCall() {
        return scenario()
                .invite(FAR, largeOffer())
                .maybe(180)
                .expect(200)
                .ack()
                .bye()
                .expect(200);
    }
}
