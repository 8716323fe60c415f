package org.demarc.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc call hangup ID`
final class CallHangupCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.client("hangup", "End a call on both sides.");
        spec.addPositional(Options.positional("ID", true, "The call's id, from 'call list' or the log."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String id = String.valueOf(Options.first(parsed));
        return new ApiClient(parsed, terminal)
                .missing("no call '" + Table.printable(id) + "', it has ended or never was: "
                        + terminal.hint("call list") + " shows those of this moment")
                .ask(
                        "DELETE",
                        "/api/calls/" + ApiClient.segment(id),
                        _ -> terminal.out().println("ended " + Table.printable(id)));
    }
}
