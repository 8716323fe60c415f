package org.demarc.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A configuration that somebody edited badly gets errors, never an exception, and each error has one line.
class ConfigProperties {
    private static final long SEED = Long.getLong("seed", 20_261_122L);
    private static final String[] PIECES = {
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "  ", "\t", "#", "&a ", "*a", "!!int ", "|", ">", "'", "\"", "${",
                "}", "${HOME}", "file:x",
        "null", "~", "0", "-1", "99999999999999999999", "sip:", "[::]", "::1", "127.0.0.1", "/0", "..", "+1", "off",
                "\u0000", "\u2028", "\ud800", "é", "? ", "%YAML 9", "---", "...", "<<: *a"
    };

    @Test
    void randomEditsNeverThrow() {
        Random random = new Random(SEED);
        Fake world = new Fake(Map.of("HOME", "/root"), Map.of("/etc/demarc/x", "secret"));
        for (int run = 0; run < 4_000; run++) {
            StringBuilder text = new StringBuilder(
                    run % 3 == 0
                            ? Sample.PROVIDER.text()
                            : run % 3 == 1 ? Sample.ENTERPRISE.text() : ConfigErrorsTest.SOUND);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length() + 1);
                switch (random.nextInt(4)) {
                    case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                    case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                    case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(80))));
                    default -> {
                        if (at < text.length()) text.setCharAt(at, (char) random.nextInt(0x250));
                    }
                }
            }
            List<String> lines = world.check(text.toString());
            for (String line : lines) {
                assertThat(line)
                        .as("replay: -Dseed=%d, run %d", SEED, run)
                        .doesNotContain("\n", "secret")
                        .hasSizeLessThan(600);
            }
        }
    }

    @Test
    void durationsPrintAsTheyAreRead() {
        Random random = new Random(SEED);
        for (int run = 0; run < 10_000; run++) {
            long millis = 1 + (random.nextLong() >>> random.nextInt(30, 63));
            Long back = Values.duration(Values.duration(millis));
            if (millis < 10_000_000_000L) assertThat(back).isEqualTo(millis);
        }
    }

    @Test
    void overlapsAreFoundWhereverTheyAre() {
        Random random = new Random(SEED);
        for (int run = 0; run < 500; run++) {
            Inventory inventory = new Inventory();
            boolean[] taken = new boolean[400];
            boolean overlap = false;
            for (int i = 1; i <= 6; i++) {
                int first = random.nextInt(380);
                int last = first + random.nextInt(15);
                for (int n = first; n <= last; n++) {
                    overlap |= taken[n];
                    taken[n] = true;
                }
                inventory.add(
                        "t" + i,
                        new org.demarc.trunk.numbers.NumberRange(1_000 + first, 1_000 + last, 4),
                        new Mark(i, 1));
            }
            Problems problems = new Problems();
            inventory.check(problems);
            assertThat(problems.sound()).isEqualTo(!overlap);
        }
    }
}
