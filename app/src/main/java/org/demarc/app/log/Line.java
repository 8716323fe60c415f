package org.demarc.app.log;

import java.util.ArrayList;
import java.util.List;
import org.demarc.app.config.NodeConfig.LogLevel;

/// One line of the log before it is written: a fixed event name and its fields.
final class Line {
    private final LogLevel level;
    private final String event;
    private final List<String> fields = new ArrayList<>(12);
    private long bare;
    private String repeatKey = "";

    private Line(LogLevel level, String event) {
        this.level = level;
        this.event = event;
    }

    static Line of(LogLevel level, String event) {
        return new Line(level, event);
    }

    Line with(String key, String value) {
        if (value.isEmpty()) return this;
        fields.add(key);
        fields.add(value);
        return this;
    }

    Line with(String key, long value) {
        markBare();
        return with(key, Long.toString(value));
    }

    /// A field of a line that came as text: what looks like a number, true or false is one.
    Line read(String key, String value) {
        if (value.equals("true") || value.equals("false") || isNumber(value)) markBare();
        return with(key, value);
    }

    private void markBare() {
        int field = fields.size() / 2;
        if (field < Long.SIZE) bare |= 1L << field;
    }

    private static boolean isNumber(String value) {
        if (value.isEmpty() || value.length() > 15 || (value.length() > 1 && value.charAt(0) == '0')) return false;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') return false;
        }
        return true;
    }

    /// True for a number, true or false, which JSON writes without quotes. `field` counts from 0; of a line
    /// that has more than anybody reads, the last ones are text.
    boolean isBare(int field) {
        return field < Long.SIZE && (bare >>> field & 1) == 1;
    }

    /// Lines of one key are limited: after some, the others are only counted.
    Line repeats(String key) {
        repeatKey = event + "|" + key;
        return this;
    }

    LogLevel level() {
        return level;
    }

    String event() {
        return event;
    }

    /// Key and value in turn.
    List<String> fields() {
        return fields;
    }

    /// Empty for lines that are never limited.
    String repeatKey() {
        return repeatKey;
    }
}
