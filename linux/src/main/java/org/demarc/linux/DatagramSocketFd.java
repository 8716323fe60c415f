package org.demarc.linux;

import static org.demarc.linux.LinuxException.check;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/// A non-blocking UDP socket of one family (IPv6 sockets take no IPv4). What prepares it throws `LinuxException`; what
/// moves datagrams answers an errno negated. Any thread may use it; two receivers share the datagrams between them.
public final class DatagramSocketFd implements AutoCloseable {
    private final int fd;
    private final boolean ipv6;

    private DatagramSocketFd(int fd, boolean ipv6) {
        this.fd = fd;
        this.ipv6 = ipv6;
    }

    /// A new socket, not bound yet.
    public static DatagramSocketFd open(boolean ipv6) {
        int type = Syscalls.SOCK_DGRAM | Syscalls.SOCK_NONBLOCK | Syscalls.SOCK_CLOEXEC;
        int domain = ipv6 ? SocketAddress.AF_INET6 : SocketAddress.AF_INET;
        var socket = new DatagramSocketFd(check("socket", Syscalls.socket(domain, type, 0)), ipv6);
        if (ipv6) socket.option(Syscalls.IPPROTO_IPV6, Syscalls.IPV6_V6ONLY, 1);
        return socket;
    }

    /// A new socket bound to `address`.
    public static DatagramSocketFd bound(InetSocketAddress address) {
        var socket = open(address.getAddress() instanceof java.net.Inet6Address);
        try {
            socket.bind(address);
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// For `Epoll.add` and `Syscalls`.
    public int fd() {
        return fd;
    }

    /// Binds; port 0 takes any free one.
    public void bind(InetSocketAddress address) {
        var memory = Scratch.mine().address;
        int length = SocketAddress.encode(address, memory, 0);
        int result = Syscalls.bind(fd, memory, length);
        if (result < 0) throw new LinuxException("cannot bind " + address, result);
    }

    /// Receives from and sends to `peer` alone from now on.
    public void connect(InetSocketAddress peer) {
        var memory = Scratch.mine().address;
        int length = SocketAddress.encode(peer, memory, 0);
        check("cannot connect to " + peer, Syscalls.connect(fd, memory, length));
    }

    /// Takes the peer away.
    public void disconnect() {
        check("cannot disconnect", Syscalls.disconnect(fd));
    }

    /// The address that it is bound to.
    public InetSocketAddress localAddress() {
        var memory = Scratch.mine().address;
        check("getsockname", Syscalls.getsockname(fd, memory));
        return SocketAddress.decode(memory, 0);
    }

    /// `setsockopt` with an int; constants are in `Syscalls`.
    public DatagramSocketFd option(int level, int option, int value) {
        int result = Syscalls.setsockopt(fd, level, option, value);
        if (result < 0) throw new LinuxException("setsockopt " + level + "/" + option, result);
        return this;
    }

    /// Several sockets may bind the same address; the kernel spreads datagrams by source (`SO_REUSEPORT`).
    public DatagramSocketFd reusePort() {
        return option(Syscalls.SOL_SOCKET, Syscalls.SO_REUSEPORT, 1);
    }

    /// Asks for this much room for datagrams not yet read or sent; the kernel bounds it (`net.core.rmem_max`).
    public DatagramSocketFd buffers(int receiveBytes, int sendBytes) {
        option(Syscalls.SOL_SOCKET, Syscalls.SO_RCVBUF, receiveBytes);
        return option(Syscalls.SOL_SOCKET, Syscalls.SO_SNDBUF, sendBytes);
    }

    /// Marks what is sent with a DSCP (RFC 2474), 0..63.
    public DatagramSocketFd dscp(int dscp) {
        return ipv6
                ? option(Syscalls.IPPROTO_IPV6, Syscalls.IPV6_TCLASS, dscp << 2)
                : option(Syscalls.IPPROTO_IP, Syscalls.IP_TOS, dscp << 2);
    }

    /// Receives one datagram: its real length, which is more than `buffer` holds when it did not fit; or errno negated.
    public int receive(MemorySegment buffer, MemorySegment source) {
        return Syscalls.recvfrom(fd, buffer, Syscalls.MSG_TRUNC, source);
    }

    /// Sends the first `length` bytes of `buffer`; answers `length` or an errno negated.
    public int send(MemorySegment buffer, long length, InetSocketAddress target) {
        var memory = Scratch.mine().address;
        int targetLength = SocketAddress.encode(target, memory, 0);
        return Syscalls.sendto(fd, buffer, length, memory, targetLength);
    }

    @Override
    public void close() {
        Syscalls.close(fd);
    }
}
