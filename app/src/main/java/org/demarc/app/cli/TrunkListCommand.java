package org.demarc.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc trunk list`
final class TrunkListCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.client("list", "All trunks with their state and counts.");
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        return new ApiClient(parsed, terminal).ask("GET", "/api/trunks", answer -> {
            Table table = new Table(
                    "TRUNK",
                    "FACES",
                    "NETWORK",
                    "MODE",
                    "STATE",
                    ">CALLS",
                    ">LIMIT",
                    ">ATTEMPTS",
                    ">ANSWERED",
                    ">REFUSED");
            for (JsonTree t : answer.get("trunks").elements()) {
                table.row(
                        t.text("name"),
                        t.text("faces"),
                        t.text("network"),
                        t.text("mode"),
                        t.text("state"),
                        t.text("calls"),
                        t.number("callLimit") == 0 ? "-" : t.text("callLimit"),
                        t.text("attempts"),
                        t.text("answered"),
                        t.text("refused"));
            }
            terminal.out().print(table);
        });
    }
}
