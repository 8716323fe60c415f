package org.demarc.relay;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.demarc.sim.Ipv6;

/// Port ranges that are free while a test begins.
final class Ranges {
    static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
    static final InetAddress IPV6 = InetAddress.ofLiteral("::1");

    /// The loopback addresses that this machine has.
    static final List<InetAddress> LOOPBACK = Ipv6.HERE ? List.of(IPV4, IPV6) : List.of(IPV4);

    private static final int TRIES = 1000;

    private Ranges() {}

    /// A network of `pairs` pairs on the loopback addresses.
    static MediaNetwork network(int pairs) {
        int first = free(2 * pairs);
        return new MediaNetwork(LOOPBACK, List.of(), first, first + 2 * pairs - 1);
    }

    /// A configuration with one such network, named `net`.
    static RelayConfig config(int pairs) {
        return RelayConfig.of(Map.of("net", network(pairs)));
    }

    /// An even port from which on `count` are free.
    static int free(int count) {
        for (int i = 0; i < TRIES; i++) {
            // Below the ports that the kernel gives out by itself.
            int first = ThreadLocalRandom.current().nextInt(5_000, (32_000 - count) / 2) * 2;
            if (allFree(first, count)) return first;
        }
        throw new IllegalStateException("no " + count + " ports in a row are free on loopback");
    }

    private static boolean allFree(int first, int count) {
        var open = new ArrayList<DatagramSocket>();
        try {
            for (int port = first; port < first + count; port++)
                for (var host : LOOPBACK) open.add(new DatagramSocket(new InetSocketAddress(host, port)));
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            open.forEach(DatagramSocket::close);
        }
    }
}
