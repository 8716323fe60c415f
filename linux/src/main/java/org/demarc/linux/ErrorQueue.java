package org.demarc.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/// What the network said about datagrams that a socket sent: its error queue (`ip(7)`, IP_RECVERR). `Epoll.ERROR` says
/// that there is something; until it has been read, the next send or receive fails with it instead of working. Owned
/// by one thread.
public final class ErrorQueue implements AutoCloseable {
    // struct msghdr: msg_name 0, msg_namelen 8, msg_iov 16, msg_iovlen 24, msg_control 32, msg_controllen 40, flags 48
    private static final int HEADER = 56;
    private static final int CONTROL_ROOM = 256;

    // struct cmsghdr: cmsg_len 0, cmsg_level 8, cmsg_type 12; then struct sock_extended_err, ee_errno first
    private static final int CONTROL_HEADER = 16;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment header = arena.allocate(HEADER, 8);
    private final MemorySegment vector = arena.allocate(16, 8);
    private final MemorySegment address = arena.allocate(SocketAddress.BYTES, 8);
    private final MemorySegment control = arena.allocate(CONTROL_ROOM, 8);
    private final MemorySegment payload;
    private int length;

    /// Keeps this much of the datagram that an error is about.
    public ErrorQueue(int quotedBytes) {
        payload = arena.allocate(quotedBytes, 8);
        vector.set(ADDRESS, 0, payload);
        vector.set(JAVA_LONG, 8, quotedBytes);
        header.set(ADDRESS, 0, address);
        header.set(ADDRESS, 16, vector);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
    }

    /// From now on the socket has an error queue.
    public static void enable(DatagramSocketFd socket, boolean ipv6) {
        if (ipv6) socket.option(Syscalls.IPPROTO_IPV6, Syscalls.IPV6_RECVERR, 1);
        else socket.option(Syscalls.IPPROTO_IP, Syscalls.IP_RECVERR, 1);
    }

    /// Takes the next error: its number as in `Errno`, positive; 0 when there is none.
    public int next(int fd) {
        header.set(JAVA_INT, 8, SocketAddress.BYTES);
        header.set(JAVA_LONG, 40, CONTROL_ROOM);
        int received = Syscalls.recvmsg(fd, header, Syscalls.MSG_ERRQUEUE | Syscalls.MSG_DONTWAIT);
        if (received < 0) return 0;
        length = received;
        return number();
    }

    private int number() {
        long end = header.get(JAVA_LONG, 40);
        long at = 0;
        while (at + CONTROL_HEADER + 4 <= end) {
            int level = control.get(JAVA_INT, at + 8);
            int type = control.get(JAVA_INT, at + 12);
            if ((level == Syscalls.IPPROTO_IP && type == Syscalls.IP_RECVERR)
                    || (level == Syscalls.IPPROTO_IPV6 && type == Syscalls.IPV6_RECVERR)) {
                return control.get(JAVA_INT, at + CONTROL_HEADER);
            }
            at += Math.max(CONTROL_HEADER, (control.get(JAVA_LONG, at) + 7) & -8);
        }
        return Errno.EINVAL;
    }

    /// Where the datagram went that the error is about.
    public InetSocketAddress target() {
        return SocketAddress.decode(address, 0);
    }

    /// The first octets of that datagram, as many as were quoted to us: none at worst.
    public byte[] quoted() {
        return payload.asSlice(0, Math.min(length, payload.byteSize())).toArray(JAVA_BYTE);
    }

    @Override
    public void close() {
        arena.close();
    }
}
