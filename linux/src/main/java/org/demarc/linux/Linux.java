package org.demarc.linux;

/// Whether this package can be used here.
public final class Linux {
    private static final int RLIMIT_NOFILE = 7;

    private Linux() {}

    /// True on 64-bit Linux (x86_64, aarch64) when the module may call native code
    /// (`--enable-native-access=org.demarc.linux`, or `ALL-UNNAMED` on the class path).
    public static boolean available() {
        return supported(System.getProperty("os.name", ""), System.getProperty("os.arch", ""))
                && Linux.class.getModule().isNativeAccessEnabled();
    }

    /// Links the system calls, which takes longer than all else in this package: whoever will need them may have that
    /// done while it reads its configuration. Then the compilers give way. Once in a process, by any thread.
    public static void prepare() {
        if (!available()) return;
        openFilesLimit();
        CompilerThreads.giveWay();
    }

    /// How many descriptors this process may have open (`RLIMIT_NOFILE`, soft).
    public static long openFilesLimit() {
        long limit = Syscalls.getrlimit(RLIMIT_NOFILE);
        return limit < 0 ? Long.MAX_VALUE : limit; // RLIM_INFINITY is all ones; an error has no better answer
    }

    static boolean supported(String system, String processor) {
        return system.equals("Linux") && (isX86(processor) || processor.equals("aarch64"));
    }

    /// The kernel packs `struct epoll_event` on x86_64 only.
    static boolean isX86(String processor) {
        return processor.equals("amd64") || processor.equals("x86_64");
    }
}
