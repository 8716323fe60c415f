package org.demarc.app.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.demarc.net.tls.TlsConfig;
import org.jspecify.annotations.Nullable;

/// An environment without a machine: variables and files as listed.
record Fake(Map<String, String> variables, Map<String, String> files) implements Environment {
    static final Fake EMPTY = new Fake(Map.of(), Map.of());

    @Override
    public @Nullable String variable(String name) {
        return variables.get(name);
    }

    @Override
    public String file(Path path) throws IOException {
        String text = files.get(path.toString());
        if (text == null) throw new NoSuchFileException(path.toString());
        return text;
    }

    /// A file that is not listed does not exist; those that are listed are good for TLS unless their text says what is
    /// wrong with them.
    @Override
    public String problem(String network, TlsConfig config) {
        for (TlsConfig.Credential c : config.credentials()) {
            String certificate = problem("certificate file", c.certificate());
            if (!certificate.isEmpty()) return certificate;
            String key = problem("key file", c.key());
            if (!key.isEmpty()) return key;
        }
        Path trust = config.trust();
        String trusted = trust == null ? "" : problem("trust file", trust);
        Path crl = config.crl();
        return !trusted.isEmpty() || crl == null ? trusted : problem("revocation list", crl);
    }

    private String problem(String what, Path file) {
        String text = files.get(file.toString());
        if (text == null) return what + " " + file + ": no such file";
        return text.isEmpty() ? "" : what + " " + file + ": " + text;
    }

    /// The lines that `demarc check` prints for a text.
    List<String> check(String yaml) {
        return switch (ConfigFile.read(yaml, this, Path.of("/etc/demarc"))) {
            case Loaded.Sound sound ->
                sound.warnings().stream().map(w -> "warning " + w.line("f")).toList();
            case Loaded.Unsound(List<Problem> errors) ->
                errors.stream().map(e -> e.line("f")).toList();
        };
    }

    NodeConfig sound(String yaml) {
        return switch (ConfigFile.read(yaml, this, Path.of("/etc/demarc"))) {
            case Loaded.Sound sound -> sound.config();
            case Loaded.Unsound(List<Problem> errors) -> throw new AssertionError(errors.toString());
        };
    }
}
