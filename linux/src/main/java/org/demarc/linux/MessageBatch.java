package org.demarc.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Objects;

/// Datagrams that one `recvmmsg(2)` or `sendmmsg(2)` moves, with their buffers and addresses, laid out once. Owned by
/// one thread; use one batch for receiving and another for sending. Memory is returned by `close`.
public final class MessageBatch implements AutoCloseable {
    // struct mmsghdr: msg_name 0, msg_namelen 8, msg_iov 16, msg_iovlen 24, control 32 and 40, msg_flags 48, msg_len 56
    private static final int HEADER = 64;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOV = 16;
    private static final int IOV_LENGTH = 24;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;
    private static final int VECTOR = 16;
    private static final int ADDRESS_ROOM = 32;

    private final int capacity;
    private final int bufferBytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment addresses;
    private final MemorySegment buffers;
    private final MemorySegment[] payloads;

    /// @param capacity datagrams in one call, 1..1024
    /// @param bufferBytes room for each; a longer one is cut and `truncated` says so
    public MessageBatch(int capacity, int bufferBytes) {
        if (capacity < 1 || capacity > 1024) throw new IllegalArgumentException("1..1024 expected: " + capacity);
        this.capacity = capacity;
        this.bufferBytes = bufferBytes;
        headers = arena.allocate((long) HEADER * capacity, 64);
        vectors = arena.allocate((long) VECTOR * capacity, 64);
        addresses = arena.allocate((long) ADDRESS_ROOM * capacity, 64);
        buffers = Pages.allocate((long) bufferBytes * capacity, arena);
        payloads = new MemorySegment[capacity];
        for (int i = 0; i < capacity; i++) {
            payloads[i] = buffers.asSlice((long) bufferBytes * i, bufferBytes);
            vectors.set(ADDRESS, (long) VECTOR * i, payloads[i]);
            vectors.set(JAVA_LONG, (long) VECTOR * i + 8, bufferBytes);
            long header = (long) HEADER * i;
            headers.set(ADDRESS, header + NAME, addresses.asSlice((long) ADDRESS_ROOM * i, ADDRESS_ROOM));
            headers.set(JAVA_INT, header + NAME_LENGTH, SocketAddress.BYTES);
            headers.set(ADDRESS, header + IOV, vectors.asSlice((long) VECTOR * i, VECTOR));
            headers.set(JAVA_LONG, header + IOV_LENGTH, 1);
        }
    }

    public int capacity() {
        return capacity;
    }

    /// Receives what is there without waiting: how many datagrams, or an errno negated (`-Errno.EAGAIN`: none).
    public int receive(int fd) {
        for (int i = 0; i < capacity; i++) headers.set(JAVA_INT, (long) HEADER * i + NAME_LENGTH, SocketAddress.BYTES);
        return Syscalls.recvmmsg(fd, headers, capacity, Syscalls.MSG_DONTWAIT);
    }

    /// Sends the datagrams `first` up to `end` (exclusive) without waiting. Answers how many went, perhaps fewer; an
    /// errno negated means that the first of them did not.
    public int send(int fd, int first, int end) {
        Objects.checkFromToIndex(first, end, capacity);
        if (first == end) return 0;
        return Syscalls.sendmmsg(
                fd,
                headers.asSlice((long) HEADER * first, (long) HEADER * (end - first)),
                end - first,
                Syscalls.MSG_DONTWAIT);
    }

    /// The buffer of datagram `index`, whole: `length` says how much of it counts.
    public MemorySegment payload(int index) {
        return payloads[index];
    }

    /// Octets received.
    public int length(int index) {
        return headers.get(JAVA_INT, (long) HEADER * Objects.checkIndex(index, capacity) + LENGTH);
    }

    /// Whether the datagram was longer than its buffer.
    public boolean truncated(int index) {
        return (headers.get(JAVA_INT, (long) HEADER * Objects.checkIndex(index, capacity) + FLAGS) & Syscalls.MSG_TRUNC)
                != 0;
    }

    /// Where the datagram came from. Allocates; `sourceHigh`, `sourceLow` and `sourcePort` do not.
    public InetSocketAddress source(int index) {
        return SocketAddress.decode(addresses, address(index));
    }

    /// See `SocketAddress.high`.
    public long sourceHigh(int index) {
        return SocketAddress.high(addresses, address(index));
    }

    /// See `SocketAddress.low`.
    public long sourceLow(int index) {
        return SocketAddress.low(addresses, address(index));
    }

    public int sourcePort(int index) {
        return SocketAddress.port(addresses, address(index));
    }

    /// Makes datagram `index` ready to send: the first `length` octets of its payload to `target`.
    public void prepare(int index, int length, InetSocketAddress target) {
        int addressLength = SocketAddress.encode(target, addresses, address(index));
        prepare(index, length, addressLength);
    }

    /// The same to a target in the object-free form of `SocketAddress`.
    public void prepare(int index, int length, long high, long low, int port) {
        int addressLength = SocketAddress.encode(high, low, port, addresses, address(index));
        prepare(index, length, addressLength);
    }

    private void prepare(int index, int length, int addressLength) {
        vectors.set(JAVA_LONG, (long) VECTOR * index + 8, Objects.checkIndex(length, bufferBytes + 1));
        headers.set(JAVA_INT, (long) HEADER * index + NAME_LENGTH, addressLength);
    }

    private long address(int index) {
        return (long) ADDRESS_ROOM * Objects.checkIndex(index, capacity);
    }

    @Override
    public void close() {
        arena.close();
    }
}
