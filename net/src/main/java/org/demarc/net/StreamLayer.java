package org.demarc.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.demarc.sip.transport.Transport;

/// What lies between a connection's octets and the wire. Each method runs on a virtual thread of the connection
/// and may block; what it answers is read by one thread and written by another.
interface StreamLayer {
    Transport transport();

    /// Opens a connection.
    ///
    /// @param from local address to leave from, port 0
    Socket connect(InetSocketAddress from, InetSocketAddress to, int timeoutMillis) throws IOException;

    /// Makes ready a connection that a peer opened.
    Socket accepted(Socket socket, int timeoutMillis) throws IOException;
}
