package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.demarc.interop.harness.Child;
import org.demarc.interop.harness.Demarc;
import org.demarc.interop.harness.Node;
import org.demarc.interop.harness.Stage;
import org.demarc.interop.harness.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The command line's exit codes and what it says: 0 good, 1 the work failed, 2 wrong usage or configuration, 3 could
/// not start.
class CommandsIT {
    @RegisterExtension
    static final Stage STAGE = Stage.empty();

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

    /// How a command ended and what it wrote.
    private record Ended(int exit, String out, String err) {}

    private static Ended run(Stage stage, String... arguments) {
        String name = "command-" + System.nanoTime();
        try (Child child = Demarc.start(name, stage.directory(), arguments)) {
            int exit = child.exit(ENDS_WITHIN);
            return new Ended(exit, child.out(), child.err());
        }
    }

    private static Path file(String yaml) {
        Path file = STAGE.directory().resolve("demarc.yaml");
        Node.write(
                file,
                STAGE.place().resolve(yaml) + "admin: { address: "
                        + STAGE.place().host(1) + ", port: 8080 }\n");
        return file;
    }

    private static Ended runNode(String yaml) {
        return run(STAGE, "run", "-c", file(yaml).toString());
    }

    private static void assertCannotStart(Ended ended, String why) {
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(3);
        assertThat(ended.err()).contains(why).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(ended.err().lines().filter(line -> line.startsWith("demarc:")))
                .as("one clear line: " + ended.err())
                .hasSize(1);
        assertThat(ended.out()).doesNotContain("demarc ready");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (Wire _ = Wire.on(STAGE.place().at(Stage.OUTSIDE, 5060))) {
            assertCannotStart(runNode(Stage.usual()), STAGE.place().host(Stage.OUTSIDE) + ":5060");
        }
    }

    @Test
    void anAddressThatIsNotOursIsNamed() {
        assertCannotStart(runNode(Stage.usual().replace("@10", "203.0.113.7")), "203.0.113.7");
    }

    @Test
    void aSecondNodeOnTheSamePortsDoesNotStart() {
        STAGE.startNode("node", Stage.usual(), 1);
        Ended second = runNode(Stage.usual());
        assertCannotStart(second, STAGE.place().host(1).substring(0, 4));
    }

    @Test
    void everyErrorOfAConfigurationIsShownWithItsPlace() {
        String wrong = Stage.usual()
                .replace("faces: pbx", "faces: moon")
                .replace("sip:@31:5060", "mailto:nonsense")
                .replace("to: carrier", "to: carier");
        Ended ended = runNode(wrong);
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(2);
        assertThat(ended.err())
                .contains("moon")
                .contains("nonsense")
                .contains("carier")
                .containsPattern("demarc\\.yaml:\\d+:\\d+: ");
        Ended checked =
                run(STAGE, "check", STAGE.directory().resolve("demarc.yaml").toString());
        assertThat(checked.exit()).isEqualTo(2);
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run(STAGE, "rnu").exit()).isEqualTo(2);
        assertThat(run(
                                STAGE,
                                "run",
                                "-c",
                                STAGE.directory().resolve("none.yaml").toString())
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void aQuestionToANodeThatIsNotThereFails() {
        Ended ended = run(STAGE, "status", "--api", "http://" + STAGE.place().host(1) + ":8080");
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(1);
        assertThat(ended.err()).doesNotContain("Exception");
    }

    @Test
    void aRunningNodeAnswersTheCommandLine() {
        STAGE.startNode("node", Stage.usual(), 1);
        String api = "http://" + STAGE.place().host(1) + ":8080";
        Ended trunks = run(STAGE, "trunk", "list", "--api", api);
        assertThat(trunks.exit()).as(trunks.toString()).isZero();
        assertThat(trunks.out()).contains("pbx").contains("carrier");
        Ended drained = run(STAGE, "drain", "--api", api);
        assertThat(drained.exit()).as(drained.toString()).isZero();
        Ended status = run(STAGE, "status", "--json", "--api", api);
        assertThat(status.out()).contains("draining");
    }

    @Test
    void whatInitWritesPassesTheCheck() throws IOException {
        for (String role : new String[] {"enterprise", "provider"}) {
            Path file = STAGE.directory().resolve(role + ".yaml");
            assertThat(run(STAGE, "init", "--role", role, file.toString()).exit())
                    .isZero();
            assertThat(Files.readString(file)).contains("networks:").contains("trunks:");
            assertThat(run(STAGE, "check", file.toString()).exit()).isZero();
        }
    }
}
