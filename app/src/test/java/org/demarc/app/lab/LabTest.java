package org.demarc.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.demarc.app.cli.Cli;
import org.demarc.app.cli.Exit;
import org.demarc.app.cli.Terminal;
import org.demarc.app.config.NodeConfig.LogConfig;
import org.demarc.app.log.EventLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The lab over real sockets on loopback.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LabTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int demarc(String... arguments) {
        return new Cli(new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)))
                .run(arguments);
    }

    @Test
    void callsBothWaysAreAnsweredHeardAndReleased() {
        int exit = demarc("lab", "--calls", "4", "--seconds", "1");
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("demarc: ");
        assertThat(text)
                .contains("4 of 4 calls right: answered 4, audio both ways 4, released 4")
                .contains("both edges: no call, no dialog, no media port left");
        assertThat(exit).isEqualTo(Exit.GOOD);
    }

    @Test
    void machinesReadJson() {
        assertThat(demarc("lab", "--calls", "1", "--seconds", "1", "--json")).isEqualTo(Exit.GOOD);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{\"right\":true,\"calls\":1,\"failed\":0,");
    }

    @Test
    void wrongUsageIsToldInOneLine() {
        assertThat(demarc("lab", "--calls", "0")).isEqualTo(Exit.USAGE);
        assertThat(demarc("lab", "--calls", "many")).isEqualTo(Exit.USAGE);
        assertThat(demarc("lab", "--json")).isEqualTo(Exit.USAGE);
        assertThat(demarc("lab", "--calls", "1", "--seconds", "0")).isEqualTo(Exit.USAGE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void callsThatAnEdgeRefusesAreNotRight() throws Exception {
        try (var log = new EventLog(err, LogConfig.DEFAULT, InstantSource.system());
                Lab lab = Lab.start(0, log)) {
            lab.provider().drain(true);
            LabReport report = new LabRun(lab, 2, 1, _ -> {}).run();
            assertThat(report.right()).isFalse();
            assertThat(report.failed()).isEqualTo(2);
            assertThat(report.calls()).allSatisfy(call -> {
                assertThat(call.answered()).isFalse();
                assertThat(call.wrong()).startsWith("not answered: refused: 5");
            });
            assertThat(report.leftovers().none()).isTrue();
        }
    }

    @Test
    void twoLabsRunSideBySide() throws Exception {
        try (var log = new EventLog(err, LogConfig.DEFAULT, InstantSource.system());
                Lab one = Lab.start(0, log);
                Lab other = Lab.start(0, log)) {
            assertThat(one.plan().pbx().text()).isNotEqualTo(other.plan().pbx().text());
            assertThat(LabText.picture(one)).contains(one.plan().pbx().text());
            assertThat(new LabRun(other, 1, 1, _ -> {}).run().right()).isTrue();
        }
    }
}
