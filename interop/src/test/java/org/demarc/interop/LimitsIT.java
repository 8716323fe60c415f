package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import java.time.Duration;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Sdp;
import org.demarc.interop.harness.Sipp;
import org.demarc.interop.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a trunk may carry, and what happens beyond.
class LimitsIT {
    private static final String PROBE = "probe: off";

    @RegisterExtension
    static final Stage STAGE = Stage.with(limited("calls: 2"));

    private static String limited(String limits) {
        String usual = Stage.usual();
        int first = usual.indexOf(PROBE);
        return usual.substring(0, first) + "limits: { " + limits + " }\n    " + usual.substring(first);
    }

    private static Sipp.Plan another() {
        return Sipp.plan(
                STAGE,
                "another",
                scenario().invite(FAR, Sdp.first()).expect(503).ackFailure(),
                STAGE.place().at(Stage.PBX, 5070));
    }

    @Test
    void oneCallTooManyIsRefusedAndTheOthersGoOn() {
        STAGE.reload(limited("calls: 2"));
        Sipp core =
                Both.core(STAGE, answers().expect("BYE").reply(200)).calls(2).listen();
        Sipp pbx = Both.pbx(STAGE, calls().pause(2_500).bye().expect(200))
                .calls(2)
                .option("-r", "20")
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        Await.until(
                Duration.ofSeconds(20),
                "two calls are up",
                () -> STAGE.node().api().trunk("pbx").get("calls").number() == 2);
        long refused = STAGE.node().api().trunk("pbx").get("refused").number();
        another().call(STAGE.place().at(Stage.OUTSIDE, 5060)).done();
        assertThat(STAGE.node().api().trunk("pbx").get("refused").number()).isEqualTo(refused + 1);
        new Both(pbx, core).done();
    }

    @Test
    void aReloadRaisesTheLimitUnderRunningCalls() {
        STAGE.reload(limited("calls: 1"));
        Sipp core =
                Both.core(STAGE, answers().expect("BYE").reply(200)).calls(2).listen();
        Sipp pbx = Both.pbx(STAGE, calls().pause(4_000).bye().expect(200))
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        Await.until(
                Duration.ofSeconds(20),
                "one call is up",
                () -> STAGE.node().api().trunk("pbx").get("calls").number() == 1);
        another().call(STAGE.place().at(Stage.OUTSIDE, 5060)).done();
        assertThat(STAGE.reload(limited("calls: 2")).get("changed").list()).isNotEmpty();
        assertThat(STAGE.node().api().trunk("pbx").get("calls").number())
                .as("the running call still counts")
                .isEqualTo(1);
        Sipp.plan(STAGE, "second", calls().bye().expect(200), STAGE.place().at(Stage.PBX, 5080))
                .call(STAGE.place().at(Stage.OUTSIDE, 5060))
                .done();
        new Both(pbx, core).done();
    }

    @Test
    void tooManyCallsInASecondAreRefused() {
        STAGE.reload(limited("calls-per-second: 3"));
        Sipp core = Both.core(STAGE, scenario().expect("INVITE").answer(486, ""))
                .calls(100)
                .listen();
        Sipp pbx = Both.pbx(
                        STAGE, scenario().invite(FAR, Sdp.first()).expect(486).ackFailure())
                .calls(12)
                .option("-r", "100")
                .call(STAGE.place().at(Stage.OUTSIDE, 5060));
        int code = pbx.exit();
        String seen = pbx.messages();
        int busy = seen.split("\nSIP/2.0 486", -1).length - 1;
        int refused = seen.split("\nSIP/2.0 503", -1).length - 1;
        assertThat(code).as("some calls went wrong").isEqualTo(1);
        // All twelve begin within a fifth of a second, which lies in one or two of the limiter's seconds.
        assertThat(busy).isBetween(3, 6);
        assertThat(refused).isGreaterThanOrEqualTo(6);
        assertThat(core.alive()).isTrue();
    }
}
