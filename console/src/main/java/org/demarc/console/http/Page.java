package org.demarc.console.http;

import java.time.Duration;
import java.util.List;
import org.demarc.console.control.NodeStatus;
import org.demarc.edge.status.TrunkSnapshot;

/// The status page: what a person sees who opens the admin interface in a browser. No script.
final class Page {
    private Page() {}

    static String html(NodeStatus s, List<TrunkSnapshot> trunks) {
        StringBuilder out = new StringBuilder(4096);
        out.append(
                        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"5\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<link rel=\"stylesheet\" href=\"/style.css\"><title>");
        text(out, s.node());
        out.append(" - Demarc</title></head><body>\n<h1>");
        text(out, s.node());
        out.append("</h1>\n<p class=\"")
                .append(s.state().word())
                .append("\">")
                .append(s.state().word());
        out.append("</p>\n<p>Demarc ");
        text(out, s.version());
        out.append(", up ")
                .append(uptime(s.uptimeMillis()))
                .append(". Calls now: ")
                .append(s.counts().calls());
        out.append("; so far ")
                .append(s.counts().attempts())
                .append(", answered ")
                .append(s.counts().answered());
        out.append(", failed ").append(s.counts().failed()).append(".</p>\n<h2>Trunks</h2>\n<table><thead><tr>");
        for (String head :
                List.of("Trunk", "Faces", "Network", "State", "Calls", "Limit", "Attempts", "Answered", "Refused")) {
            out.append("<th>").append(head).append("</th>");
        }
        out.append("</tr></thead><tbody>\n");
        for (TrunkSnapshot t : trunks) {
            out.append("<tr class=\"")
                    .append(t.state().equals("down") ? "down" : "up")
                    .append("\">");
            for (String cell : List.of(
                    t.name(),
                    t.faces(),
                    t.network(),
                    t.state(),
                    "" + t.calls(),
                    t.callLimit() == 0 ? "none" : "" + t.callLimit(),
                    "" + t.attempts(),
                    "" + t.answered(),
                    "" + t.refused())) {
                out.append("<td>");
                text(out, cell);
                out.append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</tbody></table>\n<h2>Listening</h2>\n<ul>\n");
        for (NodeStatus.Listening l : s.listening()) {
            out.append("<li>");
            text(out, l.network() + ": " + l.transport() + " " + l.address());
            out.append("</li>\n");
        }
        out.append("</ul>\n<h2>For programs</h2>\n<ul>\n");
        for (String path : List.of(
                "/api/status", "/api/calls", "/api/trunks", "/metrics", "/healthz", "/readyz", "/openapi.json")) {
            out.append("<li><a href=\"").append(path).append("\">").append(path).append("</a></li>\n");
        }
        return out.append("</ul>\n</body></html>\n").toString();
    }

    static String uptime(long millis) {
        Duration d = Duration.ofMillis(millis);
        if (d.toDays() > 0) return d.toDays() + "d " + d.toHoursPart() + "h";
        if (d.toHours() > 0) return d.toHours() + "h " + d.toMinutesPart() + "m";
        return d.toMinutes() > 0 ? d.toMinutes() + "m " + d.toSecondsPart() + "s" : d.toSeconds() + "s";
    }

    private static void text(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> out.append(text.charAt(i));
            }
        }
    }
}
