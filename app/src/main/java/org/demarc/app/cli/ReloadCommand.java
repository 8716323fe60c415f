package org.demarc.app.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc reload`
final class ReloadCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.client("reload", "Read the configuration file again; errors leave everything as it was.");
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        return new ApiClient(parsed, terminal).ask("POST", "/api/reload", answer -> {
            answer.get("warnings")
                    .elements()
                    .forEach(w -> terminal.err().println("warning: " + Table.printable(w.text())));
            List<JsonTree> changed = answer.get("changed").elements();
            List<JsonTree> restart = answer.get("restart").elements();
            changed.forEach(k -> terminal.out().println("in force now: " + Table.printable(k.text())));
            restart.forEach(k -> terminal.out().println("needs a restart: " + Table.printable(k.text())));
            if (changed.isEmpty() && restart.isEmpty()) terminal.out().println("nothing changed");
        });
    }
}
