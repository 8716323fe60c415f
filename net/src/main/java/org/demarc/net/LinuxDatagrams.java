package org.demarc.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.linux.DatagramSocketFd;
import org.demarc.linux.Epoll;
import org.demarc.linux.Errno;
import org.demarc.linux.ErrorQueue;
import org.demarc.linux.EventFd;
import org.demarc.linux.MessageBatch;
import org.demarc.linux.Syscalls;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Sender.SendFailure;
import org.jspecify.annotations.Nullable;

/// UDP by system calls: many datagrams each way with one call, one epoll.
final class LinuxDatagrams implements Datagrams {
    /// Datagrams of one recvmmsg. Each has room for the longest there is, so not too many.
    private static final int RECEIVED_AT_ONCE = 16;

    private static final int RECEIVES_IN_A_TURN = 16;
    private static final int WAKE = -1;
    private static final int SO_SNDBUFFORCE = 32; // socket(7)
    private static final int SO_RCVBUFFORCE = 33;
    private static final int MAX_SOCKETS = 1 << 15; // so that socket and port fit into one int of the cache's key

    private final Epoll epoll = new Epoll(64);
    private final EventFd wake = new EventFd();
    private final MessageBatch incoming = new MessageBatch(RECEIVED_AT_ONCE, 65_536);
    private final MessageBatch large = new MessageBatch(1, 65_536);
    private final ErrorQueue errors = new ErrorQueue(1500);
    private final List<LinuxDatagramSocket> sockets = new ArrayList<>();
    private final FlowCache flows = new FlowCache(2048);
    private final byte[] begin = new byte[Stray.LOOKED_AT];
    private final int dscp;
    private Sink sink = new NoSink();
    private LinuxDatagramSocket[] row = {};

    LinuxDatagrams(int dscp) {
        this.dscp = dscp;
        epoll.add(wake.fd(), Epoll.IN | Epoll.EDGE, WAKE); // on the edge: nobody needs to drain it
    }

    @Override
    public InetSocketAddress bind(InetSocketAddress address, boolean shared) {
        if (sockets.size() == MAX_SOCKETS) throw new IllegalArgumentException("too many listening points");
        boolean ipv6 = address.getAddress() instanceof Inet6Address;
        var fd = DatagramSocketFd.open(ipv6);
        try {
            if (shared) fd.reusePort();
            fd.buffers(SOCKET_BUFFER, SOCKET_BUFFER).dscp(dscp);
            prepare(fd, ipv6);
            fd.bind(address);
            epoll.add(fd.fd(), Epoll.IN, sockets.size());
            sockets.add(new LinuxDatagramSocket(fd, sockets.size()));
            return fd.localAddress();
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static void prepare(DatagramSocketFd fd, boolean ipv6) {
        ErrorQueue.enable(fd, ipv6);
        // A large message is better in fragments than lost where ICMP is filtered and nobody says "too big".
        if (!ipv6) fd.option(Syscalls.IPPROTO_IP, Syscalls.IP_MTU_DISCOVER, Syscalls.IP_PMTUDISC_DONT);
        // Beyond net.core.rmem_max where we may (CAP_NET_ADMIN); without a word where not.
        Syscalls.setsockopt(fd.fd(), Syscalls.SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_BUFFER);
        Syscalls.setsockopt(fd.fd(), Syscalls.SOL_SOCKET, SO_SNDBUFFORCE, SOCKET_BUFFER);
    }

    @Override
    public void serve(List<ListeningPoint> points, Sink sink) {
        this.sink = sink;
        row = sockets.toArray(LinuxDatagramSocket[]::new);
        for (var socket : row) socket.serve(points.get(socket.index), sink, large, errors);
    }

    @Override
    public void await(long millis) {
        int found = epoll.await((int) Math.min(millis, Integer.MAX_VALUE));
        for (int i = 0; i < found; i++) {
            long socket = epoll.data(i);
            if (socket < 0) continue;
            row[(int) socket].readable = true;
            if ((epoll.events(i) & Epoll.ERROR) != 0) row[(int) socket].takeErrors();
        }
    }

    @Override
    public void wake() {
        wake.signal();
    }

    @Override
    public boolean receive() {
        boolean more = false;
        for (var socket : row) {
            if (socket.readable) more |= receive(socket);
        }
        return more;
    }

    private boolean receive(LinuxDatagramSocket socket) {
        for (int round = 0; round < RECEIVES_IN_A_TURN; round++) {
            int count = incoming.receive(socket.fd.fd());
            if (count == -Errno.EINTR) continue;
            if (count < 0) {
                if (count != -Errno.EAGAIN)
                    socket.takeErrors(); // of some earlier datagram; epoll tells what comes next
                socket.readable = false;
                return false;
            }
            for (int i = 0; i < count; i++) received(socket, i);
            if (count < RECEIVED_AT_ONCE) {
                socket.readable = false;
                return false;
            }
        }
        return true;
    }

    private void received(LinuxDatagramSocket socket, int i) {
        int length = incoming.length(i);
        MemorySegment payload = incoming.payload(i);
        int port = incoming.sourcePort(i);
        byte first = payload.get(JAVA_BYTE, 0);
        boolean noMessage = Datagrams.isNoMessage(length, first);
        if (port == 0 || (noMessage && !Datagrams.mayBeBinding(length, first))) {
            sink.ignored(length < SHORTEST);
            return;
        }
        long high = incoming.sourceHigh(i);
        long low = incoming.sourceLow(i);
        Flow flow = flows.find(socket.index, high, low, port);
        if (flow == null) {
            flow = socket.point().flow(incoming.source(i), 0);
            if (sink.isKnown(flow)) flows.remember(socket.index, high, low, port, flow);
            else if (!strangerEnters(flow, payload, length, noMessage)) return;
        }
        byte[] octets = new byte[length];
        MemorySegment.copy(payload, JAVA_BYTE, 0, octets, 0, length);
        if (noMessage) sink.binding(octets, flow);
        else sink.datagram(octets, flow);
    }

    /// Strangers are not remembered: there may be any number of them. STUN is not for them.
    private boolean strangerEnters(Flow flow, MemorySegment payload, int length, boolean noMessage) {
        if (noMessage) {
            sink.ignored(false);
            return false;
        }
        if (sink.readsAll(flow)) return true;
        int looked = Math.min(length, begin.length);
        MemorySegment.copy(payload, JAVA_BYTE, 0, begin, 0, looked);
        return sink.reads(flow, begin, looked);
    }

    @Override
    public void send(byte[] octets, int length, Flow flow, @Nullable SendFailure failure) {
        for (var socket : row) {
            if (socket.owns(flow)) {
                socket.send(octets, length, flow, failure);
                return;
            }
        }
        sink.undelivered(flow, failure, Loss.NOT_SENT, "no such listening point");
    }

    @Override
    public boolean flush() {
        boolean waiting = false;
        for (var socket : row) waiting |= socket.flush();
        return waiting;
    }

    @Override
    public void close() {
        for (var socket : sockets) socket.close();
        incoming.close();
        large.close();
        errors.close();
        epoll.close();
        wake.close();
    }
}
