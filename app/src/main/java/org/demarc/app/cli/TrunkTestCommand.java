package org.demarc.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc trunk test NAME`
final class TrunkTestCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.client(
                "test",
                "Ask DNS for each name of a trunk's peers and each peer by OPTIONS, now; exit 0 when all answered.");
        spec.addPositional(Options.positional("NAME", true, "The trunk's name."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String name = String.valueOf(Options.first(parsed));
        return new ApiClient(parsed, terminal)
                .missing("no trunk '" + Table.printable(name) + "': " + terminal.hint("trunk list") + " shows them")
                .good(t -> t.text("good").equals("true"))
                .ask(
                        "POST",
                        "/api/trunks/" + ApiClient.segment(name) + "/test",
                        t -> terminal.out().print(text(t)));
    }

    static String text(JsonTree t) {
        StringBuilder out = new StringBuilder();
        if (!t.get("places").elements().isEmpty()) {
            Table places = new Table("PLACE", "DNS", "SERVERS", "WHY");
            for (JsonTree p : t.get("places").elements()) {
                String servers = String.join(
                        ", ",
                        p.get("servers").elements().stream().map(JsonTree::text).toList());
                places.row(p.text("place"), p.text("state"), servers, p.text("why"));
            }
            out.append(places).append('\n');
        }
        Table peers = new Table("PEER", "RESULT", "STEP", ">MS", "WHY");
        for (JsonTree p : t.get("targets").elements()) {
            boolean good = p.text("good").equals("true");
            peers.row(p.text("uri"), good ? "good" : "failed", p.text("step"), p.text("millis"), p.text("why"));
        }
        out.append(peers);
        if (t.get("targets").elements().isEmpty()) out.append("no peer is known\n");
        return out.toString();
    }
}
