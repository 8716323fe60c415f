package org.demarc.interop.harness;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A dnsmasq that knows one zone, sp.example, and forwards nothing.
public final class Dnsmasq implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final int PORT = 5_353;

    private final Child child;
    private final InetSocketAddress address;

    private Dnsmasq(Child child, InetSocketAddress address) {
        this.child = child;
        this.address = address;
    }

    /// Starts one on the class's address with the last number `last`.
    ///
    /// @param zone lines of its configuration; `@N` stands for the class's address with that last number
    public static Dnsmasq start(Stage stage, int last, String zone) {
        InetSocketAddress address = stage.place().at(last, PORT);
        Path file = stage.directory().resolve("dnsmasq.conf");
        Node.write(
                file,
                """
                keep-in-foreground
                log-facility=-
                log-queries
                pid-file
                user=%s
                no-resolv
                no-hosts
                no-poll
                bind-interfaces
                listen-address=%s
                port=%d
                local=/sp.example/
                local-ttl=5
                """.formatted(System.getProperty("user.name"), stage.place().host(last), PORT)
                        + stage.place().resolve(zone));
        List<String> command = List.of(Tool.DNSMASQ.path(), "--conf-file=" + file);
        Child child = Child.start("dnsmasq", stage.directory(), command, Map.of());
        Dnsmasq server = stage.closing(new Dnsmasq(child, address));
        Await.until(
                READY_WITHIN,
                () -> "dnsmasq listens; " + child.tail(),
                () -> (Sockets.udp(address) && Sockets.tcp(address)) || !child.alive());
        if (!child.alive()) throw new AssertionError("dnsmasq ended at once; " + child.tail());
        return server;
    }

    public InetSocketAddress address() {
        return address;
    }

    /// The questions that it heard, in order.
    public List<String> queries() {
        return (child.err() + child.out())
                .lines()
                .filter(line -> line.contains(" query["))
                .map(line -> line.replaceAll(".* query\\[([^\\]]+)\\] (\\S+) .*", "$1 $2"))
                .toList();
    }

    @Override
    public void close() {
        child.close();
    }
}
