package org.demarc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Large native memory straight from the kernel: zero, but nobody had to write the zeroes, and what is never used
/// takes no memory. (An `Arena` clears what it gives octet by octet in code that is still interpreted at start.)
final class Pages {
    private Pages() {}

    /// So many octets, page-aligned, given back when `arena` closes.
    static MemorySegment allocate(long bytes, Arena arena) {
        long address = Syscalls.mapAnonymous(bytes);
        if (address < 0 && address > -4096) throw new LinuxException("mmap", (int) address);
        return MemorySegment.ofAddress(address)
                .reinterpret(bytes, arena, memory -> Syscalls.unmap(memory.address(), bytes));
    }
}
