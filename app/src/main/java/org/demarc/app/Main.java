package org.demarc.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.demarc.app.cli.Cli;
import org.demarc.app.cli.Terminal;

/// `demarc`
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int exit = new Cli(new Terminal(out, err, System.getProperty("demarc.program", "demarc"))).run(arguments);
        out.flush();
        err.flush();
        Runtime.getRuntime().halt(exit);
    }
}
