package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import java.io.IOException;
import java.time.Duration;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A node from its start to its end: signals, reloads, a hard death.
class LifecycleIT {
    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    private static final int ADMIN = 1;

    private static Node node(String... options) {
        return STAGE.startNode("node", Stage.usual(), ADMIN, options);
    }

    private static void awaitCalls(Node node, long calls) {
        Await.until(
                Duration.ofSeconds(20),
                calls + " calls are up",
                () -> node.api().calls().stream()
                                .filter(call -> call.get("state").text().equals("answered"))
                                .count()
                        == calls);
    }

    @Test
    void onSigtermCallsGoOnAndNoNewOneIsTaken() {
        Node node = node();
        Both both = Both.outgoing(
                STAGE,
                calls().pause(3_000).bye().expect(200),
                answers().expect("BYE").reply(200));
        awaitCalls(node, 1);
        node.process().signal("TERM");
        Await.until(
                Duration.ofSeconds(5),
                "the node drains",
                () -> node.api().ask("GET", "/readyz").status() == 503);
        Sipp.plan(
                        STAGE,
                        "late",
                        scenario().invite(FAR, Sdp.first()).expect(503).ackFailure(),
                        STAGE.place().at(Stage.PBX, 5070))
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
        assertThat(node.process().alive()).isTrue();
        both.done();
        assertThat(node.process().exit(Duration.ofSeconds(10))).isZero();
        node.assertCleanLog();
    }

    @Test
    void whenTheDrainTimeIsOverBothSidesAreToldOfTheEnd() {
        Node node = node("--drain-timeout", "1s");
        Both both = Both.outgoing(
                STAGE, calls().expect("BYE").reply(200), answers().expect("BYE").reply(200));
        awaitCalls(node, 1);
        node.process().signal("TERM");
        both.done();
        assertThat(node.process().exit(Duration.ofSeconds(10))).isZero();
        node.assertCleanLog();
    }

    @Test
    void reloadsUnderLoadCostNoCall() {
        Node node = node();
        Sipp core =
                Both.core(STAGE, answers().expect("BYE").reply(200)).calls(60).listen();
        Sipp pbx = Both.pbx(STAGE, calls().pause(1_500).bye().expect(200))
                .calls(60)
                .option("-r", "15", "-l", "40")
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        awaitAnswered(node, 5);
        for (int i = 1; i <= 5; i++) {
            long answered = node.api().count("answered");
            int limit = 100 + i;
            String config =
                    Stage.usual().replaceFirst("probe: off", "limits: { calls: " + limit + " }\n    probe: off");
            node.rewrite(STAGE.place().resolve(config), STAGE.place().at(ADMIN, 8080));
            node.process().signal("HUP");
            Await.until(
                    Duration.ofSeconds(10),
                    () -> "the limit of " + limit + " is in force: "
                            + node.api().trunk("pbx").value(),
                    () -> node.api().trunk("pbx").get("callLimit").number() == limit);
            awaitAnswered(node, Math.min(60, answered + 3));
        }
        new Both(pbx, core).done();
        node.assertIdle();
        assertThat(node.api().count("failed")).isZero();
        node.stop();
    }

    private static void awaitAnswered(Node node, long calls) {
        Await.until(Duration.ofSeconds(20), calls + " calls", () -> node.api().count("answered") >= calls);
    }

    @Test
    void aWrongConfigurationIsRefusedAndTheOneInForceStays() {
        Node node = node();
        node.rewrite(
                STAGE.place().resolve(Stage.usual().replace("sip:@31:5060", "not a peer")),
                STAGE.place().at(ADMIN, 8080));
        var refused = node.api().ask("POST", "/api/reload");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("node.yaml:").contains("not a peer");
        node.process().signal("HUP");
        Both.outgoing(STAGE, calls().bye().expect(200), answers().expect("BYE").reply(200))
                .done();
        assertThat(node.process().alive()).isTrue();
    }

    @Test
    void afterAHardDeathANodeStartsOnTheSamePorts() throws IOException {
        Node node = node();
        // A connection on the port that the next node needs.
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.bind(STAGE.place().at(Stage.PBX, 0));
            socket.connect(STAGE.place().at(Stage.OUTSIDE, 5060), 5_000);
            Both both = Both.outgoing(
                    STAGE,
                    calls().pause(20_000).bye().expect(200),
                    answers().expect("BYE").reply(200));
            awaitCalls(node, 1);
            node.close(); // SIGKILL
            both.caller().close();
            both.callee().close();
            Node next = STAGE.startNode("next", Stage.usual(), ADMIN);
            Both.outgoing(
                            STAGE,
                            calls().bye().expect(200),
                            answers().expect("BYE").reply(200))
                    .done();
            next.assertIdle();
        }
    }
}
