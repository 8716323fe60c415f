package org.demarc.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.demarc.app.cli.Cli;
import org.demarc.app.cli.StandardOutput;
import org.demarc.app.cli.Terminal;

/// `demarc`
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        StandardOutput printed = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(out, err, System.getProperty("demarc.program", "demarc"));
        int exit = printed.exit(new Cli(terminal).run(arguments), terminal);
        err.flush();
        Runtime.getRuntime().halt(exit);
    }
}
