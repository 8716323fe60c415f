package org.demarc.app.cli;

/// Runs what the arguments ask for.
public final class Cli {
    private final Terminal terminal;

    public Cli(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Answers the exit code.
    public int run(String... arguments) {
        int plain = RunCommand.runPlainly(terminal, arguments);
        return plain >= 0 ? plain : new Commands(terminal).run(arguments);
    }
}
