package org.demarc.app.cli;

import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc call show ID`
final class CallShowCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.client("show", "One call with its two legs and their media.");
        spec.addPositional(Options.positional("ID", true, "The call's id, from 'call list' or the log."));
        spec.addOption(Options.flag("--full-numbers", "Show telephone numbers in full."));
        return spec;
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        String id = String.valueOf(Options.first(parsed));
        String path =
                "/api/calls/" + ApiClient.segment(id) + (Options.flag(parsed, "--full-numbers") ? "?numbers=full" : "");
        return new ApiClient(parsed, terminal)
                .missing("no call '" + Table.printable(id) + "', it has ended or never was: "
                        + terminal.hint("call list") + " shows those of this moment")
                .ask("GET", path, c -> terminal.out().print(text(c, Instant.now())));
    }

    static String text(JsonTree c, Instant now) {
        StringBuilder out = new StringBuilder();
        out.append("call      ")
                .append(Table.printable(c.text("id")))
                .append(", ")
                .append(c.text("state"));
        out.append(", ").append(Ages.since(c.text("startedAt"), now)).append(" old");
        if (!c.text("answeredAt").isEmpty())
            out.append(", answered ")
                    .append(Ages.since(c.text("answeredAt"), now))
                    .append(" ago");
        out.append("\nnumbers   ")
                .append(Table.printable(c.text("caller")))
                .append(" to ")
                .append(Table.printable(c.text("called")));
        out.append("\ntrunks    ")
                .append(Table.printable(c.text("from")))
                .append(" to ")
                .append(Table.printable(c.text("to")))
                .append("\n\n");
        Table legs = new Table("TRUNK", "FLOW", "HOLD", "HEARD", "CALL-ID");
        Table media = new Table("TRUNK", ">RECEIVED", ">SENT", ">LOST", ">LATE", ">JITTER", ">ROUND TRIP", ">FOREIGN");
        for (JsonTree leg : c.get("legs").elements()) {
            legs.row(
                    leg.text("trunk"),
                    leg.text("flow"),
                    leg.text("hold").equals("true") ? "yes" : "no",
                    leg.text("unheard").equals("true") ? "no" : "yes",
                    leg.text("callId"));
            JsonTree m = leg.get("media");
            media.row(
                    leg.text("trunk"),
                    m.text("received"),
                    m.text("sent"),
                    m.text("lost"),
                    m.text("late"),
                    millis(m, "jitterMicros"),
                    millis(m, "roundTripMicros"),
                    m.text("foreign"));
        }
        return out.append(legs).append('\n').append(media).toString();
    }

    private static String millis(JsonTree media, String name) {
        return media.text(name).isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f ms", media.number(name) / 1000.0);
    }
}
