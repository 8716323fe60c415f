package org.demarc.interop.harness;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Datagrams to one edge.
record DatagramLink(Wire wire, InetSocketAddress edge) implements Link {
    @Override
    public String transport() {
        return "UDP";
    }

    @Override
    public String here() {
        return wire.local().getAddress().getHostAddress() + ":" + wire.local().getPort();
    }

    @Override
    public void send(String message) {
        wire.send(message, edge);
    }

    @Override
    public @Nullable String receive(Duration limit) {
        return wire.receive(limit);
    }

    @Override
    public void close() {
        wire.close();
    }
}
