package org.demarc.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.demarc.media.plane.Remote;
import org.demarc.media.plane.Remote.Latching;

/// A far end for tests: an RTP and an RTCP socket on loopback. "Nothing arrives" is shown without waiting: what is sent
/// later arrives first.
final class Phone implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5000;

    final DatagramSocket rtp;
    final DatagramSocket rtcp;

    Phone(InetAddress host) {
        rtp = socket(host, 0);
        rtcp = socket(host, 0);
    }

    static DatagramSocket socket(InetAddress host, int port) {
        try {
            var socket = new DatagramSocket(new InetSocketAddress(host, port));
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InetSocketAddress address(DatagramSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    Remote remote() {
        return remote(Latching.EXACT);
    }

    Remote remote(Latching latching) {
        return remote(latching, rtp.getLocalAddress(), true, true);
    }

    Remote remote(Latching latching, InetAddress signalling, boolean maySend, boolean mayReceive) {
        return new Remote(address(rtp), address(rtcp), latching, signalling, maySend, mayReceive);
    }

    static void send(DatagramSocket from, InetSocketAddress to, byte[] octets) {
        try {
            from.send(new DatagramPacket(octets, octets.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next datagram, which must come soon.
    static byte[] receive(DatagramSocket at) {
        try {
            var packet = new DatagramPacket(new byte[4096], 4096);
            at.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        } catch (IOException e) {
            throw new AssertionError("nothing came to " + at.getLocalSocketAddress(), e);
        }
    }

    /// Sends `octets` and sees that they are the next to arrive at `there`.
    static void crosses(DatagramSocket from, InetSocketAddress port, DatagramSocket there, byte[] octets) {
        send(from, port, octets);
        assertThat(receive(there)).isEqualTo(octets);
    }

    /// The same where a packet of before may come first: one that was counted and on its way when the path changed.
    static void crossesAtLast(DatagramSocket from, InetSocketAddress port, DatagramSocket there, byte[] octets) {
        send(from, port, octets);
        byte[] next = receive(there);
        while (!Arrays.equals(next, octets)) next = receive(there);
    }

    static byte[] packet(int sequence) {
        return packet(sequence, 0x1111, 0);
    }

    static byte[] packet(int sequence, int ssrc, int payloadType) {
        return ByteBuffer.allocate(172)
                .put((byte) 0x80)
                .put((byte) payloadType)
                .putShort((short) sequence)
                .putInt(sequence * 160)
                .putInt(ssrc)
                .array();
    }

    /// A receiver report without blocks.
    static byte[] report(int ssrc) {
        return ByteBuffer.allocate(8)
                .put((byte) 0x80)
                .put((byte) 201)
                .putShort((short) 1)
                .putInt(ssrc)
                .array();
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
