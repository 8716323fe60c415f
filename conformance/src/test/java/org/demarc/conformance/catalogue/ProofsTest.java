package org.demarc.conformance.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests say in their comments which rules they prove: `/// Proves AUT-001, AUT-004.` The list of that is part of the
/// program; `make proofs` writes it.
class ProofsTest {
    private static final Pattern CLAIM = Pattern.compile(
            "^\\s*/// Proves ((?:[A-Z0-9]+-[0-9]{3}(?:, ?| and )?(?:\\R\\s*/// )?)+)\\.", Pattern.MULTILINE);
    private static final Pattern ID = Pattern.compile("[A-Z0-9]+-[0-9]{3}");
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Path LIST =
            ROOT.resolve("conformance/src/main/resources/org/demarc/conformance/catalogue/" + Catalogue.PROOFS);

    @Test
    void theListIsWhatTheTestsSay() throws IOException {
        String said = said();
        if (System.getenv("DEMARC_WRITE_PROOFS") != null) Files.writeString(LIST, said);
        assertThat(Files.readString(LIST)).as("run `make proofs`").isEqualTo(said);
    }

    @Test
    void onlyRulesThatThereAreAreProved() throws IOException {
        Catalogue catalogue = Catalogue.load();
        assertThat(Catalogue.proofs(said()).keySet())
                .allSatisfy(id -> assertThat(catalogue.rule(id)).as(id).isNotNull());
    }

    private static String said() throws IOException {
        Map<String, SortedSet<String>> proofs = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src/test/java")))
                    .toList()) {
                try (Stream<Path> sources = Files.walk(module.resolve("src/test/java"))) {
                    for (Path source :
                            sources.filter(s -> s.toString().endsWith(".java")).toList()) {
                        collect(module.getFileName() + "/", source, proofs);
                    }
                }
            }
        }
        return proofs.entrySet().stream()
                .map(e -> e.getKey() + " " + String.join(" ", e.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private static void collect(String module, Path source, Map<String, SortedSet<String>> proofs) throws IOException {
        String name = module + source.getFileName().toString().replace(".java", "");
        Matcher claim = CLAIM.matcher(Files.readString(source));
        while (claim.find()) {
            ID.matcher(claim.group(1))
                    .results()
                    .forEach(id -> proofs.computeIfAbsent(id.group(), _ -> new TreeSet<>())
                            .add(name));
        }
    }
}
