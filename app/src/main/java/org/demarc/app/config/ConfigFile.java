package org.demarc.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A configuration as a file.
public final class ConfigFile {
    /// Room for ten thousand trunks; a larger file is a mistake.
    private static final int LONGEST = 32 * 1024 * 1024;

    private ConfigFile() {}

    /// Reads and checks a file. What is wrong with the file itself is an error without a place.
    public static Loaded load(Path file, Environment environment) {
        try (InputStream in = Files.newInputStream(file)) {
            Path directory = file.toAbsolutePath().getParent();
            return read(in, environment, directory == null ? Path.of("/") : directory);
        } catch (NoSuchFileException e) {
            return failed("there is no such file: 'demarc init FILE' writes one to begin with");
        } catch (AccessDeniedException e) {
            return failed("no permission to read this file");
        } catch (IOException e) {
            return failed(
                    Files.isDirectory(file) ? "this is a directory: a file is expected" : "this file cannot be read");
        }
    }

    /// Reads and checks what a stream has.
    ///
    /// @param directory relative paths in it are relative to this
    public static Loaded read(InputStream in, Environment environment, Path directory) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) return failed("longer than " + LONGEST + " bytes");
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return read(text, environment, directory);
        } catch (CharacterCodingException e) {
            return failed("not UTF-8 text");
        }
    }

    /// Reads and checks a text.
    ///
    /// @param directory relative paths in it are relative to this
    public static Loaded read(String text, Environment environment, Path directory) {
        Problems problems = new Problems();
        Context context = new Context(problems, environment, directory);
        NodeConfig config = new ConfigReader(context, Runtime.getRuntime().availableProcessors()).read(text);
        return config == null ? new Loaded.Unsound(problems.errors()) : new Loaded.Sound(config, problems.warnings());
    }

    /// `500ms`, `4s`, `3m` or `2h` in milliseconds, as the configuration writes durations; null for anything
    /// else.
    public static @Nullable Long duration(String text) {
        return Values.duration(text);
    }

    private static Loaded failed(String why) {
        return new Loaded.Unsound(List.of(new Problem(Mark.FILE, why)));
    }
}
