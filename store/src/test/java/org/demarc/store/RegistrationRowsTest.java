package org.demarc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On the embedded database.
class RegistrationRowsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Database database() {
        return Database.embedded(directory.resolve("state"), null);
    }

    private Map<String, Row> rows() {
        Map<String, Row> rows = new TreeMap<>();
        RegistrationRows.open(database(), row -> rows.put(row.key(), row)).close();
        return rows;
    }

    private RegistrationRows open() {
        return RegistrationRows.open(database(), row -> {});
    }

    @Test
    void whatIsPutIsThereAfterwards() {
        assertThat(rows()).isEmpty();
        try (RegistrationRows store = open()) {
            store.put("sip:acme@sp.example.net", 1, () -> "{\"contact\":\"sip:192.0.2.1\"}");
            store.put("sip:b@sp.example.net", 7, () -> "{\"text\":\"\u00e4\u20ac\ud83d\ude00 ' \\\" --\"}");
        }
        assertThat(rows())
                .containsEntry(
                        "sip:acme@sp.example.net",
                        new Row("sip:acme@sp.example.net", 1, "{\"contact\":\"sip:192.0.2.1\"}"))
                .containsEntry(
                        "sip:b@sp.example.net",
                        new Row("sip:b@sp.example.net", 7, "{\"text\":\"\u00e4\u20ac\ud83d\ude00 ' \\\" --\"}"));
    }

    @Test
    void anOlderVersionNeverReplacesANewerOne() {
        try (RegistrationRows store = open()) {
            store.put("a", 5, () -> "five");
            store.put("a", 4, () -> "four");
            assertThat(store.flush(LONG)).isTrue();
            store.put("a", 3, () -> "three");
            store.remove("a", 2);
            assertThat(store.flush(LONG)).isTrue();
        }
        assertThat(rows()).containsExactly(Map.entry("a", new Row("a", 5, "five")));
    }

    @Test
    void whatIsRemovedIsGone() {
        try (RegistrationRows store = open()) {
            store.put("a", 1, () -> "x");
            store.put("b", 1, () -> "y");
            assertThat(store.flush(LONG)).isTrue();
            store.remove("a", 2);
            store.put("c", 1, () -> "z");
            store.remove("c", 2);
        }
        assertThat(rows().keySet()).containsExactly("b");
    }

    /// What waits in memory is one change for each key, however often it changes.
    @Test
    void manyChangesOfOneKeyAreOne() {
        try (RegistrationRows store = RegistrationRows.open(database(), row -> {}, 2, LONG)) {
            for (int i = 1; i <= 10_000; i++) {
                String version = "version " + i;
                store.put("a", i, () -> version);
            }
            assertThat(store.health().waiting()).isLessThanOrEqualTo(1);
            assertThat(store.flush(LONG)).isTrue();
            assertThat(store.health().dropped()).isZero();
        }
        assertThat(rows()).containsExactly(Map.entry("a", new Row("a", 10_000, "version 10000")));
    }

    @Seeded(runs = 15)
    void afterEachCloseItIsWhatAMapWouldBe(Gen gen) {
        Path here = directory.resolve(Long.toHexString(gen.seed()));
        Map<String, String> model = new HashMap<>();
        long version = 0;
        for (int life = 0; life < 3; life++) {
            Map<String, String> found = new HashMap<>();
            try (RegistrationRows store =
                    RegistrationRows.open(Database.embedded(here, null), row -> found.put(row.key(), row.document()))) {
                assertThat(found).isEqualTo(model);
                for (int i = gen.below(2_000); i > 0; i--) {
                    String key = "key " + gen.below(700);
                    version++;
                    if (gen.chance(0.3)) {
                        store.remove(key, version);
                        model.remove(key);
                    } else {
                        String document = "document " + version;
                        if (gen.chance(0.5)) store.put(key, version, () -> document);
                        else store.putLater(key, version, () -> document);
                        model.put(key, document);
                    }
                    if (gen.chance(0.002)) assertThat(store.flush(LONG)).isTrue();
                }
            }
        }
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aDamagedFileIsPutAsideAndTheNodeStarts() throws IOException {
        try (RegistrationRows store = open()) {
            store.put("a", 1, () -> "x");
        }
        Path file = directory.resolve("state/demarc.mv.db");
        Files.write(file, new byte[20_000]);
        assertThat(rows()).isEmpty();
        assertThat(directory.resolve("state/demarc.mv.db.damaged")).exists();
    }

    @Test
    void aPathThatWouldBeAParameterIsRefused() {
        assertThatThrownBy(() -> Database.embedded(Path.of("a;b"), null)).isInstanceOf(StoreException.class);
    }

    @Test
    void aServerWithoutItsDriverIsNamedWithoutItsSecrets() {
        var database = Database.server("jdbc:nothing://db.example.net/x?password=hidden", "u", "secret", null);
        assertThatThrownBy(() -> RegistrationRows.open(database, row -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessage("no JDBC driver for jdbc:nothing");
        assertThat(database).hasToString("jdbc:nothing://db.example.net/x");
    }

    /// What may wait is not written for its own sake, and is when somebody waits for it, and before the store closes.
    @Test
    void whatMayWaitWaits() {
        try (RegistrationRows store = open()) {
            store.putLater("a", 1, () -> "one");
            store.put("b", 1, () -> "x");
            while (store.health().written() < 1) Thread.onSpinWait();
            assertThat(store.health().waiting()).isEqualTo(1);
            assertThat(store.flush(LONG)).isTrue();
            assertThat(store.health().written()).isEqualTo(2);
            store.putLater("a", 2, () -> "two");
        }
        assertThat(rows().get("a")).isEqualTo(new Row("a", 2, "two"));
    }

    @Test
    void whatMayWaitIsWrittenWhenItsTimeHasCome() {
        try (RegistrationRows store = RegistrationRows.open(database(), row -> {}, 10, Duration.ofMillis(20))) {
            for (int i = 1; i <= 3; i++) {
                store.putLater("a", i, () -> "x");
                while (store.health().written() < i) Thread.onSpinWait();
            }
            assertThat(store.health().waiting()).isZero();
        }
    }

    /// What waited is older than the removal, and does not come back after it.
    @Test
    void whatIsRemovedStaysSo() {
        try (RegistrationRows store = open()) {
            store.putLater("a", 1, () -> "x");
            store.remove("a", 2);
            assertThat(store.health().waiting()).isEqualTo(1);
            assertThat(store.flush(LONG)).isTrue();
        }
        assertThat(rows()).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsCountedAndHoldsUpNothing() {
        try (RegistrationRows store = open()) {
            store.put("a", 1, () -> "\0");
            store.put("b", 1, () -> "x".repeat(65_537));
            store.put("c", 1, () -> "x");
            assertThat(store.flush(LONG)).isTrue();
            assertThat(store.health().dropped()).isEqualTo(2);
        }
        assertThat(rows()).containsOnlyKeys("c");
    }

    @Test
    void aKeyThatCannotBeIsTheCallersMistake() {
        try (RegistrationRows store = open()) {
            assertThatThrownBy(() -> store.put("", 1, () -> "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.remove("a".repeat(513), 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
