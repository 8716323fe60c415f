package org.demarc.app.cli;

import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `demarc call list`
final class CallListCommand implements Command {
    /// The node lists no more at once.
    private static final int MOST = 100_000;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.client("list", "The calls of this moment, the oldest first.");
        spec.addOption(OptionSpec.builder("--limit")
                .paramLabel("N")
                .type(int.class)
                .defaultValue("1000")
                .description("At most so many; default ${DEFAULT-VALUE}.")
                .build());
        spec.addOption(Options.flag("--full-numbers", "Show telephone numbers in full."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        int limit = parsed.matchedOptionValue("--limit", 1000);
        if (limit < 1 || limit > MOST) {
            terminal.complain("--limit: a number from 1 to " + MOST + " is expected, not " + limit);
            return Exit.USAGE;
        }
        String path = "/api/calls?limit=" + limit + (Options.flag(parsed, "--full-numbers") ? "&numbers=full" : "");
        return new ApiClient(parsed, terminal).ask("GET", path, answer -> {
            Instant now = Instant.now();
            Table table = new Table("CALL", "STATE", "FROM", "TO", "CALLER", "CALLED", ">AGE", ">ANSWERED");
            for (JsonTree c : answer.get("calls").elements()) {
                table.row(
                        c.text("id"),
                        c.text("state"),
                        c.text("from"),
                        c.text("to"),
                        c.text("caller"),
                        c.text("called"),
                        Ages.since(c.text("startedAt"), now),
                        Ages.since(c.text("answeredAt"), now));
            }
            terminal.out().print(table);
            int shown = answer.get("calls").elements().size();
            long total = answer.number("total");
            if (total > shown) terminal.out().println(shown + " of " + total + " calls; --limit N shows more");
        });
    }
}
