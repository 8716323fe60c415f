package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A running node: the program, its configuration file, its log and its admin interface.
public final class Node implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60); // two cores may be busy with other things
    private static final Duration IDLE_WITHIN = Duration.ofSeconds(10);
    private static final Duration REGISTERED_WITHIN = Duration.ofSeconds(15);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

    private final Child process;
    private final Path configuration;
    private final Api api;
    private int logRead;

    private Node(Child process, Path configuration, Api api) {
        this.process = process;
        this.configuration = configuration;
        this.api = api;
    }

    /// Starts a node and waits until it serves.
    ///
    /// @param yaml its configuration without `admin`
    /// @param admin where its admin interface shall be
    public static Node start(String name, Path directory, String yaml, InetSocketAddress admin, String... options) {
        Path file = directory.resolve(name + ".yaml");
        write(file, withAdmin(yaml, admin));
        String[] arguments = new String[3 + options.length];
        arguments[0] = "run";
        arguments[1] = "-c";
        arguments[2] = file.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        Node node = new Node(Demarc.start(name, directory, arguments), file, new Api(admin));
        try {
            node.process.awaitOut("demarc ready", READY_WITHIN);
            return node;
        } catch (AssertionError e) {
            node.close();
            throw e;
        }
    }

    private static String withAdmin(String yaml, InetSocketAddress admin) {
        return yaml + "\nadmin: { address: " + admin.getAddress().getHostAddress() + ", port: " + admin.getPort()
                + " }\n";
    }

    /// Writes a file, and the directories that it is in.
    public static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Api api() {
        return api;
    }

    public Child process() {
        return process;
    }

    /// How a trunk stands that registers with a provider.
    public Json registration(String trunk) {
        return api.trunk(trunk).get("registration");
    }

    /// Waits until it stands like this: `registered`, `refused`.
    public void awaitRegistration(String trunk, String state) {
        Await.until(
                REGISTERED_WITHIN,
                () -> trunk + " is " + state + ": " + registration(trunk).value(),
                () -> registration(trunk).get("state").text().equals(state));
    }

    /// The contacts that are registered for a trunk.
    public List<Json> bindings(String trunk) {
        return api.trunk(trunk).get("bindings").list();
    }

    /// Writes another configuration over the one in force; nothing reads it yet.
    public void rewrite(String yaml, InetSocketAddress admin) {
        write(configuration, withAdmin(yaml, admin));
    }

    /// What the node has logged since its log was last found clean.
    public String newLog() {
        String all = process.err();
        return all.substring(Math.min(logRead, all.length()));
    }

    /// Waits until no call, dialog or media port is left; fails when some are, or when the log tells of an error.
    public void assertIdle() {
        Await.until(IDLE_WITHIN, () -> "idle: " + api.status().value(), this::idle);
        assertCleanLog();
    }

    private boolean idle() {
        Json status = api.status();
        return status.get("counts", "calls").number() == 0
                && status.get("counts", "dialogs").number() == 0
                && status.get("mediaPorts").number() == 0;
    }

    /// Fails when the log tells of an error or shows a stack trace.
    public void assertCleanLog() {
        String fresh = newLog();
        logRead += fresh.length();
        List<String> errors = fresh.lines()
                .filter(line -> line.contains(" ERROR ") || line.contains("Exception") || line.startsWith("\tat "))
                .limit(20)
                .toList();
        if (!errors.isEmpty()) throw new AssertionError("the node logged errors:\n" + String.join("\n", errors));
    }

    /// Waits until even the transactions that only absorb late repetitions are over.
    public void assertNothingLeft(Duration limit) {
        Await.until(
                limit, () -> "nothing left: " + api.status().value(), () -> idle() && api.count("transactions") == 0);
    }

    /// Asks it to stop as a service manager does, and fails when it does not end well.
    public void stop() {
        process.signal("TERM");
        int code = process.exit(STOPPED_WITHIN);
        if (code != 0) throw new AssertionError("the node ended with " + code + "; " + process.tail());
        assertCleanLog();
    }

    @Override
    public void close() {
        api.close();
        process.close();
    }
}
