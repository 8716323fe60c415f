package org.demarc.edge.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// A security zone: one network of the edge, and words that must not be seen in the other. They begin with a
/// capital, which the edge's own tokens have not.
///
/// @param network its name in the configuration
/// @param edge where the edge listens there
/// @param word what all tokens of its agents begin with
/// @param secrets what no message in the other zone may contain
public record Zone(String network, InetSocketAddress edge, String word, List<String> secrets) {
    /// Where the PBXs are.
    public static final Zone OUTSIDE = new Zone(
            "Outside",
            address("203.0.113.5", 5060),
            "Oyster",
            List.of("Oyster", "203.0.113.", "198.51.100.", "Outside", "Acme"));

    /// Where the carrier is.
    public static final Zone INSIDE = new Zone(
            "Inside",
            address("10.0.0.5", 5060),
            "Indigo",
            List.of("Indigo", "10.0.0.", "10.9.", "Inside", "Carrier", "Spare"));

    public static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    public Zone other() {
        return equals(OUTSIDE) ? INSIDE : OUTSIDE;
    }
}
