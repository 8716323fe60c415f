package org.demarc.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc trunk drop NAME`
final class TrunkDropCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.client(
                "drop", "Take away what a trunk's PBX has registered; it may register again. Calls that are up go on.");
        spec.addPositional(Options.positional("NAME", true, "The trunk's name."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String name = String.valueOf(Options.first(parsed));
        return new ApiClient(parsed, terminal)
                .missing("no trunk '" + Table.printable(name) + "' registers with this node: "
                        + terminal.hint("trunk list") + " shows all trunks")
                .ask(
                        "DELETE",
                        "/api/registrations/" + ApiClient.segment(name),
                        answer -> terminal.out().println(text(answer)));
    }

    static String text(JsonTree answer) {
        String name = Table.printable(answer.text("trunk"));
        return switch (answer.text("dropped")) {
            case "0" -> "nothing was registered for " + name;
            case "1" -> "dropped 1 contact of " + name;
            default -> "dropped " + Table.printable(answer.text("dropped")) + " contacts of " + name;
        };
    }
}
