package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// Calls for loops that treat all failures alike: short and without waiting, so that the thread need not tell the JVM
/// that it leaves Java. A class of its own because a shape costs the linker some ten milliseconds at first use.
public final class QuietSyscalls {
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV = call("recv");
    private static final MethodHandle SEND = call("send");

    private QuietSyscalls() {}

    /// Has the calls linked, before the first packet would have to wait for it. Any number of times.
    public static void prepare() {}

    private static MethodHandle call(String name) {
        return Syscalls.handle(name, SHAPE, Linker.Option.critical(false));
    }

    /// `recv(2)` on a non-blocking socket without asking why it failed: -1 then. `address` is that of `length` bytes
    /// of native memory, which the caller answers for.
    public static int receive(int fd, long address, long length, int flags) {
        try {
            return (int) (long) RECV.invokeExact(fd, address, length, flags);
        } catch (Throwable e) {
            throw Syscalls.unexpected(e);
        }
    }

    /// `send(2)` on a connected non-blocking socket without asking why it failed: -1 then.
    public static int send(int fd, long address, long length) {
        try {
            return (int) (long) SEND.invokeExact(fd, address, length, 0);
        } catch (Throwable e) {
            throw Syscalls.unexpected(e);
        }
    }
}
