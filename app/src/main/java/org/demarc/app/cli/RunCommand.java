package org.demarc.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.demarc.app.config.ConfigFile;
import org.demarc.app.config.Environment;
import org.demarc.app.config.Loaded;
import org.demarc.app.config.NodeConfig;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.app.config.Problem;
import org.demarc.app.log.EventLog;
import org.demarc.app.log.LoggersOfLog;
import org.demarc.app.node.CannotStart;
import org.demarc.app.node.Lifetime;
import org.demarc.app.node.Node;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `demarc run [-c FILE] [--drain-timeout DURATION]`
final class RunCommand implements Command {
    static final String DEFAULT_FILE = "demarc.yaml";
    private static final String DRAIN = "30s";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(
                "run", "Run a node. SIGHUP reloads its configuration; SIGTERM and SIGINT drain and stop it.");
        spec.addOption(OptionSpec.builder("-c", "--config")
                .paramLabel("FILE")
                .type(String.class)
                .defaultValue(DEFAULT_FILE)
                .description("The configuration; default ${DEFAULT-VALUE}.")
                .build());
        spec.addOption(OptionSpec.builder("--drain-timeout")
                .paramLabel("DURATION")
                .type(String.class)
                .defaultValue(DRAIN)
                .description("How long a stop waits for calls to end by themselves; default ${DEFAULT-VALUE}.")
                .build());
        return spec;
    }

    /// What the options of `run` say.
    private record Wanted(String file, String drain) {}

    /// Reads the arguments of a plain `demarc run` without the library that reads all others, which would take
    /// longer to load than the node takes to start. Null for whatever is not plain: help, mistakes,
    /// abbreviations.
    private static @Nullable Wanted plain(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("run")) return null;
        String file = DEFAULT_FILE;
        String drain = DRAIN;
        for (int i = 1; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length || arguments[i + 1].startsWith("-")) return null;
            switch (arguments[i]) {
                case "-c", "--config" -> file = arguments[i + 1];
                case "--drain-timeout" -> drain = arguments[i + 1];
                default -> {
                    return null;
                }
            }
        }
        return new Wanted(file, drain);
    }

    /// Runs a node when the arguments ask plainly for that; -1 when they do not.
    static int runPlainly(Terminal terminal, String... arguments) {
        Wanted wanted = plain(arguments);
        return wanted == null ? -1 : run(wanted, terminal);
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        return run(
                new Wanted(
                        Options.text(parsed, "--config", DEFAULT_FILE), Options.text(parsed, "--drain-timeout", DRAIN)),
                terminal);
    }

    private static int run(Wanted wanted, Terminal terminal) {
        Long drain = ConfigFile.duration(wanted.drain());
        if (drain == null) {
            terminal.complain("--drain-timeout: a number with its unit like 500ms, 30s or 2m is expected");
            return Exit.USAGE;
        }
        String file = wanted.file();
        if (file.equals(CheckCommand.STANDARD)) {
            terminal.complain("--config: a file is expected, for a reload reads it again");
            return Exit.USAGE;
        }
        Node.prepare();
        NodeConfig config = load(file, terminal);
        if (config == null) return Exit.USAGE;
        try (EventLog log =
                new EventLog(new FileOutputStream(FileDescriptor.err), config.log(), InstantSource.system())) {
            LoggersOfLog.attach(log);
            return serve(file, config, drain, log, terminal);
        }
    }

    private static @Nullable NodeConfig load(String file, Terminal terminal) {
        Loaded loaded = ConfigFile.load(Path.of(file), Environment.SYSTEM);
        if (loaded instanceof Loaded.Sound(NodeConfig config, List<Problem> warnings)) {
            warnings.forEach(w -> terminal.err().println(new Problem(w.at(), "warning: " + w.message()).line(file)));
            return config;
        }
        if (loaded instanceof Loaded.Unsound(List<Problem> errors)) {
            errors.forEach(e -> terminal.err().println(e.line(file)));
            terminal.complain(
                    "not started: " + file + " has " + (errors.size() == 1 ? "an error" : errors.size() + " errors"));
        }
        return null;
    }

    private static int serve(String file, NodeConfig config, long drainMillis, EventLog log, Terminal terminal) {
        Lifetime lifetime = new Lifetime(log);
        try (Node node = Node.start(file, config, log)) {
            lifetime.hearSignals();
            String points = node.listening().stream()
                    .map(l -> l.transport() + " " + l.address() + " (" + l.network() + ")")
                    .collect(Collectors.joining(", "));
            log.report(LogLevel.INFO, "node.ready", "node", config.edge().node(), "listening", points);
            terminal.out().println("demarc ready: " + points);
            lifetime.live(node, drainMillis);
            return Exit.GOOD;
        } catch (CannotStart e) {
            terminal.complain("cannot start: " + e.getMessage());
            return Exit.NOT_STARTED;
        }
    }
}
