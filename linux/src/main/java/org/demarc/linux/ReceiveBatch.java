package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/// Datagrams that one `recvmmsg(2)` takes from a socket of many ports, with the addresses that they came from and
/// were sent to, in the object-free form of `SocketAddress`. Owned by one thread.
public final class ReceiveBatch implements AutoCloseable {
    // struct mmsghdr: msg_name 0, msg_namelen 8, msg_iov 16, msg_iovlen 24, control 32 and 40, msg_flags 48, msg_len 56
    private static final int HEADER = 64;
    private static final int NAME_LENGTH = 8;
    private static final int IOV = 16;
    private static final int IOV_LENGTH = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int LENGTH = 56;
    private static final int VECTOR = 16;

    // Beside each header: the source's address, then one struct cmsghdr (length 0, level 8, type 12) and its address.
    private static final int ROOM = 80;
    private static final int MESSAGE = 32;
    private static final int MESSAGE_LEVEL = MESSAGE + 8;
    private static final int MESSAGE_TYPE = MESSAGE + 12;
    private static final int DESTINATION = MESSAGE + 16;
    private static final int MESSAGE_BYTES = 48;

    private static final int AT_FIRST = 4;

    private final int capacity;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers;
    private final MemorySegment addresses;
    private final MemorySegment vectors;
    private final List<MemorySegment> buffers;
    private int laidOut;
    private int used; // by the last call

    /// @param buffers one for each datagram, 1..1024 of them
    public ReceiveBatch(List<MemorySegment> buffers) {
        this.buffers = List.copyOf(buffers);
        capacity = buffers.size();
        if (capacity < 1 || capacity > 1024) throw new IllegalArgumentException("1..1024 expected: " + capacity);
        headers = arena.allocate((long) HEADER * capacity, 64);
        addresses = arena.allocate((long) ROOM * capacity, 8);
        vectors = arena.allocate((long) VECTOR * capacity, 8);
        layOut(Math.min(AT_FIRST, capacity));
    }

    /// Lays out headers up to `end`. A start is too short a time for more than a few.
    private void layOut(int end) {
        for (int i = laidOut; i < end; i++) {
            vectors.set(JAVA_LONG, (long) VECTOR * i, buffers.get(i).address());
            vectors.set(JAVA_LONG, (long) VECTOR * i + 8, buffers.get(i).byteSize());
            long header = (long) HEADER * i;
            headers.set(JAVA_LONG, header, addresses.address() + (long) ROOM * i);
            headers.set(JAVA_LONG, header + IOV, vectors.address() + (long) VECTOR * i);
            headers.set(JAVA_LONG, header + IOV_LENGTH, 1);
            headers.set(JAVA_LONG, header + CONTROL, addresses.address() + (long) ROOM * i + MESSAGE);
            expect(i);
        }
        laidOut = end;
    }

    private void expect(int index) {
        headers.set(JAVA_INT, (long) HEADER * index + NAME_LENGTH, SocketAddress.BYTES);
        headers.set(JAVA_LONG, (long) HEADER * index + CONTROL_LENGTH, MESSAGE_BYTES);
    }

    /// Makes the kernel tell where the datagrams of a UDP socket were sent to: 0 or an errno negated.
    public static int tellDestinations(int fd, boolean ipv6) {
        int level = ipv6 ? Syscalls.IPPROTO_IPV6 : Syscalls.IPPROTO_IP;
        int option = ipv6 ? Syscalls.IPV6_RECVORIGDSTADDR : Syscalls.IP_RECVORIGDSTADDR;
        return Syscalls.setsockopt(fd, level, option, 1);
    }

    /// Receives what is there without waiting: how many datagrams, or an errno negated (`-Errno.EAGAIN`: none).
    public int receive(int fd) {
        for (int i = 0; i < used; i++) expect(i);
        if (used == laidOut) layOut(Math.min(2 * used, capacity));
        int received = Syscalls.recvmmsg(fd, headers, laidOut, Syscalls.MSG_DONTWAIT | Syscalls.MSG_TRUNC);
        used = Math.max(received, 0);
        return received;
    }

    /// Octets of datagram `index`: more than its buffer holds when it was longer.
    public int length(int index) {
        return headers.get(JAVA_INT, (long) HEADER * index + LENGTH);
    }

    /// See `SocketAddress.high`.
    public long sourceHigh(int index) {
        return SocketAddress.high(addresses, room(index));
    }

    /// See `SocketAddress.low`.
    public long sourceLow(int index) {
        return SocketAddress.low(addresses, room(index));
    }

    public int sourcePort(int index) {
        return SocketAddress.port(addresses, room(index));
    }

    /// Whether the kernel told where datagram `index` was sent to.
    public boolean hasDestination(int index) {
        long room = room(index);
        if (headers.get(JAVA_LONG, (long) HEADER * index + CONTROL_LENGTH) == 0) return false;
        int level = addresses.get(JAVA_INT, room + MESSAGE_LEVEL);
        int type = addresses.get(JAVA_INT, room + MESSAGE_TYPE);
        return (level == Syscalls.IPPROTO_IP && type == Syscalls.IP_RECVORIGDSTADDR)
                || (level == Syscalls.IPPROTO_IPV6 && type == Syscalls.IPV6_RECVORIGDSTADDR);
    }

    /// See `SocketAddress.high`.
    public long destinationHigh(int index) {
        return SocketAddress.high(addresses, room(index) + DESTINATION);
    }

    /// See `SocketAddress.low`.
    public long destinationLow(int index) {
        return SocketAddress.low(addresses, room(index) + DESTINATION);
    }

    public int destinationPort(int index) {
        return SocketAddress.port(addresses, room(index) + DESTINATION);
    }

    private long room(int index) {
        return (long) ROOM * Objects.checkIndex(index, capacity);
    }

    @Override
    public void close() {
        arena.close();
    }
}
