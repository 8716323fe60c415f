package org.demarc.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.demarc.app.Main;
import org.demarc.app.config.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as operators run it: a process of its own, told by signals, judged by its exit code and its
/// last line.
class RunTest {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private @Nullable Process process;

    @AfterEach
    void stop() {
        Process started = process;
        if (started != null) started.destroyForcibly();
    }

    private Path configuration(int udp) throws IOException {
        Path file = directory.resolve("demarc.yaml");
        Files.writeString(
                file,
                Sample.ENTERPRISE
                        .text()
                        .replaceFirst("sip: \\{ udp: 5060, tcp: 5060 }", "sip: { udp: " + udp + " }")
                        .replace("sip: { udp: 5070, tcp: 5070 }", "sip: { udp: 0 }")
                        .replace("port: 8080", "port: 0"));
        return file;
    }

    /// A build that runs under nohup hands an ignored SIGHUP on, and the virtual machine leaves an ignored one ignored.
    private static final List<String> HEARING_SIGNALS = List.of(
            "python3",
            "-c",
            "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])");

    private void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(HEARING_SIGNALS);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private Process process() {
        Process started = process;
        if (started == null) throw new IllegalStateException("nothing was started");
        return started;
    }

    private String ready() throws IOException {
        return String.valueOf(
                new BufferedReader(new InputStreamReader(process().getInputStream(), StandardCharsets.UTF_8))
                        .readLine());
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    private void signal(String name) throws Exception {
        // The shell's own: /bin/kill is not everywhere.
        assertThat(new ProcessBuilder(
                                "sh", "-c", "kill -" + name + " " + process().pid())
                        .start()
                        .waitFor(10, TimeUnit.SECONDS))
                .isTrue();
    }

    private int exit() throws InterruptedException {
        assertThat(process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process().exitValue();
    }

    /// Waits for a line in the log, bounded by the process's own life: a node that ends has written all it
    /// will.
    private void awaitLog(String text) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!errors().contains(text) && System.nanoTime() < until) {
            if (process().waitFor(20, TimeUnit.MILLISECONDS)) break;
        }
        assertThat(errors()).contains(text);
    }

    @Test
    void readyReloadedDrainedAndStoppedBySignals() throws Exception {
        Path file = configuration(0);
        start("run", "-c", file.toString());
        assertThat(ready())
                .startsWith("demarc ready: udp 127.0.0.1:")
                .contains("(outside)", "(inside)", "http 127.0.0.1:");
        Files.writeString(file, Files.readString(file).replace("calls: 30", "calls: 31"));
        signal("HUP");
        awaitLog("node.reloaded changed=trunks.provider");
        Files.writeString(file, "nonsense");
        signal("HUP");
        awaitLog("node.reload-refused errors=1");
        signal("TERM");
        assertThat(exit()).isZero();
        assertThat(errors())
                .contains("node.draining", "node.stopped drained=true")
                .doesNotContain("Exception");
    }

    @Test
    void takenPortIsOneClearLineAndExitThree() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            start("run", "-c", configuration(taken.getLocalPort()).toString());
            assertThat(exit()).isEqualTo(Exit.NOT_STARTED);
            assertThat(errors())
                    .contains("demarc: cannot start: ", Integer.toString(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void takenAdminPortIsNamedWithItsCause() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Path file = configuration(0);
            String port = "port: " + taken.getLocalPort();
            Files.writeString(file, Files.readString(file).replace("port: 0", port));
            start("run", "-c", file.toString());
            assertThat(exit()).isEqualTo(Exit.NOT_STARTED);
            assertThat(errors())
                    .contains("demarc: cannot start: cannot listen on http 127.0.0.1:" + taken.getLocalPort()
                            + " (admin): address already in use; stop the program that has it, or change 'admin'\n");
        }
    }

    @Test
    void foreignAddressIsOneClearLineAndExitThree() throws Exception {
        Path file = configuration(0);
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("addresses: \\[127.0.0.1]", "addresses: [192.0.2.77]")
                        .replace("sip:127.0.0.1:5080", "sip:192.0.2.78"));
        start("run", "-c", file.toString());
        assertThat(exit()).isEqualTo(Exit.NOT_STARTED);
        assertThat(errors()).contains("demarc: cannot start: ", "192.0.2.77").doesNotContain("\tat ");
    }

    @Test
    void wrongConfigurationIsNamedAndExitTwo() throws Exception {
        Path file = directory.resolve("x.yaml");
        Files.writeString(file, "node: [");
        start("run", "-c", file.toString());
        assertThat(exit()).isEqualTo(Exit.USAGE);
        assertThat(errors())
                .contains("x.yaml:1:8: not YAML: ", "demarc: not started: ")
                .doesNotContain("\tat ");
    }
}
