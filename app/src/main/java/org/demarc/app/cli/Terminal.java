package org.demarc.app.cli;

import java.io.PrintStream;

/// Where a command writes.
///
/// @param out results
/// @param err everything else
public record Terminal(PrintStream out, PrintStream err) {
    /// The one clear line of a failure.
    void complain(String line) {
        err.println("demarc: " + line);
    }
}
