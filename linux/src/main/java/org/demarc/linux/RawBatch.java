package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.demarc.linux.LinuxException.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Whole IP packets that one `sendmmsg(2)` sends by a raw socket (`raw(7)`, IPPROTO_RAW, which includes the headers):
/// many senders' packets, each with its own source port, in one call. Routing, firewall and queueing see them as any
/// other packet of this machine, but nothing fragments them. Owned by one thread. Needs CAP_NET_RAW.
public final class RawBatch implements AutoCloseable {
    // struct mmsghdr: msg_name 0, msg_namelen 8, msg_iov 16, msg_iovlen 24
    private static final int HEADER = 64;
    private static final int NAME_LENGTH = 8;
    private static final int IOV = 16;
    private static final int IOV_LENGTH = 24;
    private static final int VECTOR = 16;
    private static final int ADDRESS_ROOM = 32;
    private static final int LEAST_BUFFER = 4096;

    private final int fd;
    private final int capacity;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment addresses;
    private int laidOut;

    /// Opens the socket, bound to the address that packets leave from, so that routes by source hold for them.
    public RawBatch(InetAddress from, int dscp, int sendBytes, int capacity) {
        boolean ipv6 = from instanceof Inet6Address;
        int type = Syscalls.SOCK_RAW | Syscalls.SOCK_NONBLOCK | Syscalls.SOCK_CLOEXEC;
        int domain = ipv6 ? SocketAddress.AF_INET6 : SocketAddress.AF_INET;
        fd = check("raw socket", Syscalls.socket(domain, type, Syscalls.IPPROTO_RAW));
        this.capacity = capacity;
        int bound = Syscalls.bind(fd, new InetSocketAddress(from, 0));
        if (bound < 0) {
            Syscalls.close(fd);
            throw new LinuxException("raw socket on " + from.getHostAddress(), bound);
        }
        Syscalls.setsockopt(fd, Syscalls.SOL_SOCKET, Syscalls.SO_SNDBUFFORCE, sendBytes);
        // Nothing arrives but packets of protocol 255, which nobody sends and nobody reads here.
        Syscalls.setsockopt(fd, Syscalls.SOL_SOCKET, Syscalls.SO_RCVBUF, LEAST_BUFFER);
        // The header says it already; this is for the queue of the interface.
        if (!ipv6) Syscalls.setsockopt(fd, Syscalls.IPPROTO_IP, Syscalls.IP_TOS, dscp << 2);
        headers = arena.allocate((long) HEADER * capacity, 64);
        vectors = arena.allocate((long) VECTOR * capacity, 8);
        addresses = arena.allocate((long) ADDRESS_ROOM * capacity, 8);
    }

    public int capacity() {
        return capacity;
    }

    /// Makes packet `index` ready: `length` octets of native memory from `address` on, which the caller keeps until
    /// they are sent, to a host in the object-free form of `SocketAddress`.
    public void prepare(int index, long address, int length, long high, long low) {
        while (laidOut <= index) layOut(laidOut++);
        vectors.set(JAVA_LONG, (long) VECTOR * index, address);
        vectors.set(JAVA_LONG, (long) VECTOR * index + 8, length);
        int addressLength = SocketAddress.encode(high, low, 0, addresses, (long) ADDRESS_ROOM * index);
        headers.set(JAVA_INT, (long) HEADER * index + NAME_LENGTH, addressLength);
    }

    private void layOut(int index) {
        long header = (long) HEADER * index;
        headers.set(JAVA_LONG, header, addresses.address() + (long) ADDRESS_ROOM * index);
        headers.set(JAVA_LONG, header + IOV, vectors.address() + (long) VECTOR * index);
        headers.set(JAVA_LONG, header + IOV_LENGTH, 1);
    }

    /// Sends the packets `first` up to `end` (exclusive) without waiting. Answers how many went, perhaps fewer; an
    /// errno negated means that the first of them did not (`-Errno.EMSGSIZE`: larger than the interface takes).
    public int send(int first, int end) {
        if (first == end) return 0;
        var from = first == 0 ? headers : headers.asSlice((long) HEADER * first);
        return Syscalls.sendmmsg(fd, from, end - first, Syscalls.MSG_DONTWAIT);
    }

    @Override
    public void close() {
        Syscalls.close(fd);
        arena.close();
    }
}
