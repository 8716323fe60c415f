package org.demarc.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What becomes of an answer that nobody receives.
class CliOutputTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String failure, String... arguments) {
        StandardOutput printed = new StandardOutput(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                if (!failure.isEmpty()) throw new IOException(failure);
            }
        });
        Terminal terminal = new Terminal(
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return printed.exit(new Cli(terminal).run(arguments), terminal);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void answerThatCannotBeWrittenIsAFailure() {
        assertThat(run("No space left on device", "version")).isEqualTo(Exit.FAILED);
        assertThat(err()).isEqualTo("demarc: what was to be printed is lost: No space left on device\n");
        assertThat(run("No space left on device", "no-such-thing")).isEqualTo(Exit.USAGE);
    }

    @Test
    void readerThatHasSeenEnoughIsNone() {
        assertThat(run("Broken pipe", "catalogue")).isZero();
        assertThat(run("", "version")).isZero();
        assertThat(err()).isEmpty();
    }
}
