package org.demarc.media.plane;

import java.net.Inet4Address;
import java.net.InetAddress;

/// The address family of one leg's media.
public enum Family {
    IPV4,
    IPV6;

    /// The family of `address`.
    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }
}
