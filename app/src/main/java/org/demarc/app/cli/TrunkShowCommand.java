package org.demarc.app.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc trunk show NAME`
final class TrunkShowCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.client("show", "One trunk with its peers and failures.");
        spec.addPositional(Options.positional("NAME", true, "The trunk's name."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String name = String.valueOf(Options.first(parsed));
        return new ApiClient(parsed, terminal)
                .missing("no trunk '" + Table.printable(name) + "': " + terminal.hint("trunk list") + " shows them")
                .ask(
                        "GET",
                        "/api/trunks/" + ApiClient.segment(name),
                        t -> terminal.out().print(text(t, Instant.now())));
    }

    private static void registration(StringBuilder out, JsonTree registration, Instant now) {
        if (registration.get("flows").elements().isEmpty()) return;
        Table flows = new Table("REGISTRAR", "AT", "STATE", "SINCE", "NEXT IN", "LAST ANSWER");
        for (JsonTree f : registration.get("flows").elements()) {
            String said = f.number("lastStatus") == 0 ? "" : f.text("lastStatus") + " ";
            flows.row(
                    f.text("registrar"),
                    f.text("address"),
                    f.text("state"),
                    Ages.since(f.text("since"), now),
                    f.text("nextAttempt").isEmpty() ? "never" : Ages.until(f.text("nextAttempt"), now),
                    said + f.text("lastReason"));
        }
        out.append('\n').append(flows);
    }

    private static String bindings(JsonTree t, Instant now) {
        if (t.get("bindings").elements().isEmpty()) return "nothing is registered\n";
        Table bindings =
                new Table("CONTACT", "FOR", "SINCE", "REFRESHED", "EXPIRES", "FLOW", "STATE", "CHANGED", "LAST PROBE");
        for (JsonTree b : t.get("bindings").elements()) {
            bindings.row(
                    b.text("contact"),
                    b.text("bulk").equals("true") ? "all numbers" : "the account",
                    Ages.since(b.text("since"), now),
                    Ages.since(b.text("updated"), now),
                    b.text("expires"),
                    b.text("flow").isEmpty() ? "gone" : b.text("flow"),
                    b.text("state").equals("down") ? "down: " + b.text("cause") : b.text("state"),
                    Ages.since(b.text("stateSince"), now),
                    Ages.since(b.text("lastProbe"), now));
        }
        return bindings.toString();
    }

    static String text(JsonTree t, Instant now) {
        StringBuilder out = new StringBuilder();
        out.append("trunk     ")
                .append(Table.printable(t.text("name")))
                .append(", ")
                .append(t.text("state"));
        out.append("; faces ")
                .append(t.text("faces"))
                .append(" on network ")
                .append(Table.printable(t.text("network")));
        out.append(", ")
                .append(t.text("mode"))
                .append("\ncalls     ")
                .append(t.text("calls"))
                .append(" now");
        if (t.number("callLimit") > 0) out.append(" of ").append(t.text("callLimit"));
        out.append("; so far ").append(t.text("attempts")).append(", answered ").append(t.text("answered"));
        out.append(", refused by our limits ").append(t.text("refused")).append('\n');
        Map<String, JsonTree> failures = t.get("failures").members();
        if (!failures.isEmpty()) {
            out.append("failures ");
            failures.forEach((status, count) ->
                    out.append(' ').append(status).append(": ").append(count.text()));
            out.append('\n');
        }
        registration(out, t.get("registration"), now);
        Table peers = new Table("PEER", "STATE", "SINCE", "LAST PROBE", ">PRIORITY", ">WEIGHT", "FROM", "TTL", "CAUSE");
        for (JsonTree p : t.get("peers").elements()) {
            peers.row(
                    p.text("uri"),
                    p.text("state"),
                    Ages.since(p.text("since"), now),
                    Ages.since(p.text("lastProbe"), now),
                    p.text("priority"),
                    p.text("weight"),
                    p.text("answer"),
                    Ages.until(p.text("validUntil"), now),
                    p.text("cause"));
        }
        out.append('\n');
        boolean registers =
                t.text("mode").equals("registration") && t.text("faces").equals("pbx");
        out.append(registers ? bindings(t, now) : peers.toString());
        List<JsonTree> places = t.get("places").elements();
        if (places.isEmpty()) return out.toString();
        return out.append('\n').append(names(places, now)).toString();
    }

    private static Table names(List<JsonTree> places, Instant now) {
        Table names = new Table("PLACE", "DNS", "SINCE", "TTL", "WHY", "REMARKS");
        for (JsonTree p : places) {
            String remarks = String.join(
                    "; ",
                    p.get("remarks").elements().stream().map(JsonTree::text).toList());
            names.row(
                    p.text("place"),
                    p.text("state"),
                    Ages.since(p.text("since"), now),
                    Ages.until(p.text("validUntil"), now),
                    p.text("why"),
                    remarks);
        }
        return names;
    }
}
