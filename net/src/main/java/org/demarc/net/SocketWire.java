package org.demarc.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// TCP as it is.
final class SocketWire implements Wire {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    SocketWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    @Override
    public int read(byte[] into, int millis) throws IOException {
        socket.setSoTimeout(millis);
        return in.read(into);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        out.write(octets, from, length);
    }
}
