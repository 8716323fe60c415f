package org.demarc.edge.world;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/// The last things that happened, written down only when somebody asks.
final class Trace {
    private static final int KEPT = 4_000;

    private record Entry(long at, String what, byte[] octets) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    void add(long at, String what, byte[] octets) {
        if (entries.size() == KEPT) entries.removeFirst();
        entries.add(new Entry(at, what, octets));
    }

    void add(long at, String what) {
        add(at, what, new byte[0]);
    }

    /// One line for each, with start line, To tag, CSeq and Call-ID of messages.
    String text(long start) {
        var out = new StringBuilder(entries.size() * 120);
        for (Entry e : entries) {
            out.append(String.format("%8.3f ", (e.at - start) / 1000.0)).append(e.what);
            if (e.octets.length > 0) out.append(' ').append(summary(new String(e.octets, StandardCharsets.UTF_8)));
            out.append('\n');
        }
        return out.toString();
    }

    private static String summary(String message) {
        int end = message.indexOf("\r\n");
        return (end < 0 ? message : message.substring(0, end))
                + " | " + field(message, "CSeq") + " | " + field(message, "Call-ID")
                + " | from " + tag(field(message, "From"))
                + " to " + tag(field(message, "To"))
                + sdp(message);
    }

    private static String field(String message, String name) {
        int at = message.indexOf("\r\n" + name + ": ");
        if (at < 0) return "";
        int from = at + name.length() + 4;
        int to = message.indexOf("\r\n", from);
        return to < 0 ? "" : message.substring(from, to);
    }

    private static String tag(String value) {
        int at = value.indexOf(";tag=");
        return at < 0 ? "-" : value.substring(at + 5);
    }

    private static String sdp(String message) {
        int at = message.indexOf("\r\no=");
        if (at < 0) return "";
        var out = new StringBuilder(" | ").append(message, at + 2, message.indexOf("\r\n", at + 2));
        for (int m = message.indexOf("\r\nm="); m >= 0; m = message.indexOf("\r\nm=", m + 2)) {
            out.append(' ').append(message, m + 2, message.indexOf(" RTP", m));
        }
        for (String direction : new String[] {"sendonly", "recvonly", "inactive"}) {
            if (message.contains("a=" + direction)) out.append(' ').append(direction);
        }
        return out.toString();
    }
}
