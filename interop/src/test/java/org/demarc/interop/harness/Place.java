package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A block of loopback addresses, 127.x.y.0/24, that no other test has: on them every port is free. Who holds
/// port 65000 of its first address holds the block.
public final class Place implements AutoCloseable {
    private static final int LOCK_PORT = 65_000;
    private static final int FIRST = 32; // 127.0 to 127.31 are left to others
    private static final Pattern HOST = Pattern.compile("@(\\d{1,3})\\b");

    private final String prefix;
    private final ServerSocket lock;

    private Place(String prefix, ServerSocket lock) {
        this.prefix = prefix;
        this.lock = lock;
    }

    /// Claims a block.
    public static Place claim() {
        long start = ProcessHandle.current().pid();
        for (int i = 0; i < 1_000; i++) {
            long n = start * 61 + i;
            String prefix = "127." + (FIRST + n / 250 % (250 - FIRST)) + "." + (1 + n % 250) + ".";
            ServerSocket lock = lock(prefix);
            if (lock != null) return new Place(prefix, lock);
        }
        throw new AssertionError("no free block of loopback addresses");
    }

    private static @Nullable ServerSocket lock(String prefix) {
        try {
            return new ServerSocket(LOCK_PORT, 1, InetAddress.ofLiteral(prefix + "1"));
        } catch (IOException taken) {
            return null;
        }
    }

    /// The address with that last number.
    public String host(int last) {
        return prefix + last;
    }

    /// The address with that last number, and a port on it.
    public InetSocketAddress at(int last, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host(last)), port);
    }

    /// `text` with each `@N` replaced by the address with the last number N.
    public String resolve(String text) {
        return HOST.matcher(text).replaceAll(m -> Matcher.quoteReplacement(prefix + m.group(1)));
    }

    /// Whether `::1` can be bound.
    public static boolean hasIpv6() {
        try (DatagramSocket _ = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// A port that was free just now, for UDP and TCP, on an address that is not ours alone: 127.0.0.1, ::1.
    public static int freePort(String host) {
        InetAddress address = InetAddress.ofLiteral(host);
        for (int i = 0; i < 100; i++) {
            try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(address, 0));
                    ServerSocket _ = new ServerSocket(udp.getLocalPort(), 1, address)) {
                return udp.getLocalPort();
            } catch (IOException _) {
                // taken for one of the two: another try
            }
        }
        throw new AssertionError("no free port on " + host);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
