package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// An `eventfd(2)`: wakes a thread that waits in `Epoll`. Any thread may signal; the waiting one drains. Whoever closes
/// it must know that nobody signals any more: the descriptor may belong to someone else afterwards.
public final class EventFd implements AutoCloseable {
    private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1);

    private final int fd;

    public EventFd() {
        fd = LinuxException.check("eventfd", Syscalls.eventfd());
    }

    /// For `Epoll.add`.
    public int fd() {
        return fd;
    }

    /// Makes the descriptor readable until the next drain. Needs no memory of the calling thread, which may be one of
    /// very many virtual ones.
    public void signal() {
        Syscalls.writeUnasked(fd, ONE, 8); // cannot fail but for a full counter, which is a signal already
    }

    /// Takes all signals given so far.
    public void drain() {
        Syscalls.read(fd, Scratch.mine().value, 8);
    }

    @Override
    public void close() {
        Syscalls.close(fd);
    }
}
