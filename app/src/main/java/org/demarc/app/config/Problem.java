package org.demarc.app.config;

/// Something wrong in a configuration, or worth a second look.
///
/// @param at where
/// @param message what is wrong and what is expected, one line, never a secret
public record Problem(Mark at, String message) {
    /// Written out, as the comparators of the library are made by code that a start would have to wait for.
    static int byPlace(Problem a, Problem b) {
        int place = a.at.compareTo(b.at);
        return place != 0 ? place : a.message.compareTo(b.message);
    }

    /// `FILE:LINE:COL: message`; for the file itself `FILE: message`.
    public String line(String file) {
        if (at.line() == Mark.FILE.line()) return file + ": " + message;
        return file + ":" + at.line() + ":" + at.column() + ": " + message;
    }
}
