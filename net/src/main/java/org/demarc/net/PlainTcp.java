package org.demarc.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.demarc.sip.message.Limits;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Transport;

/// TCP with nothing between: RFC 3261 section 18.
record PlainTcp(Limits messages) implements StreamLayer {
    @Override
    public Transport transport() {
        return Transport.TCP;
    }

    @Override
    public Ready opened(Socket socket, Flow flow) throws IOException {
        return new Ready(new SocketWire(socket), new SipFraming(messages), PeerIdentity.NONE);
    }

    @Override
    public Ready accepted(Socket socket, Flow flow, boolean stranger) throws IOException {
        return new Ready(new SocketWire(socket), new SipFraming(messages), PeerIdentity.NONE);
    }

    @Override
    public boolean isPolite() {
        return false;
    }

    /// Opens a socket, marked like all that we send (RFC 2474).
    ///
    /// @param from local address to leave from, port 0
    static Socket connect(InetSocketAddress from, InetSocketAddress to, int timeoutMillis, int dscp)
            throws IOException {
        var socket = new Socket();
        try {
            prepare(socket, dscp);
            if (!from.getAddress().isAnyLocalAddress()) socket.bind(from);
            socket.connect(to, timeoutMillis);
            return socket;
        } catch (IOException | RuntimeException e) {
            Closing.quietly(socket);
            throw e;
        }
    }

    static void prepare(Socket socket, int dscp) throws SocketException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setTrafficClass(dscp << 2);
    }
}
