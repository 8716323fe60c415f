package org.demarc.app.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.demarc.console.control.NodeStatus;

/// What this process takes.
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    static NodeStatus.Memory now() {
        Runtime runtime = Runtime.getRuntime();
        return new NodeStatus.Memory(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), resident());
    }

    /// 0 where the system does not say.
    private static long resident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (!line.startsWith("VmRSS:")) continue;
                String kilobytes = line.substring(6).replace("kB", "").strip();
                return Long.parseLong(kilobytes) * 1024;
            }
        } catch (IOException | NumberFormatException e) {
            return 0; // not Linux
        }
        return 0;
    }
}
