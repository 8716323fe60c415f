package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// An `epoll(7)`. `add`, `modify` and `remove` may be called by any thread; `await` and what it found belong to one.
public final class Epoll implements AutoCloseable {
    public static final int IN = 1;
    public static final int OUT = 4;
    public static final int ERROR = 8;
    public static final int HANG_UP = 0x10;
    public static final int EXCLUSIVE = 1 << 28;
    public static final int EDGE = 1 << 31;

    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;

    /// `struct epoll_event` is packed on x86_64 (4 + 8 bytes) and aligned elsewhere (4 + padding + 8).
    private static final boolean PACKED = Linux.isX86(System.getProperty("os.arch", ""));

    private static final int STRIDE = PACKED ? 12 : 16;
    private static final int DATA = PACKED ? 4 : 8;

    private final int fd;
    private final int capacity;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment events;

    /// @param capacity how many events one `await` can find
    public Epoll(int capacity) {
        this.fd = LinuxException.check("epoll_create1", Syscalls.epollCreate());
        this.capacity = capacity;
        this.events = arena.allocate((long) STRIDE * capacity, 64);
    }

    /// Watches `fd`; `data` comes back with each event. Answers 0 or an errno negated.
    public int add(int fd, int events, long data) {
        return control(ADD, fd, events, data);
    }

    /// Watches `fd` for other events. Answers 0 or an errno negated.
    public int modify(int fd, int events, long data) {
        return control(MODIFY, fd, events, data);
    }

    /// Watches `fd` no more; closing the last descriptor of a socket does the same. Answers 0 or an errno negated.
    public int remove(int fd) {
        return control(DELETE, fd, 0, 0);
    }

    private int control(int operation, int watched, int wanted, long data) {
        var event = Scratch.mine().event;
        event.set(JAVA_INT_UNALIGNED, 0, wanted);
        event.set(JAVA_LONG_UNALIGNED, DATA, data);
        return Syscalls.epollControl(fd, operation, watched, event);
    }

    /// Waits for events; -1 waits without end. Answers how many there are (0 after the time or a signal).
    public int await(int timeoutMillis) {
        int found = Syscalls.epollWait(fd, events, capacity, timeoutMillis);
        return found == -Errno.EINTR ? 0 : LinuxException.check("epoll_wait", found);
    }

    /// What was given to `add` for the descriptor of event `index`.
    public long data(int index) {
        return events.get(JAVA_LONG_UNALIGNED, (long) index * STRIDE + DATA);
    }

    /// `IN`, `OUT`, `ERROR`, `HANG_UP` of event `index`.
    public int events(int index) {
        return events.get(JAVA_INT_UNALIGNED, (long) index * STRIDE);
    }

    @Override
    public void close() {
        Syscalls.close(fd);
        arena.close();
    }
}
