package org.demarc.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/// The other end of a connection, blocking and bounded in time.
final class TcpPeer implements AutoCloseable {
    final Socket socket;
    private final StringBuilder read = new StringBuilder();

    TcpPeer(InetSocketAddress to) {
        this(connected(to));
    }

    TcpPeer(Socket socket) {
        this.socket = socket;
        try {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TestNet.SECONDS));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Socket connected(InetSocketAddress to) {
        try {
            return new Socket(to.getAddress(), to.getPort());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static ServerSocket listening() {
        try {
            var server = new ServerSocket(0, 10, TestNet.address("127.0.0.1"));
            server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TestNet.SECONDS));
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static TcpPeer accepted(ServerSocket server) {
        try {
            return new TcpPeer(server.accept());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static InetSocketAddress address(ServerSocket server) {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    void send(String text) {
        try {
            socket.getOutputStream().write(Texts.octets(text));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// The next message without body, or the next double line end.
    String receive() {
        return until("\r\n\r\n");
    }

    String until(String end) {
        while (read.indexOf(end) < 0) {
            int next = readOne();
            if (next < 0) throw new AssertionError("closed, having sent: " + read);
            read.append((char) next);
        }
        String text = read.toString();
        read.setLength(0);
        return text;
    }

    private int readOne() {
        try {
            InputStream in = socket.getInputStream();
            return in.read();
        } catch (IOException e) {
            throw new AssertionError("having read: " + read, e);
        }
    }

    /// True when the other side has closed or reset.
    boolean closed() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// Closes with a reset.
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        Closing.quietly(socket);
    }
}
