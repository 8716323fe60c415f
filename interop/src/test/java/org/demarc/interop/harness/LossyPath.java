package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Random;

/// A path between the edge and a peer that loses messages: each knows the path's address as the other's.
///
/// SIPp has an option for this, but what it has lost itself it does not always send or take again.
public final class LossyPath implements AutoCloseable {
    private final DatagramSocket socket;
    private final InetSocketAddress edge;
    private final InetSocketAddress peer;
    private final Random random;
    private final int percent;

    private LossyPath(
            DatagramSocket socket, InetSocketAddress edge, InetSocketAddress peer, Random random, int percent) {
        this.socket = socket;
        this.edge = edge;
        this.peer = peer;
        this.random = random;
        this.percent = percent;
    }

    /// Opens a path for the test.
    ///
    /// @param own its own address
    /// @param percent how many of a hundred datagrams it loses, each way
    public static LossyPath open(
            Stage stage, InetSocketAddress own, InetSocketAddress edge, InetSocketAddress peer, int percent) {
        try {
            LossyPath path = new LossyPath(new DatagramSocket(own), edge, peer, new Random(own.getPort()), percent);
            Thread.ofVirtual().start(path::carry);
            return stage.closing(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void carry() {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        while (!socket.isClosed()) {
            try {
                packet.setLength(65_536);
                socket.receive(packet);
                InetSocketAddress to = packet.getSocketAddress().equals(edge) ? peer : edge;
                if (random.nextInt(100) < percent) continue;
                socket.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
            } catch (IOException _) {
                // The test is over, or the peer's port was closed just now; then its message is lost like others.
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
