package org.demarc.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.demarc.app.config.ConfigFile;
import org.demarc.app.config.Environment;
import org.demarc.app.config.Loaded;
import org.demarc.app.config.Sample;
import org.demarc.app.log.EventLog;
import org.demarc.app.log.LoggersOfLog;
import org.demarc.app.node.CannotStart;
import org.demarc.app.node.Lifetime;
import org.demarc.app.node.Node;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `demarc rehearse`, for the build: starts a node on free loopback ports, lets it answer OPTIONS and carry
/// calls, asks its API, and stops it. What the virtual machine learns from that is kept for later starts. Fails
/// when anything fails.
final class RehearseCommand implements Command {
    private static final String CALLS = "300";
    private static final int WAIT_SECONDS = 20;

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.command("rehearse", "Start a node on free ports, try it, stop it (used by the build).");
        spec.usageMessage().hidden(true);
        spec.addOption(OptionSpec.builder("--calls")
                .paramLabel("N")
                .type(int.class)
                .defaultValue(CALLS)
                .description("How many calls.")
                .build());
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        Terminal silent = new Terminal(silent(), silent());
        try (RehearsalPeers peers = new RehearsalPeers()) {
            Path directory = Files.createTempDirectory("demarc-rehearsal");
            Path file = directory.resolve("demarc.yaml");
            try {
                for (Sample sample : Sample.values()) {
                    Files.writeString(file, sample.text());
                    if (new Cli(silent).run("check", file.toString()) != Exit.GOOD)
                        return failed(terminal, "a sample is not sound");
                }
                if (new Cli(silent).run("run", "--no-such-option") != Exit.USAGE)
                    return failed(terminal, "a wrong option is taken");
                Files.writeString(file, peers.configuration());
                if (!startsAndStops(file)) return failed(terminal, "`demarc run` did not start and stop");
                return rehearse(
                        file, parsed.matchedOptionValue("--calls", Integer.parseInt(CALLS)), peers, terminal, silent);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            return failed(terminal, String.valueOf(e.getMessage()));
        }
    }

    /// Walks the whole way of `demarc run`, from its arguments to its end by a signal.
    private static boolean startsAndStops(Path file) {
        AtomicInteger exit = new AtomicInteger(-1);
        CountDownLatch ready = new CountDownLatch(1);
        PrintStream out = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
            @Override
            public void println(@Nullable String line) {
                if (line != null && line.startsWith("demarc ready")) ready.countDown();
            }
        };
        Thread run = Thread.ofPlatform().name("rehearsed-run").daemon().start(() -> {
            exit.set(RunCommand.runPlainly(new Terminal(out, silent()), "run", "-c", file.toString()));
            ready.countDown();
        });
        try {
            if (!ready.await(WAIT_SECONDS, TimeUnit.SECONDS)) return false;
            if (exit.get() >= 0) return false;
            Lifetime.signalStop();
            run.join(WAIT_SECONDS * 1000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return exit.get() == Exit.GOOD;
    }

    private static int rehearse(Path file, int calls, RehearsalPeers peers, Terminal terminal, Terminal silent)
            throws IOException {
        if (!(ConfigFile.load(file, Environment.SYSTEM) instanceof Loaded.Sound(var config, var _))) {
            return failed(terminal, "the configuration is not sound");
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (EventLog log = new EventLog(lines, config.log(), InstantSource.system())) {
            LoggersOfLog.attach(log);
            try (Node node = Node.start(file.toString(), config, log)) {
                String wrong = peers.rehearse(node.listening(), calls);
                if (!wrong.isEmpty()) return failed(terminal, wrong + "\n" + lines.toString(StandardCharsets.UTF_8));
                String api = "http://" + node.listening().getLast().address();
                for (List<String> question : List.of(
                        List.of("status"),
                        List.of("trunk", "list"),
                        List.of("trunk", "show", "a"),
                        List.of("call", "list"),
                        List.of("reload"),
                        List.of("drain"))) {
                    String[] arguments = new String[question.size() + 2];
                    question.toArray(arguments);
                    arguments[question.size()] = "--api";
                    arguments[question.size() + 1] = api;
                    if (new Cli(silent).run(arguments) != Exit.GOOD)
                        return failed(terminal, "demarc " + String.join(" ", question));
                }
            }
        } catch (CannotStart e) {
            return failed(terminal, String.valueOf(e.getMessage()));
        } finally {
            LoggersOfLog.attach(null);
        }
        terminal.out().println("rehearsed: OPTIONS and " + calls + " calls");
        return Exit.GOOD;
    }

    private static int failed(Terminal terminal, String why) {
        terminal.complain("rehearsal: " + why);
        return Exit.FAILED;
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }
}
