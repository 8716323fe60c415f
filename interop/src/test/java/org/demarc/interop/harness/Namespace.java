package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A host of its own, with IPv4, IPv6 or both and nothing else: a network namespace at the other end of a link
/// to this one. Takes root, or the same rights; without them its test fails, as one without a peer does.
public final class Namespace implements AutoCloseable {
    private static final int OURS = 1;
    private static final int THEIRS = 2;
    private static final long SECONDS = 20;

    private final String name;
    private final int number;

    private Namespace(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /// Makes one.
    ///
    /// @param number of the link, 1 to 250: no two at a time have the same
    public static Namespace open(int number, boolean ipv4, boolean ipv6) {
        String name = "demarc" + ProcessHandle.current().pid() % 100_000 + "-" + number;
        var space = new Namespace(name, number);
        ip("netns", "add", name);
        try {
            String ours = "dm" + number + "a";
            String theirs = "dm" + number + "b";
            ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name);
            if (ipv4) {
                ip("addr", "add", space.text(OURS, true) + "/24", "dev", ours);
                ip("-n", name, "addr", "add", space.text(THEIRS, true) + "/24", "dev", theirs);
            }
            if (ipv6) {
                ip("addr", "add", space.text(OURS, false) + "/64", "dev", ours, "nodad");
                ip("-n", name, "addr", "add", space.text(THEIRS, false) + "/64", "dev", theirs, "nodad");
            }
            ip("link", "set", ours, "up");
            ip("-n", name, "link", "set", "lo", "up");
            ip("-n", name, "link", "set", theirs, "up");
            return space;
        } catch (AssertionError e) {
            space.close();
            throw e;
        }
    }

    /// Our end of the link.
    public String ours(boolean ipv4) {
        return text(OURS, ipv4);
    }

    /// Its end.
    public String theirs(boolean ipv4) {
        return text(THEIRS, ipv4);
    }

    public InetSocketAddress at(boolean ipv4, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(theirs(ipv4)), port);
    }

    /// The addresses of benchmarks (RFC 2544) and local ones (RFC 4193): nobody is there.
    private String text(int end, boolean ipv4) {
        return ipv4 ? "198.18." + number + "." + end : "fd00:de:ac:" + Integer.toHexString(number) + "::" + end;
    }

    /// What a command begins with that shall run there.
    List<String> prefix() {
        return List.of(Tool.IP.path(), "netns", "exec", name);
    }

    private static void ip(String... words) {
        List<String> command = new ArrayList<>(List.of(Tool.IP.path()));
        command.addAll(Arrays.asList(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + said.strip()
                        + " (network namespaces need root, or CAP_NET_ADMIN and CAP_SYS_ADMIN)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// The link goes with it.
    @Override
    public void close() {
        ip("netns", "del", name);
    }
}
