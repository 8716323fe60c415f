package org.demarc.interop.harness;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a client of ours reaches the edge: by datagrams, a TCP connection, a WebSocket.
interface Link extends AutoCloseable {
    /// As Via names it.
    String transport();

    /// `host:port` of its side, as it writes it into messages.
    String here();

    /// Sends a message whose lines end with LF here.
    void send(String message);

    /// The next message; null when none comes within `limit`.
    @Nullable
    String receive(Duration limit);

    @Override
    void close();
}
