package org.demarc.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.demarc.linux.Errno;
import org.demarc.linux.LinuxException;

/// Which of the capabilities that the steered path needs this process has not (capabilities(7)).
final class Capabilities {
    private record Needed(String name, int bit) {}

    private static final List<Needed> NEEDED =
            List.of(new Needed("CAP_BPF", 39), new Needed("CAP_NET_ADMIN", 12), new Needed("CAP_NET_RAW", 13));
    private static final int SYS_ADMIN = 21; // stands for CAP_BPF too
    private static final String EFFECTIVE = "CapEff:";

    private Capabilities() {}

    /// Their names, with commas; empty when the failure was another, or when all are there and something else
    /// forbids.
    static String missing(LinuxException failure) {
        if (failure.errno() != Errno.EPERM && failure.errno() != Errno.EACCES) return "";
        try {
            return missing(Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return "";
        }
    }

    /// @param status the text of `/proc/self/status`
    static String missing(String status) {
        for (String line : status.lines().toList()) {
            if (!line.startsWith(EFFECTIVE)) continue;
            try {
                long has = Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).strip(), 16);
                if ((has >>> SYS_ADMIN & 1) == 1) has |= 1L << NEEDED.getFirst().bit();
                List<String> missing = new ArrayList<>();
                for (Needed n : NEEDED) if ((has >>> n.bit() & 1) == 0) missing.add(n.name());
                return String.join(",", missing);
            } catch (NumberFormatException e) {
                return "";
            }
        }
        return "";
    }
}
