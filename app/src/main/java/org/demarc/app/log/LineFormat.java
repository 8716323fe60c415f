package org.demarc.app.log;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/// A line as text: words and `key=value`, or one JSON object.
final class LineFormat {
    /// Longer values are cut: they come from messages of others.
    static final int LONGEST_VALUE = 256;

    private final boolean json;

    LineFormat(boolean json) {
        this.json = json;
    }

    /// Appends the line and its end.
    void write(StringBuilder out, long millis, Line line) {
        if (json) json(out, millis, line);
        else words(out, millis, line);
    }

    private static void words(StringBuilder out, long millis, Line line) {
        time(out, millis);
        String level = line.level().name();
        out.append(' ').append(level).repeat(' ', 6 - level.length()).append(line.event());
        List<String> fields = line.fields();
        for (int i = 0; i < fields.size(); i += 2) {
            out.append(' ').append(fields.get(i)).append('=');
            String value = fields.get(i + 1);
            if (isBare(value)) {
                out.append(value);
            } else {
                out.append('"');
                escaped(out, value);
                out.append('"');
            }
        }
        out.append('\n');
    }

    private static void json(StringBuilder out, long millis, Line line) {
        out.append("{\"time\":\"");
        time(out, millis);
        out.append("\",\"level\":\"").append(line.level().name().toLowerCase(Locale.ROOT));
        out.append("\",\"event\":\"").append(line.event()).append('"');
        List<String> fields = line.fields();
        for (int i = 0; i < fields.size(); i += 2) {
            out.append(",\"").append(fields.get(i)).append("\":");
            String value = fields.get(i + 1);
            if (line.isBare(i / 2)) {
                out.append(value);
            } else {
                out.append('"');
                escaped(out, value);
                out.append('"');
            }
        }
        out.append("}\n");
    }

    /// `2026-11-22T20:47:45.012Z`
    private static void time(StringBuilder out, long millis) {
        LocalDateTime t = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
        out.append(t.getYear()).append('-');
        two(out, t.getMonthValue()).append('-');
        two(out, t.getDayOfMonth()).append('T');
        two(out, t.getHour()).append(':');
        two(out, t.getMinute()).append(':');
        two(out, t.getSecond()).append('.');
        int ms = t.getNano() / 1_000_000;
        if (ms < 100) out.append('0');
        two(out, ms).append('Z');
    }

    private static StringBuilder two(StringBuilder out, int n) {
        return (n < 10 ? out.append('0') : out).append(n);
    }

    private static boolean isBare(String value) {
        if (value.length() > LONGEST_VALUE) return false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c > '~' || c == '"' || c == '=' || c == '\\') return false;
        }
        return true;
    }

    /// JSON's escapes serve for both forms. Cut after the longest value, never inside a surrogate pair.
    private static void escaped(StringBuilder out, String value) {
        int end = Math.min(value.length(), LONGEST_VALUE);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(value.charAt(i + 1))) {
                out.append(c).append(value.charAt(++i));
            } else if (c < ' '
                    || (c >= 0x7f && c < 0xa0)
                    || c == 0x2028
                    || c == 0x2029
                    || Character.isSurrogate(c)
                    || Character.getType(c) == Character.FORMAT) {
                out.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16));
                out.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        if (end < value.length()) out.append("...");
    }
}
