package org.demarc.sip.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// One row of `wire/verdicts.txt`.
record Vector(String file, String codec, String stream, String check, String later) {
    static List<Vector> all() {
        return new String(resource("verdicts.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\|"))
                .map(row -> new Vector(row[0].strip(), row[1].strip(), row[2].strip(), row[3].strip(), row[4].strip()))
                .toList();
    }

    byte[] octets() {
        return resource(file);
    }

    static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(Vector.class.getResourceAsStream("/wire/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file;
    }
}
