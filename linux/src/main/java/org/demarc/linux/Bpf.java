package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.demarc.linux.LinuxException.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The commands of `bpf(2)` that steering needs. What they make are descriptors of this process: when the last one is
/// closed, at the latest when the process ends, the kernel takes the thing away.
final class Bpf {
    static final int ARRAY = 2;
    static final int SOCKETS = 15; // BPF_MAP_TYPE_SOCKMAP

    /// The values of an array may be mapped into memory.
    static final int MAPPABLE = 1 << 10;

    private static final int MAP_CREATE = 0;
    private static final int MAP_UPDATE = 2;
    private static final int PROGRAM_LOAD = 5;
    private static final int LINK_CREATE = 28;

    private static final int SOCKET_LOOKUP_PROGRAM = 30;
    private static final int SOCKET_LOOKUP_ATTACH = 36;

    // union bpf_attr, as far as it is used: linux/bpf.h
    private static final int MAP_ATTRIBUTES = 28;
    private static final int UPDATE_ATTRIBUTES = 32;
    private static final int LOAD_ATTRIBUTES = 72;
    private static final int LINK_ATTRIBUTES = 16;
    private static final int LOG_BYTES = 1 << 18;

    private Bpf() {}

    /// A map with keys of four octets.
    static int map(int type, int valueBytes, int entries, int flags) {
        try (var arena = Arena.ofConfined()) {
            var a = arena.allocate(MAP_ATTRIBUTES, 8);
            a.set(JAVA_INT, 0, type);
            a.set(JAVA_INT, 4, 4);
            a.set(JAVA_INT, 8, valueBytes);
            a.set(JAVA_INT, 12, entries);
            a.set(JAVA_INT, 16, flags);
            return check("BPF map", Syscalls.bpf(MAP_CREATE, a));
        }
    }

    /// Puts a socket into a map of sockets.
    static void put(int map, int key, int socket) {
        try (var arena = Arena.ofConfined()) {
            var keyAndValue = arena.allocate(8, 8);
            keyAndValue.set(JAVA_INT, 0, key);
            keyAndValue.set(JAVA_INT, 4, socket);
            var a = arena.allocate(UPDATE_ATTRIBUTES, 8);
            a.set(JAVA_INT, 0, map);
            a.set(JAVA_LONG, 8, keyAndValue.address());
            a.set(JAVA_LONG, 16, keyAndValue.address() + 4);
            check("BPF map of sockets", Syscalls.bpf(MAP_UPDATE, a));
        }
    }

    /// A program that the kernel asks which socket a datagram is for.
    static int socketLookup(BpfCode code) {
        try (var arena = Arena.ofConfined()) {
            var instructions = code.written(arena);
            var a = arena.allocate(LOAD_ATTRIBUTES, 8);
            a.set(JAVA_INT, 0, SOCKET_LOOKUP_PROGRAM);
            a.set(JAVA_INT, 4, code.count());
            a.set(JAVA_LONG, 8, instructions.address());
            a.set(JAVA_LONG, 16, text("Apache-2.0", arena).address());
            a.set(JAVA_INT, 68, SOCKET_LOOKUP_ATTACH);
            int program = Syscalls.bpf(PROGRAM_LOAD, a);
            if (program >= 0 || program == -Errno.EPERM) return check("BPF program", program);
            return check("BPF program (" + objection(a, arena) + ")", program);
        }
    }

    /// What the kernel's verifier has against a program: the end of its log.
    private static String objection(MemorySegment attributes, Arena arena) {
        var log = arena.allocate(LOG_BYTES);
        attributes.set(JAVA_INT, 24, 1);
        attributes.set(JAVA_INT, 28, LOG_BYTES);
        attributes.set(JAVA_LONG, 32, log.address());
        int program = Syscalls.bpf(PROGRAM_LOAD, attributes);
        if (program >= 0) Syscalls.close(program);
        int end = 0;
        while (end < LOG_BYTES && log.get(JAVA_BYTE, end) != 0) end++;
        var text = new StringBuilder();
        for (int i = Math.max(0, end - 200); i < end; i++) text.append((char) log.get(JAVA_BYTE, i));
        return text.toString().replace('\n', ' ').strip();
    }

    /// Runs `program` for the network namespace of this process, until the descriptor answered is closed.
    static int linkToNetwork(int program) {
        int namespace = -1;
        try (var arena = Arena.ofConfined()) {
            namespace = check("network namespace", Syscalls.open(text("/proc/self/ns/net", arena)));
            var a = arena.allocate(LINK_ATTRIBUTES, 8);
            a.set(JAVA_INT, 0, program);
            a.set(JAVA_INT, 4, namespace);
            a.set(JAVA_INT, 8, SOCKET_LOOKUP_ATTACH);
            return check("BPF link", Syscalls.bpf(LINK_CREATE, a));
        } finally {
            if (namespace >= 0) Syscalls.close(namespace);
        }
    }

    /// ASCII with a zero at the end; `Arena.allocateFrom` loads a dozen classes for it.
    private static MemorySegment text(String text, Arena arena) {
        var memory = arena.allocate(text.length() + 1L);
        for (int i = 0; i < text.length(); i++) memory.set(JAVA_BYTE, i, (byte) text.charAt(i));
        return memory;
    }
}
