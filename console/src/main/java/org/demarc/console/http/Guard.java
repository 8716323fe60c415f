package org.demarc.console.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps other web sites out of an interface that listens on loopback. A browser on the same machine sends to us what
/// any page tells it; it always says truly which host it meant (Host: against DNS rebinding) and, for requests that
/// change something, which page asked (Origin, Sec-Fetch-Site: against cross-site requests).
final class Guard {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final Set<String> hosts;

    Guard(InetSocketAddress listening) {
        InetAddress address = listening.getAddress();
        List<String> names = address instanceof Inet4Address
                ? List.of("localhost", address.getHostAddress())
                : List.of("localhost", "[::1]", "[" + address.getHostAddress() + "]");
        Set<String> all = new HashSet<>();
        for (String name : names) {
            all.add(name + ":" + listening.getPort());
            if (listening.getPort() == 80) all.add(name);
        }
        hosts = Set.copyOf(all);
    }

    /// Null when the request may pass.
    @Nullable
    Reply refusal(String method, @Nullable String host, @Nullable String origin, @Nullable String fetchSite) {
        if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
            return Reply.problem(
                    421,
                    "Misdirected Request",
                    "The Host field does not name this admin interface: use its address or localhost, with its port.");
        }
        if (SAFE.contains(method)) return null;
        boolean foreign = origin != null && !ours(origin);
        boolean crossSite = fetchSite != null && !fetchSite.equals("same-origin") && !fetchSite.equals("none");
        if (!foreign && !crossSite) return null;
        return Reply.problem(403, "Forbidden", "A page of another site may not change anything here.");
    }

    private boolean ours(String origin) {
        return origin.regionMatches(true, 0, "http://", 0, 7)
                && hosts.contains(origin.substring(7).toLowerCase(Locale.ROOT));
    }
}
