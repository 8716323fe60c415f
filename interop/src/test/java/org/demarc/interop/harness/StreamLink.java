package org.demarc.interop.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One TCP connection.
final class StreamLink implements Link {
    private static final int CONNECTED_WITHIN = 5_000; // milliseconds

    private final Socket socket = new Socket();
    private String buffered = "";

    /// @param from its address; the port is any
    StreamLink(InetSocketAddress from, InetSocketAddress edge) {
        try {
            socket.bind(new InetSocketAddress(from.getAddress(), 0));
            socket.connect(edge, CONNECTED_WITHIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String transport() {
        return "TCP";
    }

    @Override
    public String here() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    @Override
    public void send(String message) {
        try {
            socket.getOutputStream().write(message.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable String receive(Duration limit) {
        try {
            socket.setSoTimeout((int) limit.toMillis());
            InputStream in = socket.getInputStream();
            byte[] octets = new byte[8_192];
            while (true) {
                int end = buffered.indexOf("\r\n\r\n");
                if (end >= 0) {
                    int whole = end + 4 + Integer.parseInt(Registrant.field(buffered, "Content-Length"));
                    if (buffered.length() >= whole) {
                        String message = buffered.substring(0, whole);
                        buffered = buffered.substring(whole);
                        return message;
                    }
                }
                int read = in.read(octets);
                if (read < 0) return null;
                buffered += new String(octets, 0, read, StandardCharsets.ISO_8859_1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
