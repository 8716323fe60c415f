package org.demarc.app.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.demarc.net.tls.TlsConfig;
import org.jspecify.annotations.Nullable;

/// What all readers of one file share.
final class Context {
    final Problems problems;
    private static final int LONGEST_PATH = 4096;

    private final Environment environment;
    private final Path directory;

    /// @param directory relative paths are relative to it: the file's own
    Context(Problems problems, Environment environment, Path directory) {
        this.problems = problems;
        this.environment = environment;
        this.directory = directory;
    }

    /// A value and how messages call it: what came from the environment or a file is called by its source.
    ///
    /// @param written as the file has it
    record Text(Mark at, String value, String written) {
        String shown() {
            return Shown.quoted(written);
        }
    }

    /// Puts in what `${NAME}` and `file:PATH` stand for; null when that is missing, which is reported.
    @Nullable
    Text text(Located.Scalar scalar) {
        String written = scalar.text();
        if (written.startsWith("file:")) return fromFile(scalar, written.substring(5));
        if (!written.contains("${")) return new Text(scalar.at(), written, written);
        StringBuilder value = new StringBuilder();
        int from = 0;
        while (true) {
            int open = written.indexOf("${", from);
            if (open < 0)
                return new Text(
                        scalar.at(),
                        value.append(written, from, written.length()).toString(),
                        written);
            int close = written.indexOf('}', open);
            String name = close < 0 ? "" : written.substring(open + 2, close);
            if (!isVariable(name)) {
                problems.error(
                        scalar.at(),
                        "the name of an environment variable is expected between ${ and }: " + Shown.quoted(written));
                return null;
            }
            String variable = environment.variable(name);
            if (variable == null) {
                problems.error(scalar.at(), "the environment variable " + Shown.line(name) + " is not set");
                return null;
            }
            value.append(written, from, open).append(variable);
            from = close + 1;
        }
    }

    private @Nullable Text fromFile(Located.Scalar scalar, String path) {
        try {
            String text = environment.file(directory.resolve(path));
            int end = text.length();
            while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) end--;
            return new Text(scalar.at(), text.substring(0, end), scalar.text());
        } catch (NoSuchFileException e) {
            problems.error(scalar.at(), "the file " + Shown.quoted(path) + " does not exist");
        } catch (InvalidPathException e) {
            problems.error(scalar.at(), "not the path of a file: " + Shown.quoted(path));
        } catch (IOException e) {
            problems.error(scalar.at(), "the file " + Shown.quoted(path) + " cannot be read");
        }
        return null;
    }

    /// A path, relative to the file's directory; null when it is none, which is reported. `file:PATH` is the
    /// path, too.
    @Nullable
    Path path(Located.Scalar scalar) {
        String written = scalar.text();
        Text text = written.startsWith("file:") ? new Text(scalar.at(), written.substring(5), written) : text(scalar);
        if (text == null) return null;
        // Whoever puts the key itself into a variable must not find it in a message.
        if (text.value().indexOf('\n') < 0 && text.value().length() <= LONGEST_PATH) {
            try {
                return directory.resolve(text.value());
            } catch (InvalidPathException _) {
                // reported below
            }
        }
        problems.error(scalar.at(), "the path of a file is expected, not " + text.shown());
        return null;
    }

    /// A path as it stands when the file says none.
    Path beside(String name) {
        return directory.resolve(name);
    }

    /// What is wrong with the files of a network's TLS; empty when nothing is.
    String problem(String network, TlsConfig config) {
        return environment.problem(network, config);
    }

    private static boolean isVariable(String name) {
        if (name.isEmpty() || name.length() > 128) return false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!letter && (i == 0 || c < '0' || c > '9')) return false;
        }
        return true;
    }
}
