package org.demarc.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc drain [--undo]`
final class DrainCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.client("drain", "Take no new calls; those that exist go on. The node keeps running.");
        spec.addOption(Options.flag("--undo", "Take new calls again."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        boolean undo = Options.flag(parsed, "--undo");
        return new ApiClient(parsed, terminal)
                .ask(
                        "POST",
                        undo ? "/api/drain?undo=true" : "/api/drain",
                        _ -> terminal.out()
                                .println(undo ? "serving: new calls are taken" : "draining: no new calls are taken"));
    }
}
