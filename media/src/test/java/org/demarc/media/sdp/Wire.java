package org.demarc.media.sdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Bodies for tests: the wire vectors, and text blocks as octets.
public final class Wire {
    private static final Path VECTORS = Path.of("src/test/resources/wire");

    private Wire() {}

    /// Every vector of a folder, in order of name.
    public static Stream<Path> vectors(String folder) {
        try (var files = Files.list(VECTORS.resolve(folder))) {
            return List.copyOf(files.sorted().toList()).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] vector(String name) {
        return octets(VECTORS.resolve(name));
    }

    public static byte[] octets(Path vector) {
        try {
            return Files.readAllBytes(vector);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The octets of a text block, its lines ended by CRLF.
    public static byte[] crlf(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The description that a text block holds; fails the test when it holds none.
    public static SessionDescription sdp(String text) {
        return parsed(crlf(text));
    }

    public static SessionDescription parsed(byte[] octets) {
        return switch (SdpDecoder.decode(octets)) {
            case Decoded.Parsed(SessionDescription description) -> description;
            case Decoded.Malformed malformed -> throw new AssertionError(malformed.toString());
        };
    }

    /// As it goes on the wire.
    public static String text(SessionDescription description) {
        return new String(SdpEncoder.encode(description), StandardCharsets.ISO_8859_1);
    }
}
