package org.demarc.app.cli;

import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc ban list`
final class BanListCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.client("list", "The addresses that are shut out now, with the cause and what is left of it.");
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        return new ApiClient(parsed, terminal).ask("GET", "/api/bans", answer -> {
            Instant now = Instant.now();
            Table table = new Table("SOURCE", ">SINCE", ">LEFT", "CAUSE");
            for (JsonTree ban : answer.get("bans").elements()) {
                table.row(
                        ban.text("source"),
                        Ages.since(ban.text("since"), now),
                        Ages.span(1_000 * ban.number("secondsLeft")),
                        ban.text("cause"));
            }
            terminal.out().print(table);
        });
    }
}
