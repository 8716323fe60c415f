package org.demarc.interop.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The program as it is shipped: its jars on the module path, in a virtual machine of its own.
public final class Demarc {
    private Demarc() {}

    /// Starts `demarc` with these arguments.
    ///
    /// @param name what its output files are called
    public static Child start(String name, Path directory, String... arguments) {
        Path lib = Path.of(System.getProperty("demarc.lib", "../app/target/demarc/lib"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(lib)) {
            throw new AssertionError("the program is not built: " + lib + " is missing (make build)");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xss512k",
                "-Xmx256m",
                "--enable-native-access=org.demarc.linux",
                "-p",
                lib.toString(),
                "-m",
                "org.demarc.app/org.demarc.app.Main"));
        // In short runs the best code would come too late to help.
        if (!Boolean.getBoolean("demarc.long")) command.add(1, "-XX:TieredStopAtLevel=1");
        // Who starts the tests in the background of a shell has it ignore SIGINT, and what it starts, too.
        command.addAll(0, List.of("env", "--default-signal=INT"));
        command.addAll(List.of(arguments));
        return Child.start(name, directory, command, Map.of());
    }
}
