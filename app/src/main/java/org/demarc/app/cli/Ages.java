package org.demarc.app.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Times as people read them in a table.
final class Ages {
    private Ages() {}

    /// How long ago an RFC 3339 time was; `-` for none.
    static String since(String time, Instant now) {
        if (time.isEmpty()) return "-";
        try {
            return span(Math.max(0, Duration.between(Instant.parse(time), now).toMillis()));
        } catch (DateTimeParseException e) {
            return "-";
        }
    }

    /// How long until an RFC 3339 time: `0s` when it is over, `-` for none.
    static String until(String time, Instant now) {
        if (time.isEmpty()) return "-";
        try {
            return span(Math.max(0, Duration.between(now, Instant.parse(time)).toMillis()));
        } catch (DateTimeParseException e) {
            return "-";
        }
    }

    /// `3d 4h`, `3h 12m`, `2m 5s`, `7s`.
    static String span(long millis) {
        Duration d = Duration.ofMillis(millis);
        if (d.toDays() > 0) return d.toDays() + "d " + d.toHoursPart() + "h";
        if (d.toHours() > 0) return d.toHours() + "h " + d.toMinutesPart() + "m";
        return d.toMinutes() > 0 ? d.toMinutes() + "m " + d.toSecondsPart() + "s" : d.toSeconds() + "s";
    }
}
