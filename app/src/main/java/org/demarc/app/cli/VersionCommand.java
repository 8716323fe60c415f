package org.demarc.app.cli;

import org.demarc.app.Version;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc version`
final class VersionCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.command("version", "Print the version.");
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        terminal.out().println("demarc " + Version.TEXT + " (Java " + Runtime.version() + ")");
        return Exit.GOOD;
    }
}
