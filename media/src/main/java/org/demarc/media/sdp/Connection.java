package org.demarc.media.sdp;

import java.net.Inet4Address;
import java.net.InetAddress;

/// A `c=` line, RFC 8866 §5.7.
///
/// @param address the address as it came, with `/ttl/count` of a multicast address, and for any other
/// network type whatever follows
public record Connection(String netType, String addrType, String address) {
    public Connection {
        Text.word(netType);
        Text.word(addrType);
        Text.word(address);
    }

    /// The line for one of our own addresses.
    public static Connection of(InetAddress address) {
        return new Connection("IN", address instanceof Inet4Address ? "IP4" : "IP6", MediaAddress.literal(address));
    }

    /// What the line says about where media goes.
    public MediaAddress mediaAddress() {
        return MediaAddress.of(netType, addrType, address);
    }
}
