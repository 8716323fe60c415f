package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL server of our own: a cluster in a directory that goes with it, on a free port of loopback. It does not
/// run
/// as root, so for root it runs as the user that Debian's package brings.
public final class Postgres implements AutoCloseable {
    public static final String USER = "demarc";
    public static final String PASSWORD = "not a secret";

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final long WITHIN_SECONDS = 60;

    private final Path bin;
    private final Path directory;
    private final int port = Place.freePort("127.0.0.1");

    private Postgres(Path bin, Path directory) {
        this.bin = bin;
        this.directory = directory;
    }

    /// Makes a cluster and starts it.
    public static Postgres start() {
        try {
            // Not below the build: the user it runs as may not read there.
            Path directory = Files.createTempDirectory("demarc-postgres");
            var server = new Postgres(bin(), directory);
            Files.writeString(directory.resolve("password"), PASSWORD);
            if (ROOT) server.run("chown", "-R", "postgres", directory.toString());
            server.as(
                            "initdb",
                            "-D",
                            server.data(),
                            "-U",
                            USER,
                            "-A",
                            "scram-sha-256",
                            "-E",
                            "UTF8",
                            "--no-locale",
                            "-N")
                    .with("--pwfile=" + directory.resolve("password"))
                    .done();
            server.up();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The newest that is installed; Debian keeps them off PATH.
    private static Path bin() throws IOException {
        Path all = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(all)) {
            try (Stream<Path> versions = Files.list(all)) {
                List<Path> found = versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                        .sorted(Comparator.comparing(Path::toString))
                        .toList();
                if (!found.isEmpty()) return found.getLast();
            }
        }
        Path onPath = Path.of(new Tool("initdb", "postgresql").path()).getParent();
        if (onPath == null) throw new AssertionError("initdb without a directory");
        return onPath;
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /// `jdbc:postgresql://127.0.0.1:PORT/postgres`.
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /// Starts it, and returns when it serves.
    public void up() {
        as("pg_ctl", "-D", data(), "-w", "-l", directory.resolve("log").toString())
                .with("-o", "-h 127.0.0.1 -p " + port + " -k " + directory)
                .with("start")
                .done();
    }

    /// Ends it as a crash would: connections break, and it recovers when it starts again.
    public void crash() {
        as("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop").done();
    }

    @Override
    public void close() {
        if (Files.exists(Path.of(data(), "postmaster.pid"))) crash();
        run("rm", "-rf", directory.toString());
    }

    private Command as(String program, String... arguments) {
        List<String> words = new ArrayList<>();
        if (ROOT) words.addAll(List.of("runuser", "-u", "postgres", "--"));
        words.add(bin.resolve(program).toString());
        words.addAll(List.of(arguments));
        return new Command(words);
    }

    private void run(String... words) {
        new Command(new ArrayList<>(List.of(words))).done();
    }

    private record Command(List<String> words) {
        Command with(String... more) {
            words.addAll(List.of(more));
            return this;
        }

        void done() {
            try {
                Path out = Files.createTempFile("demarc-postgres", ".out");
                Process process = new ProcessBuilder(words)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                boolean ended = process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS);
                if (!ended) process.destroyForcibly();
                String said = Child.last(Child.read(out));
                Files.delete(out);
                if (!ended || process.exitValue() != 0) throw new AssertionError(words + " failed: " + said);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
