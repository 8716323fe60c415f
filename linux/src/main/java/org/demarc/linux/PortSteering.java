package org.demarc.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

/// Leads the datagrams for whole ranges of ports to a few sockets, so that one call receives for many ports. A BPF
/// program (`BPF_PROG_TYPE_SK_LOOKUP`, Linux 5.11 and later) runs where the kernel looks for the socket of a datagram
/// in this network namespace. What is not for one of the ranges it leaves alone; connected sockets come before it.
///
/// Each port has an entry in a table that the program reads and this class writes without a call: who may send
/// there at all. It begins unused, and what is sent to an unused port goes where it would go without us. The
/// table is a shield and not the check: the datagrams that lie in a socket came under what the table said then,
/// so the reader of the socket must look at sources himself. It also bounds what one port can take of the queue
/// that all share (`RATE`). What is refused is counted at its entry, and answered by the kernel as if the port
/// were closed.
///
/// Needs CAP_BPF and CAP_NET_ADMIN. It ends with `close`, at the latest with the process.
public final class PortSteering implements AutoCloseable {
    /// Datagrams that one port may take in 134 milliseconds.
    public static final int RATE = 1024;

    // An entry: remote address as on the wire (IPv4: the first four octets), who (0 unused, 0x10000 anyone, 0x20000
    // nobody, else the remote port as on the wire), window and count of the rate, refused.
    private static final int ENTRY = 32;
    private static final int WHO = 16;
    private static final int COUNT = 20;
    private static final int REFUSED = 24;
    private static final int UNUSED = 0;
    private static final int ANYONE = 0x10000;
    private static final int NOBODY = 0x20000;

    private static final int WINDOW_SHIFT = 27; // of nanoseconds
    private static final int COUNT_BITS = 12;

    // struct bpf_sk_lookup
    private static final int FAMILY = 8;
    private static final int PROTOCOL = 12;
    private static final int REMOTE_IPV4 = 16;
    private static final int REMOTE_IPV6 = 20;
    private static final int REMOTE_PORT = 36;
    private static final int LOCAL_IPV4 = 40;
    private static final int LOCAL_IPV6 = 44;
    private static final int LOCAL_PORT = 60;

    // enum bpf_func_id
    private static final int MAP_LOOKUP = 1;
    private static final int SOCKET_RELEASE = 86;
    private static final int SOCKET_ASSIGN = 124;
    private static final int COARSE_NANOSECONDS = 160;

    private static final int DROP = 0;
    private static final int PASS = 1;
    private static final int UDP = 17;

    private static final ValueLayout.OfLong NET_LONG = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

    private final int link;
    private final MemorySegment table;

    /// Ports of one address, `first` even.
    ///
    /// @param ports how many, even
    /// @param entry of the first port; the others follow
    /// @param socket index of the first of `turns` sockets among which the pairs of ports are dealt in turn
    public record Range(InetAddress address, int first, int ports, int entry, int socket) {}

    private PortSteering(int link, MemorySegment table) {
        this.link = link;
        this.table = table;
    }

    /// Steers from now on.
    ///
    /// @param sockets descriptors of bound UDP sockets that are not connected, of the families of their ranges
    /// @throws LinuxException when the kernel does not let us, or cannot
    public static PortSteering open(List<Range> ranges, int turns, List<Integer> sockets) {
        int entries = 0;
        for (var range : ranges) entries = Math.max(entries, range.entry + range.ports);
        int list = -1;
        int map = -1;
        int program = -1;
        try {
            list = Bpf.map(Bpf.ARRAY, ENTRY, entries, Bpf.MAPPABLE);
            map = Bpf.map(Bpf.SOCKETS, 4, sockets.size(), 0);
            for (int i = 0; i < sockets.size(); i++) Bpf.put(map, i, sockets.get(i));
            var table = table(list, (long) ENTRY * entries);
            program = Bpf.socketLookup(program(ranges, turns, list, map));
            return new PortSteering(Bpf.linkToNetwork(program), table);
        } finally {
            // The link holds the program, and that the maps.
            if (list >= 0) Syscalls.close(list);
            if (map >= 0) Syscalls.close(map);
            if (program >= 0) Syscalls.close(program);
        }
    }

    private static MemorySegment table(int list, long bytes) {
        long address = Syscalls.map(list, bytes);
        if (address < 0) throw new LinuxException("BPF table", (int) address);
        // Late readers of a closed steering must find memory: it goes when nobody holds it.
        return MemorySegment.ofAddress(address).reinterpret(bytes, Arena.ofAuto(), new Consumer<>() {
            @Override
            public void accept(MemorySegment memory) {
                Syscalls.unmap(memory.address(), bytes);
            }
        });
    }

    private static BpfCode program(List<Range> ranges, int turns, int list, int map) {
        var code = new BpfCode();
        var pass = new BpfCode.Label();
        var ours = new BpfCode.Label();
        code.move(BpfCode.R6, BpfCode.R1)
                .load32(BpfCode.R0, BpfCode.R6, PROTOCOL)
                .jumpIfNotEqual32(BpfCode.R0, UDP, pass)
                .load32(BpfCode.R7, BpfCode.R6, FAMILY)
                .load32(BpfCode.R8, BpfCode.R6, LOCAL_PORT);
        for (var range : ranges) {
            var next = new BpfCode.Label();
            boolean ipv6 = range.address instanceof Inet6Address;
            int[] words = words(range.address);
            code.jumpIfNotEqual32(BpfCode.R7, ipv6 ? SocketAddress.AF_INET6 : SocketAddress.AF_INET, next)
                    .jumpIfBelow32(BpfCode.R8, range.first, next)
                    .jumpIfAbove32(BpfCode.R8, range.first + range.ports - 1, next);
            for (int i = 0; i < words.length; i++)
                code.load32(BpfCode.R0, BpfCode.R6, (ipv6 ? LOCAL_IPV6 : LOCAL_IPV4) + 4 * i)
                        .jumpIfNotEqual32(BpfCode.R0, words[i], next);
            // The keys of both maps go on the stack: the entry at -4, the socket at -8.
            code.add32(BpfCode.R8, -range.first)
                    .move32(BpfCode.R1, BpfCode.R8)
                    .shiftRight32(BpfCode.R1, 1)
                    .modulo32(BpfCode.R1, turns)
                    .add32(BpfCode.R1, range.socket)
                    .store32(BpfCode.FRAME, -8, BpfCode.R1)
                    .add32(BpfCode.R8, range.entry)
                    .store32(BpfCode.FRAME, -4, BpfCode.R8)
                    .jump(ours)
                    .place(next);
        }
        code.place(pass).set(BpfCode.R0, PASS).exit().place(ours);
        shield(code, list, pass);
        code.map(BpfCode.R1, map)
                .move(BpfCode.R2, BpfCode.FRAME)
                .add(BpfCode.R2, -8)
                .call(MAP_LOOKUP)
                .jumpIfZero(BpfCode.R0, pass)
                .move(BpfCode.R7, BpfCode.R0)
                .move(BpfCode.R1, BpfCode.R6)
                .move(BpfCode.R2, BpfCode.R7)
                .set(BpfCode.R3, 0)
                .call(SOCKET_ASSIGN)
                .move(BpfCode.R1, BpfCode.R7)
                .call(SOCKET_RELEASE)
                .jump(pass);
        return code;
    }

    /// Refuses what the entry does not let in, and goes on with the rest. R6 to R9 as above.
    private static void shield(BpfCode code, int list, BpfCode.Label pass) {
        var checkIpv6 = new BpfCode.Label();
        var admitted = new BpfCode.Label();
        var refused = new BpfCode.Label();
        var sameWindow = new BpfCode.Label();
        var end = new BpfCode.Label();
        code.map(BpfCode.R1, list)
                .move(BpfCode.R2, BpfCode.FRAME)
                .add(BpfCode.R2, -4)
                .call(MAP_LOOKUP)
                .jumpIfZero(BpfCode.R0, pass)
                .move(BpfCode.R9, BpfCode.R0)
                .load32(BpfCode.R1, BpfCode.R9, WHO)
                .jumpIfEqual32(BpfCode.R1, UNUSED, pass)
                .jumpIfEqual32(BpfCode.R1, ANYONE, admitted)
                .load32(BpfCode.R2, BpfCode.R6, REMOTE_PORT)
                .jumpIfDiffers32(BpfCode.R1, BpfCode.R2, refused)
                .jumpIfEqual32(BpfCode.R7, SocketAddress.AF_INET6, checkIpv6)
                .load32(BpfCode.R1, BpfCode.R9, 0)
                .load32(BpfCode.R2, BpfCode.R6, REMOTE_IPV4)
                .jumpIfDiffers32(BpfCode.R1, BpfCode.R2, refused)
                .jump(admitted)
                .place(checkIpv6);
        for (int at = 0; at < 16; at += 4)
            code.load32(BpfCode.R1, BpfCode.R9, at)
                    .load32(BpfCode.R2, BpfCode.R6, REMOTE_IPV6 + at)
                    .jumpIfDiffers32(BpfCode.R1, BpfCode.R2, refused);
        // Window in the upper bits, count in the lower. Two processors may lose a count to each other: it is a bound.
        code.place(admitted)
                .call(COARSE_NANOSECONDS)
                .shiftRight(BpfCode.R0, WINDOW_SHIFT)
                .shiftLeft32(BpfCode.R0, COUNT_BITS)
                .load32(BpfCode.R1, BpfCode.R9, COUNT)
                .move32(BpfCode.R2, BpfCode.R1)
                .xor32(BpfCode.R2, BpfCode.R0)
                .shiftRight32(BpfCode.R2, COUNT_BITS)
                .jumpIfEqual32(BpfCode.R2, 0, sameWindow)
                .move32(BpfCode.R1, BpfCode.R0)
                .place(sameWindow)
                .move32(BpfCode.R2, BpfCode.R1)
                .and32(BpfCode.R2, (1 << COUNT_BITS) - 1)
                .jumpIfAbove32(BpfCode.R2, RATE - 1, refused)
                .add32(BpfCode.R1, 1)
                .store32(BpfCode.R9, COUNT, BpfCode.R1)
                .jump(end)
                .place(refused)
                .set(BpfCode.R1, 1)
                .addTo64(BpfCode.R9, REFUSED, BpfCode.R1)
                .set(BpfCode.R0, DROP)
                .exit()
                .place(end);
    }

    /// The address as the program sees it: words of a little-endian machine over octets of the network's order.
    private static int[] words(InetAddress address) {
        byte[] octets = address.getAddress();
        var words = new int[octets.length / 4];
        for (int i = 0; i < octets.length; i++) words[i / 4] |= (octets[i] & 0xff) << (8 * (i % 4));
        return words;
    }

    /// Leaves the port of that entry to whoever else has it.
    public void unused(int entry) {
        table.set(JAVA_INT, (long) ENTRY * entry + WHO, UNUSED);
    }

    /// Lets nobody send to the port of that entry.
    public void nobody(int entry) {
        table.set(JAVA_INT, (long) ENTRY * entry + WHO, NOBODY);
    }

    /// Lets anyone send.
    public void anyone(int entry) {
        table.set(JAVA_INT, (long) ENTRY * entry + WHO, ANYONE);
    }

    /// Lets one alone send, given in the object-free form of `SocketAddress`. Threads that set the same entry at the
    /// same time must end with the same remote.
    public void only(int entry, long high, long low, int port) {
        long at = (long) ENTRY * entry;
        table.set(JAVA_INT, at + WHO, NOBODY);
        VarHandle.releaseFence();
        if (SocketAddress.isIpv4(high, low)) {
            table.set(NET_INT, at, (int) low);
        } else {
            table.set(NET_LONG, at, high);
            table.set(NET_LONG, at + 8, low);
        }
        VarHandle.releaseFence();
        table.set(JAVA_INT, at + WHO, Short.toUnsignedInt(Short.reverseBytes((short) port)));
    }

    /// Datagrams that were refused there so far.
    public long refused(int entry) {
        return table.get(JAVA_LONG, (long) ENTRY * entry + REFUSED);
    }

    @Override
    public void close() {
        Syscalls.close(link);
    }
}
