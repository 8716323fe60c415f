package org.demarc.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A configuration to begin with: commented, on loopback addresses, it starts as it is on any machine.
public enum Sample {
    /// In front of a PBX, towards a provider.
    ENTERPRISE,
    /// At a provider, towards customers' PBXs.
    PROVIDER;

    /// The file's text.
    public String text() {
        String name = name().toLowerCase(Locale.ROOT) + ".yaml";
        try (InputStream in = Sample.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("missing in the module: " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
