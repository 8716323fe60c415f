package org.demarc.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;

/// The calls themselves, thin. Unless said otherwise a call answers the kernel's way: zero or a positive result, or
/// the errno negated (`-Errno.EAGAIN`). They allocate nothing, and none but `epollWait` blocks on sockets that were
/// made with `SOCK_NONBLOCK`.
public final class Syscalls {
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;

    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_REUSEPORT = 15;

    /// As `SO_SNDBUF` and `SO_RCVBUF`, past the system's bounds; needs CAP_NET_ADMIN.
    public static final int SO_SNDBUFFORCE = 32;

    public static final int SO_RCVBUFFORCE = 33;
    public static final int IPPROTO_IP = 0;
    public static final int IP_TOS = 1;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_PMTUDISC_DONT = 0;
    public static final int IP_RECVERR = 11;
    public static final int IP_RECVORIGDSTADDR = 20;
    public static final int IPPROTO_RAW = 255;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IPV6_RECVERR = 25;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_TCLASS = 67;
    public static final int IPV6_RECVORIGDSTADDR = 74;

    /// As a flag to receive: answer the datagram's real length even where the buffer was shorter.
    public static final int MSG_TRUNC = 0x20;

    public static final int MSG_DONTWAIT = 0x40;
    static final int MSG_ERRQUEUE = 0x2000;

    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;
    static final int EFD_CLOEXEC = 0x80000;

    private static final int O_CLOEXEC = 0x80000;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final long PRIO_PROCESS = 0;
    private static final long BPF_NUMBER = Linux.isX86(System.getProperty("os.arch", "")) ? 321 : 280;

    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    // One shape for all calls: a shape costs the linker some ten milliseconds at start, a further function of it
    // nothing.
    // The ABIs of 64-bit Linux pass integers and pointers in the same registers and let a function ignore those that it
    // does not take. Places two, five and six are segments, so that buffers stay alive while the kernel uses them.
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
    private static final MemorySegment NONE = MemorySegment.NULL;

    /// Where errno of calls goes whose errno nobody reads: many threads write it at once.
    private static final MemorySegment UNASKED = Arena.global().allocate(8, 8);

    private static final MethodHandle SOCKET = call("socket");
    private static final MethodHandle BIND = call("bind");
    private static final MethodHandle CONNECT = call("connect");
    private static final MethodHandle GETSOCKNAME = call("getsockname");
    private static final MethodHandle SETSOCKOPT = call("setsockopt");
    private static final MethodHandle GETSOCKOPT = call("getsockopt");
    private static final MethodHandle CLOSE = call("close");
    private static final MethodHandle EPOLL_CREATE = call("epoll_create1");
    private static final MethodHandle EPOLL_CTL = call("epoll_ctl");
    private static final MethodHandle EPOLL_WAIT = call("epoll_wait");
    private static final MethodHandle EVENTFD = call("eventfd");
    private static final MethodHandle RECVMMSG = call("recvmmsg");
    private static final MethodHandle SENDMMSG = call("sendmmsg");
    private static final MethodHandle GETRLIMIT = call("getrlimit");
    private static final MethodHandle READ = call("read");
    private static final MethodHandle WRITE = call("write");
    private static final MethodHandle RECVFROM = call("recvfrom");
    private static final MethodHandle SENDTO = call("sendto");
    private static final MethodHandle RECVMSG = call("recvmsg");
    private static final MethodHandle OPEN = call("open");
    private static final MethodHandle MMAP = call("mmap");
    private static final MethodHandle MUNMAP = call("munmap");
    private static final MethodHandle SYSCALL = call("syscall");
    private static final MethodHandle SETPRIORITY = call("setpriority");

    private Syscalls() {}

    private static MethodHandle call(String name) {
        return handle(name, SHAPE, ERRNO);
    }

    /// An integer where the shape has a segment.
    private static MemorySegment number(long value) {
        return MemorySegment.ofAddress(value);
    }

    static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option option) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, option);
    }

    /// `socket(2)`: a file descriptor.
    public static int socket(int domain, int type, int protocol) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long)
                    SOCKET.invokeExact(scratch.errno, (long) domain, number(type), (long) protocol, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `bind(2)` to the address of `length` bytes that `SocketAddress.encode` wrote.
    public static int bind(int fd, MemorySegment address, int length) {
        var scratch = Scratch.mine();
        try {
            return scratch.result(
                    (int) (long) BIND.invokeExact(scratch.errno, (long) fd, address, (long) length, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `connect(2)`: from now on the kernel drops what comes from elsewhere, and sends need no address. What already
    /// lies in the socket's queue stays there.
    public static int connect(int fd, MemorySegment address, int length) {
        var scratch = Scratch.mine();
        try {
            return scratch.result(
                    (int) (long) CONNECT.invokeExact(scratch.errno, (long) fd, address, (long) length, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `bind(2)` to `address`.
    public static int bind(int fd, InetSocketAddress address) {
        var memory = Scratch.mine().address;
        return bind(fd, memory, SocketAddress.encode(address, memory, 0));
    }

    /// `connect(2)` to an address in the object-free form of `SocketAddress`.
    public static int connect(int fd, long high, long low, int port) {
        var memory = Scratch.mine().address;
        return connect(fd, memory, SocketAddress.encode(high, low, port, memory, 0));
    }

    /// `sendto(2)` to an address in the object-free form of `SocketAddress`.
    public static int sendto(int fd, MemorySegment buffer, long length, long high, long low, int port) {
        var memory = Scratch.mine().address;
        return sendto(fd, buffer, length, memory, SocketAddress.encode(high, low, port, memory, 0));
    }

    /// `connect(2)` to `AF_UNSPEC`: takes the peer away again. A port that was bound by name stays bound.
    public static int disconnect(int fd) {
        var scratch = Scratch.mine();
        scratch.address.fill((byte) 0);
        try {
            return scratch.result((int) (long) CONNECT.invokeExact(
                    scratch.errno, (long) fd, scratch.address, (long) SocketAddress.IPV4_BYTES, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `getsockname(2)` into `address`, which has room for `SocketAddress.BYTES`.
    public static int getsockname(int fd, MemorySegment address) {
        var scratch = Scratch.mine();
        scratch.value.set(JAVA_INT, 0, SocketAddress.BYTES);
        try {
            return scratch.result((int) (long) GETSOCKNAME.invokeExact(
                    scratch.errno, (long) fd, address, scratch.value.address(), 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `setsockopt(2)` with an int.
    public static int setsockopt(int fd, int level, int option, int value) {
        var scratch = Scratch.mine();
        scratch.value.set(JAVA_INT, 0, value);
        try {
            return scratch.result((int) (long) SETSOCKOPT.invokeExact(
                    scratch.errno, (long) fd, number(level), (long) option, scratch.value.address(), number(4), NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `getsockopt(2)` of an option whose int value is never negative.
    public static int getsockopt(int fd, int level, int option) {
        var scratch = Scratch.mine();
        scratch.value.set(JAVA_INT, 4, 4);
        try {
            int answer = scratch.result((int) (long) GETSOCKOPT.invokeExact(
                    scratch.errno,
                    (long) fd,
                    number(level),
                    (long) option,
                    scratch.value.address(),
                    scratch.value.asSlice(4, 4),
                    NONE));
            return answer < 0 ? answer : scratch.value.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `close(2)`.
    public static int close(int fd) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long) CLOSE.invokeExact(scratch.errno, (long) fd, NONE, 0L, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `recvfrom(2)`: the length of the datagram. `source` gets its address and has room for `SocketAddress.BYTES`.
    public static int recvfrom(int fd, MemorySegment buffer, int flags, MemorySegment source) {
        var scratch = Scratch.mine();
        scratch.value.set(JAVA_INT, 0, SocketAddress.BYTES);
        try {
            return scratch.result((int) (long) RECVFROM.invokeExact(
                    scratch.errno, (long) fd, buffer, buffer.byteSize(), (long) flags, source, scratch.value));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `recv(2)`: the length of the datagram.
    public static int recv(int fd, MemorySegment buffer, int flags) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long) RECVFROM.invokeExact(
                    scratch.errno, (long) fd, buffer, buffer.byteSize(), (long) flags, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `sendto(2)`: the first `length` bytes of `buffer` to an encoded address.
    public static int sendto(int fd, MemorySegment buffer, long length, MemorySegment target, int targetLength) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long)
                    SENDTO.invokeExact(scratch.errno, (long) fd, buffer, length, 0L, target, number(targetLength)));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `send(2)` on a connected socket: the first `length` bytes of `buffer`.
    public static int send(int fd, MemorySegment buffer, long length) {
        return sendto(fd, buffer, length, MemorySegment.NULL, 0);
    }

    static int recvmsg(int fd, MemorySegment message, int flags) {
        var scratch = Scratch.mine();
        try {
            return scratch.result(
                    (int) (long) RECVMSG.invokeExact(scratch.errno, (long) fd, message, (long) flags, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int recvmmsg(int fd, MemorySegment messages, int count, int flags) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long)
                    RECVMMSG.invokeExact(scratch.errno, (long) fd, messages, (long) count, (long) flags, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int sendmmsg(int fd, MemorySegment messages, int count, int flags) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long)
                    SENDMMSG.invokeExact(scratch.errno, (long) fd, messages, (long) count, (long) flags, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollCreate() {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int)
                    (long) EPOLL_CREATE.invokeExact(scratch.errno, (long) EPOLL_CLOEXEC, NONE, 0L, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollControl(int epoll, int operation, int fd, MemorySegment event) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long) EPOLL_CTL.invokeExact(
                    scratch.errno, (long) epoll, number(operation), (long) fd, event.address(), NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollWait(int epoll, MemorySegment events, int count, int timeoutMillis) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long) EPOLL_WAIT.invokeExact(
                    scratch.errno, (long) epoll, events, (long) count, (long) timeoutMillis, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int eventfd() {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long)
                    EVENTFD.invokeExact(scratch.errno, 0L, number(EFD_NONBLOCK | EFD_CLOEXEC), 0L, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `getrlimit(2)`: the soft limit of `resource`, or an errno negated.
    static long getrlimit(int resource) {
        var scratch = Scratch.mine();
        try {
            int answer = scratch.result((int)
                    (long) GETRLIMIT.invokeExact(scratch.errno, (long) resource, scratch.value, 0L, 0L, NONE, NONE));
            return answer < 0 ? answer : scratch.value.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `setpriority(2)` of one thread, as Linux has it: 0, or an errno negated.
    static int setThreadPriority(int thread, int nice) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long)
                    SETPRIORITY.invokeExact(scratch.errno, PRIO_PROCESS, number(thread), (long) nice, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int read(int fd, MemorySegment buffer, long length) {
        var scratch = Scratch.mine();
        try {
            return scratch.result(
                    (int) (long) READ.invokeExact(scratch.errno, (long) fd, buffer, length, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `write(2)` of those who do not ask why it failed: -1 then. Any thread, without memory of its own.
    static int writeUnasked(int fd, MemorySegment buffer, long length) {
        try {
            return (int) (long) WRITE.invokeExact(UNASKED, (long) fd, buffer, length, 0L, NONE, NONE);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int write(int fd, MemorySegment buffer, long length) {
        var scratch = Scratch.mine();
        try {
            return scratch.result(
                    (int) (long) WRITE.invokeExact(scratch.errno, (long) fd, buffer, length, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `open(2)` of an existing file for reading; `path` ends with a zero octet.
    static int open(MemorySegment path) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int)
                    (long) OPEN.invokeExact(scratch.errno, path.address(), number(O_CLOEXEC), 0L, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `mmap(2)` of the first `length` octets of a descriptor, shared, to read and write: an address, or an errno
    /// negated.
    static long map(int fd, long length) {
        return map(fd, length, MAP_SHARED);
    }

    private static long map(int fd, long length, long flags) {
        var scratch = Scratch.mine();
        try {
            long address = (long) MMAP.invokeExact(
                    scratch.errno, 0L, number(length), (long) PROT_READ_WRITE, flags, number(fd), NONE);
            return address != -1 ? address : scratch.result(-1);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `mmap(2)` of `length` octets that are nobody else's: an address, or an errno negated.
    static long mapAnonymous(long length) {
        return map(-1, length, MAP_PRIVATE_ANONYMOUS);
    }

    /// `munmap(2)`.
    static int unmap(long address, long length) {
        var scratch = Scratch.mine();
        try {
            return scratch.result(
                    (int) (long) MUNMAP.invokeExact(scratch.errno, address, number(length), 0L, 0L, NONE, NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// `bpf(2)`, which the C library has no name for. `attributes` is the command's part of `union bpf_attr`.
    static int bpf(int command, MemorySegment attributes) {
        var scratch = Scratch.mine();
        try {
            return scratch.result((int) (long) SYSCALL.invokeExact(
                    scratch.errno,
                    BPF_NUMBER,
                    number(command),
                    attributes.address(),
                    attributes.byteSize(),
                    NONE,
                    NONE));
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Reference.reachabilityFence(attributes);
        }
    }

    static IllegalStateException unexpected(Throwable e) {
        if (e instanceof Error error) throw error;
        return new IllegalStateException("a system call cannot be linked", e);
    }
}
