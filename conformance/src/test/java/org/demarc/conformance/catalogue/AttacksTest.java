package org.demarc.conformance.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/attacks.md` names a test for each attack, and those tests are there.
class AttacksTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT|Simulation|Properties))\\.(\\w+)`");
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    @Test
    void everyNamedTestIsThere() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/attacks.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Attack"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(20);
        Map<String, String> sources = sources();
        List<String> wrong = new ArrayList<>();
        for (String row : rows) {
            List<MatchResult> named = NAMED.matcher(row).results().toList();
            if (named.isEmpty()) wrong.add("no test: " + row);
            for (MatchResult test : named) {
                String source = sources.getOrDefault(test.group(1), "");
                if (!source.contains(" " + test.group(2) + "(")) wrong.add("not there: " + test.group());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> all = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src/test/java")))
                    .toList()) {
                try (Stream<Path> sources = Files.walk(module.resolve("src/test/java"))) {
                    for (Path source :
                            sources.filter(s -> s.toString().endsWith(".java")).toList()) {
                        all.put(source.getFileName().toString().replace(".java", ""), Files.readString(source));
                    }
                }
            }
        }
        return all;
    }
}
