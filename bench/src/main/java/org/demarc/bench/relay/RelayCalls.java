package org.demarc.bench.relay;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.demarc.media.plane.Family;
import org.demarc.media.plane.MediaPort;
import org.demarc.media.plane.Remote;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.relay.MediaNetwork;
import org.demarc.relay.PacketPath;
import org.demarc.relay.Relay;
import org.demarc.relay.RelayConfig;

/// Opens N calls on a relay for a generator whose callers are at 127.0.0.1:40000 and whose callees are at
/// 127.0.0.1:40002, writes one line per call (`ipA portA ipB portB`) to a file, prints `ready` and relays until it is
/// killed.
///
/// Arguments: `N MAPFILE [automatic|steered|epoll|nio [THREADS]]`. With `control N [PATH]` it makes five rounds
/// of N calls instead, each opened, joined, pointed at its remotes and closed, and prints the CPU time of one.
/// Twice N pairs that have rested are what a steady state has: with `control 900` each round uses sockets that
/// are bound already.
public final class RelayCalls {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final Remote CALLER = remote(40_000);
    private static final Remote CALLEE = remote(40_002);

    private RelayCalls() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var path = arguments.length > 2 ? PacketPath.valueOf(arguments[2].toUpperCase(Locale.ROOT)) : PacketPath.AUTO;
        int threads = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        var network = new MediaNetwork(List.of(HOST), List.of(), 20_000, 39_999);
        var config = RelayConfig.of(Map.of("loopback", network))
                .withPath(path)
                .withThreads(threads)
                .withRest(arguments[0].equals("control") ? Duration.ZERO : Duration.ofSeconds(2));
        try (var relay = new Relay(config)) {
            if (arguments[0].equals("control")) {
                control(relay, Integer.parseInt(arguments[1]));
                return;
            }
            int calls = Integer.parseInt(arguments[0]);
            var map = new ArrayList<String>();
            for (int i = 0; i < calls; i++) {
                var call = open(relay, "call-" + i);
                map.add(text(call[0]) + " " + text(call[1]));
            }
            Files.write(Path.of(arguments[1]), map);
            IO.println("ready, path " + relay.path());
            new CountDownLatch(1).await();
        }
    }

    private static void control(Relay relay, int calls) {
        var cpu = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < 5; round++) {
            long start = cpu.getCurrentThreadCpuTime();
            for (int i = 0; i < calls; i++) for (var port : open(relay, "call-" + i)) port.close();
            IO.println("%.2f us of CPU for each call (two ports: open, join, remote, close)"
                    .formatted((cpu.getCurrentThreadCpuTime() - start) / 1000.0 / calls));
        }
    }

    private static MediaPort[] open(Relay relay, String callId) {
        var a = relay.open("loopback", Family.IPV4, callId);
        var b = relay.open("loopback", Family.IPV4, callId);
        if (a == null || b == null) throw new IllegalStateException("no free ports");
        a.relayTo(b);
        b.relayTo(a);
        a.remote(CALLER);
        b.remote(CALLEE);
        return new MediaPort[] {a, b};
    }

    private static Remote remote(int port) {
        return new Remote(
                new InetSocketAddress(HOST, port),
                new InetSocketAddress(HOST, port + 1),
                Latching.EXACT,
                HOST,
                true,
                true);
    }

    private static String text(MediaPort port) {
        return port.rtp().getAddress().getHostAddress() + " " + port.rtp().getPort();
    }
}
