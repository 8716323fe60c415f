package org.demarc.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.linux.SocketAddress;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Sender.SendFailure;
import org.jspecify.annotations.Nullable;

/// UDP by the JDK's channels: everywhere, and without native access.
final class NioDatagrams implements Datagrams {
    private static final int AT_ONCE = 256;

    private final Selector selector = Selector.open();
    private final List<Socket> sockets = new ArrayList<>();
    private final FlowCache flows = new FlowCache(2048);
    private final byte[] begin = new byte[Stray.LOOKED_AT];
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(65_536);
    private final int dscp;
    private Sink sink = new NoSink();

    NioDatagrams(int dscp) throws IOException {
        this.dscp = dscp;
    }

    private static final class Socket {
        final DatagramChannel channel;
        final int index;
        final ArrayDeque<WaitingDatagram> overflow = new ArrayDeque<>();

        @Nullable
        ListeningPoint point;

        Socket(DatagramChannel channel, int index) {
            this.channel = channel;
            this.index = index;
        }
    }

    @Override
    public InetSocketAddress bind(InetSocketAddress address, boolean shared) throws IOException {
        boolean ipv6 = address.getAddress() instanceof Inet6Address;
        var channel = DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            if (shared) channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
            channel.setOption(StandardSocketOptions.IP_TOS, dscp << 2);
            channel.bind(address);
            channel.configureBlocking(false);
            var socket = new Socket(channel, sockets.size());
            channel.register(selector, SelectionKey.OP_READ, socket);
            sockets.add(socket);
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void serve(List<ListeningPoint> points, Sink sink) {
        this.sink = sink;
        for (var socket : sockets) socket.point = points.get(socket.index);
    }

    @Override
    public void await(long millis) {
        try {
            if (millis == 0) selector.selectNow();
            else selector.select(millis);
        } catch (IOException e) {
            throw new IllegalStateException("the selector failed", e);
        }
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public boolean receive() {
        var ready = selector.selectedKeys();
        if (ready.isEmpty()) return false;
        boolean more = false;
        for (var key : ready) more |= receive((Socket) Objects.requireNonNull(key.attachment()));
        ready.clear();
        return more;
    }

    private boolean receive(Socket socket) {
        for (int i = 0; i < AT_ONCE; i++) {
            InetSocketAddress source;
            incoming.clear();
            try {
                source = (InetSocketAddress) socket.channel.receive(incoming);
            } catch (IOException e) {
                return false; // an error of some earlier datagram, already forgotten by the kernel
            }
            if (source == null) return false;
            int length = incoming.position();
            byte first = length == 0 ? 0 : incoming.get(0);
            boolean noMessage = Datagrams.isNoMessage(length, first);
            if (source.getPort() == 0 || (noMessage && !Datagrams.mayBeBinding(length, first))) {
                sink.ignored(length < SHORTEST);
                continue;
            }
            Flow flow = flow(socket, source, length, noMessage);
            if (flow == null) continue;
            byte[] octets = new byte[length];
            incoming.get(0, octets);
            if (noMessage) sink.binding(octets, flow);
            else sink.datagram(octets, flow);
        }
        return true;
    }

    /// Null when the datagram is not read.
    private @Nullable Flow flow(Socket socket, InetSocketAddress source, int length, boolean noMessage) {
        long high = SocketAddress.high(source.getAddress());
        long low = SocketAddress.low(source.getAddress());
        Flow known = flows.find(socket.index, high, low, source.getPort());
        if (known != null) return known;
        Flow flow = Objects.requireNonNull(socket.point).flow(source, 0);
        if (sink.isKnown(flow)) {
            flows.remember(socket.index, high, low, source.getPort(), flow);
            return flow;
        }
        if (noMessage) { // STUN is not for strangers
            sink.ignored(false);
            return null;
        }
        if (sink.readsAll(flow)) return flow;
        int looked = Math.min(length, begin.length);
        incoming.get(0, begin, 0, looked);
        return sink.reads(flow, begin, looked) ? flow : null;
    }

    @Override
    public void send(byte[] octets, int length, Flow flow, @Nullable SendFailure failure) {
        Socket socket = socketOf(flow);
        if (socket == null) {
            sink.undelivered(flow, failure, Loss.NOT_SENT, "no such listening point");
        } else if (!socket.overflow.isEmpty() || !sent(socket, octets, length, flow, failure)) {
            if (socket.overflow.size() < OVERFLOW) {
                socket.overflow.add(new WaitingDatagram(octets, length, flow, failure));
            } else {
                sink.undelivered(flow, failure, Loss.NOT_SENT, "send queue full");
            }
        }
    }

    private @Nullable Socket socketOf(Flow flow) {
        for (var socket : sockets) {
            var point = Objects.requireNonNull(socket.point);
            if (point.local().equals(flow.local()) && point.network().equals(flow.network())) return socket;
        }
        return null;
    }

    /// False when the socket has no room now.
    private boolean sent(Socket socket, byte[] octets, int length, Flow flow, @Nullable SendFailure failure) {
        try {
            if (socket.channel.send(ByteBuffer.wrap(octets, 0, length), flow.remote()) == 0 && length > 0) return false;
            sink.sent(1, length);
        } catch (IOException | RuntimeException e) { // unresolved or of the other family: an IllegalArgumentException
            sink.undelivered(
                    flow, failure, e instanceof NoRouteToHostException ? Loss.NO_ROUTE : Loss.NOT_SENT, Reason.of(e));
        }
        return true;
    }

    @Override
    public boolean flush() {
        boolean waiting = false;
        for (var socket : sockets) {
            while (!socket.overflow.isEmpty()) {
                var next = socket.overflow.peek();
                if (!sent(socket, next.octets, next.length, next.flow, next.failure)) {
                    waiting = true;
                    break;
                }
                socket.overflow.remove();
            }
        }
        return waiting;
    }

    @Override
    public void close() {
        for (var socket : sockets) Closing.quietly(socket.channel);
        Closing.quietly(selector);
    }
}
