package org.demarc.app.cli;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Where results go, and whether they arrived: a stream for printing keeps failures to itself.
public final class StandardOutput extends OutputStream {
    private final OutputStream to;
    private volatile @Nullable IOException failure;

    public StandardOutput(OutputStream to) {
        this.to = to;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        try {
            to.write(octets, from, length);
        } catch (IOException e) {
            if (failure == null) failure = e;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    /// The exit code, when everything was printed that was to be: `exit`, or that of a failure where the answer
    /// was lost, which is said. A reader that has seen enough and closed the pipe, as `head` does, has lost
    /// nothing: that stays quiet and changes nothing.
    public int exit(int exit, Terminal terminal) {
        terminal.out().flush();
        IOException lost = failure;
        if (lost == null) return exit;
        String why = String.valueOf(lost.getMessage());
        if (why.contains("Broken pipe")) return exit;
        terminal.complain("what was to be printed is lost: " + why);
        return exit == Exit.GOOD ? Exit.FAILED : exit;
    }
}
