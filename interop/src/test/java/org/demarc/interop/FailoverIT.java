package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Scenario.scenario;

import java.time.Duration;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Json;
import org.demarc.interop.harness.Scenario;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.demarc.interop.harness.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A core of two hosts, one of which is in trouble.
class FailoverIT {
    private static final String CONFIGURATION = """
            networks:
              outside: { addresses: ["@10"], sip: { udp: 5060 }, media: { ports: 20000-20999 } }
              inside: { addresses: ["@20"], sip: { udp: 5060, tcp: 5060 }, media: { ports: 30000-30999 } }
            trunks:
              pbx: { faces: pbx, network: outside, peers: ["sip:@2"], numbers: ["+12145550100"], probe: off }
              silent: { faces: core, network: inside, peers: ["sip:@31:5061", "sip:@32:5061"], probe: off }
              closed: { faces: core, network: inside, peers: ["sip:@31:5062", "sip:@32:5062"], probe: off }
              refusing:
                faces: core
                network: inside
                peers: ["sip:@33:5065;transport=tcp", "sip:@34:5065;transport=tcp"]
                probe: off
              full: { faces: core, network: inside, peers: ["sip:@31:5063", "sip:@32:5063"], probe: off }
              watched:
                faces: core
                network: inside
                peers: ["sip:@31:5064"]
                probe: { interval: 1s, misses: 1, answers: 1 }
            routes:
              - { number: "+441*", to: silent }
              - { number: "+442*", to: closed }
              - { number: "+443*", to: full }
              - { number: "+444*", to: refusing }
            """;

    @RegisterExtension
    static final Stage STAGE = Stage.with(CONFIGURATION);

    /// The prober would go on, and never be without a transaction.
    @AfterAll
    static void nobodyIsWatched() {
        STAGE.reload(CONFIGURATION.replace("probe: { interval: 1s, misses: 1, answers: 1 }", "probe: off"));
    }

    private static Scenario called() {
        return answers().expect("BYE").reply(200);
    }

    private static Sipp second(int port) {
        return Sipp.plan(STAGE, "second", called(), STAGE.place().at(Stage.CORE_2, port))
                .listen();
    }

    private static void call(String number) {
        Sipp.plan(
                        STAGE,
                        "caller",
                        scenario()
                                .invite(number, Sdp.first())
                                .expect(180)
                                .expect(200)
                                .ack()
                                .bye()
                                .expect(200),
                        STAGE.place().at(Stage.PBX, 5060))
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
    }

    @Test
    void aPeerThatSaysNothingIsLeftAfterFourSecondsAndThenSpared() {
        try (Wire dead = Wire.on(STAGE.place().at(Stage.CORE, 5061))) {
            Sipp second = second(5061);
            long began = System.nanoTime();
            call("+441632960001");
            assertThat(System.nanoTime() - began)
                    .isGreaterThan(Duration.ofSeconds(4).toNanos());
            second.done();
            String invite = dead.receive(Duration.ofSeconds(1));
            assertThat(invite).isNotNull().startsWith("INVITE sip:+441632960001");
            while (dead.receive(Duration.ofMillis(50)) != null) {
                // its repetitions
            }
            Sipp again = second(5061);
            call("+441632960001");
            again.done();
            assertThat(dead.receive(Duration.ofMillis(50)))
                    .as("a peer that did not answer gets no call for a while")
                    .isNull();
        }
    }

    @Test
    void aPeerWhosePortIsClosedIsLeftAtOnce() {
        Sipp second = second(5062);
        long began = System.nanoTime();
        call("+442079460001");
        assertThat(System.nanoTime() - began)
                .as("the host's word that nobody listens is an answer: nobody waits four seconds")
                .isLessThan(Duration.ofSeconds(4).toNanos());
        second.done();
    }

    @Test
    void aPeerThatRefusesConnectionsIsLeftAtOnce() {
        Sipp second = Sipp.plan(STAGE, "second", called(), STAGE.place().at(34, 5065))
                .tcp()
                .listen();
        long began = System.nanoTime();
        call("+444069990001");
        assertThat(System.nanoTime() - began)
                .as("the refusal is an answer: nobody waits four seconds")
                .isLessThan(Duration.ofSeconds(4).toNanos());
        second.done();
    }

    @Test
    void aPeerThatIsFullIsLeftForTheNext() {
        Sipp first = Sipp.plan(
                        STAGE,
                        "first",
                        scenario().expect("INVITE").answer(503, ""),
                        STAGE.place().at(Stage.CORE, 5063))
                .listen();
        Sipp second = second(5063);
        call("+443069990001");
        first.done();
        second.done();
    }

    /// Proves OVL-008.
    @Test
    void whereEveryPeerIsFullTheCallerIsTold() {
        Scenario full = scenario().expect("INVITE").answer(503, "");
        Sipp first = Sipp.plan(STAGE, "first", full, STAGE.place().at(Stage.CORE, 5063))
                .listen();
        Sipp second = Sipp.plan(STAGE, "second", full, STAGE.place().at(Stage.CORE_2, 5063))
                .listen();
        Sipp.plan(
                        STAGE,
                        "caller",
                        scenario()
                                .invite("+443069990001", Sdp.first())
                                .expect(500)
                                .ackFailure(),
                        STAGE.place().at(Stage.PBX, 5060))
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
        first.done();
        second.done();
    }

    @Test
    void aWatchedPeerGoesDownAndComesBack() {
        awaitPeer("down", "refused"); // nobody listens yet, and its host says so
        Sipp well = watched("well", 200);
        awaitPeer("up", "");
        well.close();
        Sipp full = watched("full", 503);
        awaitPeer("down", "503");
        full.close();
        watched("wellAgain", 200);
        awaitPeer("up", "");
    }

    private static Sipp watched(String name, int status) {
        return Sipp.plan(
                        STAGE,
                        name,
                        scenario().expect("OPTIONS").reply(status),
                        STAGE.place().at(Stage.CORE, 5064))
                .calls(1_000)
                .listen();
    }

    private static void awaitPeer(String state, String cause) {
        Await.until(
                Duration.ofSeconds(40), // an OPTIONS to a host that says nothing runs for 64*T1
                () -> "state " + state + " " + cause + ": "
                        + STAGE.node().api().trunk("watched").value(),
                () -> {
                    Json peer = STAGE.node().api().trunk("watched").get("peers", 0);
                    return peer.get("state").text().equals(state)
                            && peer.get("cause").text().contains(cause);
                });
    }
}
