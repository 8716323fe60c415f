package org.demarc.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.demarc.sip.transport.Transport;

/// TCP with nothing between: RFC 3261 section 18.
///
/// @param dscp mark on what is sent
record PlainTcp(int dscp) implements StreamLayer {
    @Override
    public Transport transport() {
        return Transport.TCP;
    }

    @Override
    public Socket connect(InetSocketAddress from, InetSocketAddress to, int timeoutMillis) throws IOException {
        var socket = new Socket();
        try {
            prepare(socket);
            if (!from.getAddress().isAnyLocalAddress()) socket.bind(from);
            socket.connect(to, timeoutMillis);
            return socket;
        } catch (IOException | RuntimeException e) {
            Closing.quietly(socket);
            throw e;
        }
    }

    @Override
    public Socket accepted(Socket socket, int timeoutMillis) throws IOException {
        prepare(socket);
        return socket;
    }

    private void prepare(Socket socket) throws SocketException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setTrafficClass(dscp << 2);
    }
}
