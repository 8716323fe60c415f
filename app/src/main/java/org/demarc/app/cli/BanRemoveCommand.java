package org.demarc.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc ban remove ADDRESS`
final class BanRemoveCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.client("remove", "Let an address in again.");
        spec.addPositional(Options.positional("ADDRESS", true, "As 'ban list' shows it, or an address within it."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String address = String.valueOf(Options.first(parsed));
        int slash = address.indexOf('/'); // of the /64 that one IPv6 source is, any address will do
        String named = slash < 0 ? address : address.substring(0, slash);
        return new ApiClient(parsed, terminal)
                .missing("'" + Table.printable(address) + "' is not shut out: " + terminal.hint("ban list")
                        + " shows those that are")
                .ask(
                        "DELETE",
                        "/api/bans/" + ApiClient.segment(named),
                        _ -> terminal.out().println("let in again " + Table.printable(address)));
    }
}
