package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/// Which sockets this machine has bound, as the kernel lists them: the way to know that a peer is ready without
/// sending it anything.
final class Sockets {
    private static final String LISTENING = "0A";

    private Sockets() {}

    /// True when a UDP socket is bound to exactly this address and port.
    static boolean udp(InetSocketAddress address) {
        return udp(address, "self");
    }

    /// The same where that process lives.
    static boolean udp(InetSocketAddress address, String pid) {
        return listed(pid + "/net/udp", address, false);
    }

    /// True when a TCP socket listens on exactly this address and port.
    static boolean tcp(InetSocketAddress address) {
        return listed("self/net/tcp", address, true);
    }

    private static boolean listed(String table, InetSocketAddress address, boolean listening) {
        boolean ipv4 = address.getAddress() instanceof Inet4Address;
        String wanted = hex(address);
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of("/proc/" + table + (ipv4 ? "" : "6")));
        } catch (NoSuchFileException _) { // the process has ended
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String line : lines) {
            String[] fields = line.strip().split(" +");
            if (fields.length > 3 && fields[1].equals(wanted) && (!listening || fields[3].equals(LISTENING))) {
                return true;
            }
        }
        return false;
    }

    /// The kernel writes an address as words of the machine's order: little-endian wherever we run.
    private static String hex(InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        byte[] swapped = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) swapped[i] = octets[(i & ~3) + 3 - (i & 3)];
        return HexFormat.of().withUpperCase().formatHex(swapped) + ":" + String.format("%04X", address.getPort());
    }
}
