package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A bare datagram socket: for what no well-behaved peer sends.
public final class Wire implements AutoCloseable {
    private final DatagramSocket socket;

    private Wire(DatagramSocket socket) {
        this.socket = socket;
    }

    public static Wire on(InetSocketAddress local) {
        try {
            return new Wire(new DatagramSocket(local));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(byte[] octets, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(octets, octets.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(String message, InetSocketAddress to) {
        send(message.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1), to);
    }

    /// The next datagram, or null when none comes within `limit`.
    public @Nullable String receive(Duration limit) {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            socket.setSoTimeout(Math.max(1, (int) limit.toMillis()));
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException nothing) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        socket.close();
    }
}
