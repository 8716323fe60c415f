package org.demarc.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.demarc.net.tls.TlsConfig;
import org.demarc.net.tls.TlsKeeper;
import org.jspecify.annotations.Nullable;

/// What a configuration takes from the world outside its file.
public interface Environment {
    /// A secret longer than this is none.
    int LONGEST_FILE = 64 * 1024;

    /// The value of an environment variable; null when it is not set.
    @Nullable
    String variable(String name);

    /// The text of a file that a value points at, read as UTF-8.
    String file(Path path) throws IOException;

    /// What is wrong with the files of a network's TLS; empty when nothing is.
    default String problem(String network, TlsConfig config) {
        return TlsKeeper.problem(network, config, InstantSource.system());
    }

    /// This process, this machine.
    Environment SYSTEM = new Environment() {
        @Override
        public @Nullable String variable(String name) {
            return System.getenv(name);
        }

        @Override
        public String file(Path path) throws IOException {
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
                if (bytes.length > LONGEST_FILE) throw new IOException("longer than " + LONGEST_FILE + " bytes");
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }
    };
}
