package org.demarc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.demarc.sim.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed while it writes.
class CrashTest {
    private static final long SECOND = 1_000;

    @TempDir
    Path directory;

    private record Said(long number, long at) {}

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aKilledProcessLosesNoMoreThanItsLastSecond() throws Exception {
        var gen = new Gen(11);
        Path state = directory.resolve("state");
        long before = 0;
        for (int life = 0; life < 6; life++) {
            long saved = killed(state, gen.between(200, 3_000));
            Map<String, Row> rows = new HashMap<>();
            RegistrationRows.open(Database.embedded(state, null), row -> rows.put(row.key(), row))
                    .close();
            long highest = 0;
            for (Row row : rows.values()) {
                long number = Long.parseLong(row.document());
                assertThat(row.version()).as("a row is whole").isEqualTo(number);
                assertThat(row.key()).isEqualTo("key " + number % 100);
                highest = Math.max(highest, number);
            }
            assertThat(highest).as("nothing older than a second is lost").isGreaterThanOrEqualTo(saved);
            assertThat(highest).isGreaterThanOrEqualTo(before);
            before = highest;
            assertThat(state.resolve("demarc.mv.db.damaged")).doesNotExist();
        }
        assertThat(before).isPositive();
    }

    /// Lets a process write and kills it so many milliseconds of its own time after its first word.
    ///
    /// @return the highest number that it put a second or more before the end
    private long killed(Path state, int millis) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Counting.class.getName(),
                        state.toString())
                .redirectError(errors.toFile())
                .start();
        var recent = new ArrayDeque<Said>();
        long saved = 0;
        try (BufferedReader out = child.inputReader()) {
            long first = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                int space = line.indexOf(' ');
                // The kill cuts the last line anywhere.
                if (space < 0 || !child.isAlive()) break;
                var said =
                        new Said(Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
                if (first == 0) first = said.at();
                recent.add(said);
                while (said.at() - recent.getFirst().at() >= SECOND) {
                    saved = recent.removeFirst().number();
                }
                // By its handle: what it wrote before stays to be read.
                if (said.at() - first >= millis) child.toHandle().destroyForcibly();
            }
        }
        assertThat(child.waitFor()).as(Files.readString(errors)).isEqualTo(137);
        return saved;
    }
}
