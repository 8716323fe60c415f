package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Child;
import org.demarc.interop.harness.Postgres;
import org.demarc.store.Database;
import org.demarc.store.RegistrationRows;
import org.demarc.store.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What outlives a process, in a real PostgreSQL server, which dies while it is written to.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path LIB = Path.of(System.getProperty("demarc.lib", "../app/target/demarc/lib"));
    private static final Path DRIVERS = LIB.resolveSibling("jdbc");

    private static Postgres server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        server = Postgres.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Database database() {
        return Database.server(server.url(), Postgres.USER, Postgres.PASSWORD, null);
    }

    private static Map<String, Row> rows() {
        Map<String, Row> rows = new TreeMap<>();
        RegistrationRows.open(database(), row -> rows.put(row.key(), row)).close();
        return rows;
    }

    @Test
    @Order(1)
    void whatIsPutIsThereAfterwards() {
        assertThat(rows()).isEmpty();
        try (RegistrationRows store = RegistrationRows.open(database(), row -> {})) {
            store.put("a", 5, () -> "{\"text\":\"\u00e4\u20ac\ud83d\ude00 ' \\\" --\"}");
            store.put("b", 1, () -> "x");
            assertThat(store.flush(LONG)).isTrue();
            store.put("a", 4, () -> "older");
            store.remove("b", 2);
        }
        assertThat(rows())
                .containsExactly(Map.entry("a", new Row("a", 5, "{\"text\":\"\u00e4\u20ac\ud83d\ude00 ' \\\" --\"}")));
    }

    /// Two nodes that share a server do not undo each other.
    @Test
    @Order(2)
    void theNewerOfTwoNodesWins() {
        try (RegistrationRows one = RegistrationRows.open(database(), row -> {});
                RegistrationRows other = RegistrationRows.open(database(), row -> {})) {
            one.put("shared", 7, () -> "seven");
            assertThat(one.flush(LONG)).isTrue();
            other.put("shared", 6, () -> "six");
            assertThat(other.flush(LONG)).isTrue();
        }
        assertThat(rows().get("shared")).isEqualTo(new Row("shared", 7, "seven"));
    }

    @Test
    @Order(3)
    void aServerThatDiesWhileItIsWrittenToLosesNothing() {
        try (RegistrationRows store = RegistrationRows.open(database(), row -> {})) {
            long version = 10;
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 3_000; i++) {
                    long now = ++version;
                    store.put("key " + i % 500, now, () -> Long.toString(now));
                }
                server.crash();
                for (int i = 0; i < 3_000; i++) {
                    long now = ++version;
                    assertThat(store.put("key " + i % 500, now, () -> Long.toString(now)))
                            .isTrue();
                }
                Await.until(LONG, "it is noticed", () -> store.health().failingSince() != 0);
                assertThat(store.health().waiting()).isEqualTo(500);
                server.up();
                assertThat(store.flush(LONG)).isTrue();
                assertThat(store.health().failingSince()).isZero();
            }
            assertThat(store.health().dropped()).isZero();
            Map<String, Row> rows = rows();
            for (int i = 0; i < 500; i++) {
                long latest = version - 499 + i;
                assertThat(rows.get("key " + i)).isEqualTo(new Row("key " + i, latest, Long.toString(latest)));
            }
        }
    }

    @Test
    @Order(4)
    void aServerThatRefusesUsIsNamedWithoutThePassword() {
        var wrong = Database.server(server.url() + "?options=x", Postgres.USER, "guessed it", null);
        assertThatThrownBy(() -> RegistrationRows.open(wrong, row -> {}))
                .hasMessageContaining(server.url())
                .hasMessageNotContaining("guessed it")
                .hasMessageNotContaining("options");
    }

    @Test
    @Order(5)
    void theProgramFindsItsDriversInTheirFolder() {
        var embedded = directory.resolve("state").toString();
        assertThat(probe("embedded-1", embedded)).startsWith("rows 0 ");
        assertThat(probe("embedded-2", embedded)).startsWith("rows 1 ");
        int before = rows().size();
        assertThat(probe("server", server.url(), Postgres.USER, Postgres.PASSWORD))
                .startsWith("rows " + before + " ");
    }

    /// A second process does not write into the file of the first.
    @Test
    @Order(6)
    void aFileBelongsToOneProcess() {
        Path state = directory.resolve("state");
        try (RegistrationRows store = RegistrationRows.open(Database.embedded(state, null), row -> {})) {
            assertThat(store.put("a", 1, () -> "x")).isTrue();
            try (Child second = started("second", state.toString())) {
                assertThat(second.exit(LONG)).isNotZero();
                assertThat(second.err()).contains("StoreException");
            }
        }
    }

    private String probe(String name, String... database) {
        try (Child child = started(name, database)) {
            int exit = child.exit(LONG);
            assertThat(exit).as(child.tail()).isZero();
            return child.out();
        }
    }

    private Child started(String name, String... database) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                LIB.toString(),
                "--add-modules",
                "org.demarc.store",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                "org.demarc.interop.harness.StoreProbe",
                DRIVERS.toString()));
        command.addAll(List.of(database));
        return Child.start(name, directory, command, Map.of());
    }
}
