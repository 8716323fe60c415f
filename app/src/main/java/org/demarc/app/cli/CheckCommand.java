package org.demarc.app.cli;

import java.nio.file.Path;
import java.util.List;
import org.demarc.app.config.ConfigFile;
import org.demarc.app.config.Environment;
import org.demarc.app.config.Loaded;
import org.demarc.app.config.NodeConfig;
import org.demarc.app.config.Problem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc check FILE`
final class CheckCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.command("check", "Check a configuration: every error at once, as FILE:LINE:COL: message.");
        spec.addPositional(Options.positional("FILE", false, "The configuration; default demarc.yaml."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String named = Options.first(parsed);
        String name = named == null ? RunCommand.DEFAULT_FILE : named;
        return switch (ConfigFile.load(Path.of(name), Environment.SYSTEM)) {
            case Loaded.Unsound(List<Problem> errors) -> {
                errors.forEach(e -> terminal.err().println(e.line(name)));
                terminal.complain(errors.size() == 1 ? "1 error" : errors.size() + " errors");
                yield Exit.USAGE;
            }
            case Loaded.Sound(NodeConfig config, List<Problem> warnings) -> {
                warnings.forEach(w ->
                        terminal.err().println(new Problem(w.at(), "warning: " + w.message()).line(name)));
                terminal.out()
                        .println(name + ": sound (" + count(config.networks().size(), "network") + ", "
                                + count(config.edge().trunks().size(), "trunk") + ", "
                                + count(config.edge().routes().size(), "route") + ")");
                yield Exit.GOOD;
            }
        };
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
