package org.demarc.app.log;

import java.util.ArrayList;
import java.util.List;
import org.demarc.app.config.NodeConfig.LogLevel;

/// One line of the log before it is written: a fixed event name and its fields.
final class Line {
    private final LogLevel level;
    private final String event;
    private final List<String> fields = new ArrayList<>(12);
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
        return with(key, Long.toString(value));
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
