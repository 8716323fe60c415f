package org.demarc.interop.harness;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One connection of `openssl s_client`, or a listener of `openssl s_server`: TLS of somebody else, with SIP typed in.
public final class OpenSsl implements AutoCloseable {
    private static final Duration BOUND_WITHIN = Duration.ofSeconds(10);

    private final Child child;

    private OpenSsl(Child child) {
        this.child = child;
    }

    /// Connects, says `message`, and listens until the other side closes.
    ///
    /// @param shown the certificate that it shows, by its name at the authority; empty for none
    /// @param chain whether it shows the intermediate, too
    public static OpenSsl client(
            Stage stage, Authority authority, String shown, boolean chain, InetSocketAddress to, String message) {
        String name = "client-" + (shown.isEmpty() ? "none" : shown);
        Path typed = stage.directory().resolve(name + ".sip");
        Node.write(typed, message.replace("\n", "\r\n"));
        List<String> command = new ArrayList<>(List.of(
                Tool.OPENSSL.path(),
                "s_client",
                "-connect",
                words(to),
                "-CAfile",
                authority.file("root.crt").toString(),
                "-quiet"));
        show(command, authority, shown, chain);
        return new OpenSsl(Child.start(name, stage.directory(), command, Map.of(), typed));
    }

    /// Listens until it is closed.
    public static OpenSsl server(Stage stage, Authority authority, String shown, boolean chain, InetSocketAddress at) {
        List<String> command =
                new ArrayList<>(List.of(Tool.OPENSSL.path(), "s_server", "-accept", words(at), "-quiet"));
        show(command, authority, shown, chain);
        Child child = Child.start("server-" + shown, stage.directory(), command, Map.of());
        OpenSsl server = stage.closing(new OpenSsl(child));
        Await.until(BOUND_WITHIN, () -> "s_server listens; " + child.tail(), () -> Sockets.tcp(at) || !child.alive());
        if (!child.alive()) throw new AssertionError("s_server ended at once; " + child.tail());
        return server;
    }

    private static void show(List<String> command, Authority authority, String shown, boolean chain) {
        if (shown.isEmpty()) return;
        command.addAll(List.of("-key", authority.file(shown + ".key").toString(), "-cert"));
        command.add(authority.file(shown + ".pem").toString());
        if (chain) {
            command.add("-cert_chain");
            command.add(authority.file("intermediate.crt").toString());
        }
    }

    private static String words(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /// What the other side said so far.
    public String heard() {
        return child.out();
    }

    public boolean alive() {
        return child.alive();
    }

    @Override
    public void close() {
        child.close();
    }
}
