package org.demarc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A little native memory of each calling thread: where the linker leaves errno, and small arguments. Freed with its
/// thread. Meant for the few platform threads that do I/O.
final class Scratch {
    private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

    final MemorySegment errno;
    final MemorySegment address;
    final MemorySegment value;
    final MemorySegment event;

    private Scratch() {
        var memory = Arena.ofAuto().allocate(128, 64);
        errno = memory.asSlice(0, 8);
        address = memory.asSlice(16, SocketAddress.BYTES);
        value = memory.asSlice(64, 16);
        event = memory.asSlice(80, 16);
    }

    static Scratch mine() {
        return MINE.get();
    }

    /// What a call with captured errno answered, in the convention of `Syscalls`.
    int result(int answer) {
        return answer >= 0 ? answer : -errno.get(ValueLayout.JAVA_INT, 0);
    }
}
