package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process that we started. Its output goes to files; whoever starts it closes it, and then it is gone.
public final class Child implements AutoCloseable {
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// Starts `command` in `directory`, where its output is kept as NAME.out and NAME.err.
    public static Child start(String name, Path directory, List<String> command, Map<String, String> environment) {
        return start(name, directory, command, environment, Path.of("/dev/null"));
    }

    /// The same, with a file as its standard input.
    public static Child start(
            String name, Path directory, List<String> command, Map<String, String> environment, Path input) {
        Path out = directory.resolve(name + ".out");
        Path err = directory.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(directory);
            return new Child(name, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// The processor time that it has used so far, in nanoseconds, as the kernel counts it.
    public long cpuNanos() {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                String used = read(thread.resolve("schedstat")); // nothing when it has just ended
                if (!used.isEmpty()) sum += Long.parseLong(used.substring(0, used.indexOf(' ')));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    /// What it has written to standard output so far.
    public String out() {
        return read(out);
    }

    /// What it has written to standard error so far.
    public String err() {
        return read(err);
    }

    /// Its exit code, once it has ended by itself.
    public int exit(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError(name + " still runs after " + limit.toMillis() + " ms; " + tail());
    }

    /// Sends a signal by its name: TERM, HUP, INT.
    public void signal(String signal) {
        try {
            int code = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) throw new AssertionError("kill -" + signal + " " + name + ": exit " + code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until standard output holds `text`; fails when the process ends without it.
    public void awaitOut(String text, Duration limit) {
        Await.until(
                limit,
                () -> name + " has not written '" + text + "'; " + tail(),
                () -> out().contains(text) || !alive());
        if (!out().contains(text)) {
            throw new AssertionError(
                    name + " ended with " + process.exitValue() + " before it wrote '" + text + "'; " + tail());
        }
    }

    /// The last of what it wrote, for a failure's message.
    public String tail() {
        return "standard output: " + last(out()) + "\nstandard error: " + last(err());
    }

    static String last(String text) {
        return text.length() <= 2_000 ? text : "..." + text.substring(text.length() - 2_000);
    }

    static String read(Path file) {
        try {
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Kills it if it still runs, and waits until it is gone.
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(KILLED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
