package org.demarc.app.cli;

import java.io.PrintStream;

/// Where a command writes.
///
/// @param out results
/// @param err everything else
/// @param program how the program was called: hints that name a command begin with it
public record Terminal(PrintStream out, PrintStream err, String program) {
    public Terminal(PrintStream out, PrintStream err) {
        this(out, err, "demarc");
    }

    /// A command to try, in quotes.
    String hint(String command) {
        return "'" + program + " " + command + "'";
    }

    /// The one clear line of a failure.
    void complain(String line) {
        err.println("demarc: " + line);
    }
}
