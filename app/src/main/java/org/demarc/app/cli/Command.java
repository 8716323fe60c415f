package org.demarc.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// One thing that `demarc` does.
interface Command {
    /// Name, options and help.
    CommandSpec spec();

    /// Does it; answers the exit code.
    int run(ParseResult parsed, Terminal terminal);
}
