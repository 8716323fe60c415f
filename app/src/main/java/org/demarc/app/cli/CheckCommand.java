package org.demarc.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.demarc.app.config.ConfigFile;
import org.demarc.app.config.Environment;
import org.demarc.app.config.Loaded;
import org.demarc.app.config.Mark;
import org.demarc.app.config.NodeConfig;
import org.demarc.app.config.Problem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc check FILE`
final class CheckCommand implements Command {
    /// Standard input.
    static final String STANDARD = "-";

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.command("check", "Check a configuration: every error at once, as FILE:LINE:COL: message.");
        spec.addPositional(
                Options.positional("FILE", false, "The configuration; default demarc.yaml, - for standard input."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String named = Options.first(parsed);
        String file = named == null ? RunCommand.DEFAULT_FILE : named;
        String name = file.equals(STANDARD) ? "<stdin>" : file;
        return switch (load(file)) {
            case Loaded.Unsound(List<Problem> errors) -> {
                errors.forEach(e -> terminal.err().println(e.line(name)));
                terminal.complain(errors.size() == 1 ? "1 error" : errors.size() + " errors");
                yield Exit.USAGE;
            }
            case Loaded.Sound(NodeConfig config, List<Problem> read) -> {
                List<Problem> warnings = new ArrayList<>(read);
                warnings.addAll(NameCheck.of(config));
                warnings.forEach(w ->
                        terminal.err().println(new Problem(w.at(), "warning: " + w.message()).line(name)));
                terminal.out()
                        .println(name + ": sound (" + count(config.networks().size(), "network") + ", "
                                + count(config.edge().trunks().size(), "trunk") + ", "
                                + count(config.edge().routes().size(), "route") + ")"
                                + (warnings.isEmpty() ? "" : ", " + count(warnings.size(), "warning")));
                yield Exit.GOOD;
            }
        };
    }

    private static Loaded load(String file) {
        if (!file.equals(STANDARD)) return ConfigFile.load(Path.of(file), Environment.SYSTEM);
        try {
            return ConfigFile.read(System.in, Environment.SYSTEM, Path.of("").toAbsolutePath());
        } catch (IOException e) {
            return new Loaded.Unsound(List.of(new Problem(Mark.FILE, "standard input cannot be read")));
        }
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
