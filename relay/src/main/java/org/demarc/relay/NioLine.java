package org.demarc.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.demarc.linux.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A channel of the JDK.
final class NioLine extends Line {
    private final DatagramChannel channel;

    private NioLine(PacketLoop loop, Endpoint own, DatagramChannel channel) {
        super(loop, own);
        this.channel = channel;
    }

    static @Nullable NioLine open(PacketLoop loop, InetSocketAddress address, int dscp) {
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(
                    address.getAddress() instanceof java.net.Inet6Address
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            channel.bind(address);
            if (dscp != 0) channel.setOption(StandardSocketOptions.IP_TOS, dscp << 2);
            var line = new NioLine(loop, Endpoint.of(address), channel);
            line.follow(Aim.NOBODY);
            return line;
        } catch (IOException | RuntimeException e) {
            if (channel != null) close(channel);
            return null;
        }
    }

    boolean watch(Selector selector, int slot) {
        try {
            channel.register(selector, SelectionKey.OP_READ, slot);
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    boolean sendsPastPeer() {
        return false;
    }

    @Override
    boolean connect(Endpoint peer) {
        try {
            channel.disconnect();
            channel.connect(peer.address());
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    void disconnect() {
        try {
            channel.disconnect();
        } catch (IOException e) {
            close(); // it would hear a peer that it must not hear
        }
    }

    @Override
    boolean receive(Packet into) {
        return receive(channel, into);
    }

    static boolean receive(DatagramChannel channel, Packet into) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                into.buffer.clear();
                var source = (InetSocketAddress) channel.receive(into.buffer);
                if (source == null) return false;
                into.length = into.buffer.position(); // the buffer has room past the limit, so too long shows
                into.high = SocketAddress.high(source.getAddress());
                into.low = SocketAddress.low(source.getAddress());
                into.port = source.getPort();
                return true;
            } catch (IOException e) {
                // An earlier send met a closed port (ICMP), or the channel was closed: once more tells.
            }
        }
        return false;
    }

    @Override
    boolean send(Packet packet) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                return channel.write(packet.buffer.limit(packet.length).position(0)) > 0;
            } catch (IOException | RuntimeException e) {
                // As above; or not connected any more.
            }
        }
        return false;
    }

    @Override
    boolean sendTo(Packet packet, Endpoint target) {
        try {
            return channel.send(packet.buffer.limit(packet.length).position(0), target.address()) > 0;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    void close() {
        close(channel);
        ((NioLoop) loop).wake(); // a channel's descriptor is freed when its selector next looks
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // closed enough
        }
    }
}
