package org.demarc.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.demarc.linux.DatagramSocketFd;
import org.demarc.linux.Errno;
import org.demarc.linux.ErrorQueue;
import org.demarc.linux.MessageBatch;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Sender.SendFailure;
import org.jspecify.annotations.Nullable;

/// One UDP socket of a lane and what it has to send: a batch that one sendmmsg lets go of, and behind it, when
/// the kernel has no room, a bounded queue.
final class LinuxDatagramSocket implements AutoCloseable {
    private static final int SENT_AT_ONCE = 64;
    private static final int ERRORS_AT_ONCE = 64;

    /// Room for a message in the batch. Larger ones, beyond any path without fragments, go one by one.
    private static final int COMMON = 8192;

    final DatagramSocketFd fd;
    final int index;
    boolean readable;

    private final MessageBatch batch = new MessageBatch(SENT_AT_ONCE, COMMON);
    private final @Nullable SendFailure[] failures = new SendFailure[SENT_AT_ONCE];
    private final @Nullable Flow[] flows = new Flow[SENT_AT_ONCE];
    private final int[] lengths = new int[SENT_AT_ONCE];
    private final ArrayDeque<WaitingDatagram> overflow = new ArrayDeque<>();
    private @Nullable ListeningPoint point;
    private @Nullable MessageBatch large;
    private @Nullable ErrorQueue errors;
    private Datagrams.Sink sink = new NoSink();
    private int first;
    private int end;

    LinuxDatagramSocket(DatagramSocketFd fd, int index) {
        this.fd = fd;
        this.index = index;
    }

    /// @param large a batch of one for the longest datagrams, shared by the lane's sockets, as `errors` is
    void serve(ListeningPoint point, Datagrams.Sink sink, MessageBatch large, ErrorQueue errors) {
        this.errors = errors;
        this.point = point;
        this.sink = sink;
        this.large = large;
    }

    ListeningPoint point() {
        return Objects.requireNonNull(point);
    }

    @SuppressWarnings("ReferenceEquality") // nearly always the very object, and asked for each message
    boolean owns(Flow flow) {
        var mine = point();
        return mine.local() == flow.local()
                || (mine.local().equals(flow.local()) && mine.network().equals(flow.network()));
    }

    void send(byte[] octets, int length, Flow flow, @Nullable SendFailure failure) {
        var address = flow.remote().getAddress();
        if (address == null || address instanceof java.net.Inet6Address != point().ipv6()) {
            sink.undelivered(flow, failure, Loss.NOT_SENT, "address family does not match");
        } else if (length <= COMMON && overflow.isEmpty() && hasRoom()) {
            enter(octets, length, flow, failure);
        } else if (length > 65_507) {
            sink.undelivered(flow, failure, Loss.NOT_SENT, "message too long");
        } else if (overflow.size() < Datagrams.OVERFLOW) {
            overflow.add(new WaitingDatagram(octets, length, flow, failure));
        } else {
            sink.undelivered(flow, failure, Loss.NOT_SENT, "send queue full");
        }
    }

    private boolean hasRoom() {
        return end < SENT_AT_ONCE || flushBatch();
    }

    private void enter(byte[] octets, int length, Flow flow, @Nullable SendFailure failure) {
        MemorySegment.copy(octets, 0, batch.payload(end), JAVA_BYTE, 0, length);
        batch.prepare(end, length, flow.remote());
        flows[end] = flow;
        failures[end] = failure;
        lengths[end] = length;
        end++;
    }

    /// Sends what it can. True when something still waits.
    boolean flush() {
        if (end == 0 && overflow.isEmpty()) return false;
        if (!flushBatch()) return true;
        while (!overflow.isEmpty()) {
            var next = overflow.peek();
            var one = Objects.requireNonNull(large);
            MemorySegment.copy(next.octets, 0, one.payload(0), JAVA_BYTE, 0, next.length);
            one.prepare(0, next.length, next.flow.remote());
            int sent = one.send(fd.fd(), 0, 1);
            if (isFull(sent)) return true;
            if (sent < 0 && takeErrors()) continue; // it failed for another one
            overflow.remove();
            if (sent < 0) sink.undelivered(next.flow, next.failure, loss(sent), Errno.text(sent));
            else sink.sent(1, next.length);
        }
        return false;
    }

    /// True when the batch is empty afterwards.
    private boolean flushBatch() {
        while (first < end) {
            int sent = batch.send(fd.fd(), first, end);
            if (sent == -Errno.EINTR) continue;
            if (isFull(sent)) return false;
            if (sent < 0 && takeErrors()) continue; // the kernel reports what became of another one, and sent nothing
            if (sent < 0) {
                sink.undelivered(Objects.requireNonNull(flows[first]), failures[first], loss(sent), Errno.text(sent));
                first++;
            } else {
                long octets = 0;
                for (int i = first; i < first + sent; i++) octets += lengths[i];
                sink.sent(sent, octets);
                first += sent;
            }
        }
        Arrays.fill(flows, 0, end, null);
        Arrays.fill(failures, 0, end, null);
        first = 0;
        end = 0;
        return true;
    }

    /// Reads what the network said about datagrams sent before. True when there was anything.
    boolean takeErrors() {
        var queue = Objects.requireNonNull(errors);
        int taken = 0;
        for (; taken < ERRORS_AT_ONCE; taken++) {
            int error = queue.next(fd.fd());
            if (error == 0) break;
            if (error == Errno.ECONNREFUSED || error == Errno.EHOSTUNREACH || error == Errno.ENETUNREACH) {
                sink.unreachable(queue.target(), Errno.text(error), queue.quoted());
            }
        }
        return taken > 0;
    }

    /// What it says that the kernel did not take a datagram.
    private static Loss loss(int result) {
        return result == -Errno.ENETUNREACH || result == -Errno.EHOSTUNREACH ? Loss.NO_ROUTE : Loss.NOT_SENT;
    }

    private static boolean isFull(int result) {
        return result == -Errno.EAGAIN || result == -Errno.ENOBUFS;
    }

    @Override
    public void close() {
        fd.close();
        batch.close();
    }
}
