package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.FAR;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;
import static org.demarc.interop.harness.Scenario.scenario;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern CLOCK = Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d\\.\\d+)");

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
        List<String> seen = List.of(pbx.messages().split("\n-{20,}"));
        Set<String> busy = answered(seen, "SIP/2.0 486");
        Set<String> refused = answered(seen, "SIP/2.0 503");
        assertThat(code).as("some calls went wrong").isEqualTo(1);
        assertThat(busy.size() + refused.size()).isEqualTo(12);
        // However slow this machine is: in so many of the limiter's seconds all calls came, and in each come three.
        long seconds = (long) (time(seen.getLast()) - time(seen.getFirst())) + 2;
        assertThat((long) busy.size()).isBetween(3L, 3 * seconds);
        assertThat(core.alive()).isTrue();
    }

    /// The Call-IDs of the answers that begin like this; one sent again counts once.
    private static Set<String> answered(List<String> messages, String begin) {
        Set<String> calls = new HashSet<>();
        for (String message : messages) {
            if (!message.contains("\n" + begin)) continue;
            int at = message.indexOf("Call-ID: ");
            calls.add(message.substring(at, message.indexOf('\n', at)));
        }
        return calls;
    }

    /// When SIPp traced a message: seconds of its day.
    private static double time(String message) {
        Matcher clock = CLOCK.matcher(message);
        assertThat(clock.find()).as("the trace says when").isTrue();
        return 3600 * Integer.parseInt(clock.group(1))
                + 60 * Integer.parseInt(clock.group(2))
                + Double.parseDouble(clock.group(3));
    }
}
