package org.demarc.net.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The name servers of the system. Its search list is not read: a SIP domain is a full name.
final class ResolvConf {
    static final Path SYSTEM = Path.of("/etc/resolv.conf");
    static final int PORT = 53;
    private static final List<InetSocketAddress> LOCAL =
            List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT));

    private ResolvConf() {}

    /// In their order; the one on this machine where the file names none, as the C library has it.
    static List<InetSocketAddress> read(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException unreadable) {
            return LOCAL;
        }
    }

    static List<InetSocketAddress> parse(String text) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length < 2 || !words[0].equals("nameserver")) continue;
            try {
                servers.add(new InetSocketAddress(InetAddress.ofLiteral(words[1]), PORT));
            } catch (IllegalArgumentException notAnAddress) {
                // Others skip such a line too.
            }
        }
        return servers.isEmpty() ? LOCAL : servers;
    }
}
