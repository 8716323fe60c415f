package org.demarc.app.config;

import java.util.Comparator;

/// Something wrong in a configuration, or worth a second look.
///
/// @param at where
/// @param message what is wrong and what is expected, one line, never a secret
public record Problem(Mark at, String message) {
    static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::at).thenComparing(Problem::message);

    /// `FILE:LINE:COL: message`; for the file itself `FILE: message`.
    public String line(String file) {
        if (at.equals(Mark.FILE)) return file + ": " + message;
        return file + ":" + at.line() + ":" + at.column() + ": " + message;
    }
}
