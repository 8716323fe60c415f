package org.demarc.app.cli;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `demarc status`
final class StatusCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.client("status", "How the running node is.");
    }

    @Override
    public int run(ParseResult parsed, Terminal terminal) {
        return new ApiClient(parsed, terminal)
                .ask("GET", "/api/status", s -> terminal.out().print(text(s)));
    }

    static String text(JsonTree s) {
        JsonTree counts = s.get("counts");
        StringBuilder out = new StringBuilder();
        line(
                out,
                "node",
                s.text("node") + ", " + s.text("state") + ", version " + s.text("version") + ", up "
                        + Ages.span(s.number("uptimeMillis")));
        line(
                out,
                "calls",
                counts.text("calls") + " now; so far " + counts.text("attempts") + ", answered "
                        + counts.text("answered") + ", failed " + counts.text("failed"));
        line(
                out,
                "in use",
                counts.text("dialogs") + " dialogs, " + counts.text("transactions") + " transactions, "
                        + s.text("mediaPorts") + " media ports");
        line(out, "ignored", counts.text("ignored") + " messages of unknown sources");
        for (JsonTree l : s.get("lanes").elements()) {
            line(
                    out,
                    "lane " + l.text("lane"),
                    l.text("calls") + " calls, " + l.text("queued") + " messages waiting, lag "
                            + String.format(Locale.ROOT, "%.1f ms", l.number("lagMicros") / 1000.0));
        }
        for (JsonTree l : s.get("listening").elements()) {
            line(out, "listening", l.text("transport") + " " + l.text("address") + " (" + l.text("network") + ")");
        }
        JsonTree memory = s.get("memory");
        line(
                out,
                "memory",
                megabytes(memory.number("residentBytes")) + " resident, heap "
                        + megabytes(memory.number("heapUsedBytes")) + " of "
                        + megabytes(memory.number("heapMaxBytes")));
        if (s.number("logLinesDropped") > 0) line(out, "log", s.text("logLinesDropped") + " lines dropped");
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String text) {
        out.append(name)
                .repeat(' ', Math.max(1, 11 - name.length()))
                .append(Table.printable(text))
                .append('\n');
    }

    private static String megabytes(long bytes) {
        return bytes / (1024 * 1024) + " MB";
    }
}
