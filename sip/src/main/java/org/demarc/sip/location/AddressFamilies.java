package org.demarc.sip.location;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Which families of addresses a network has, and which of two is tried first.
public enum AddressFamilies {
    IPV4(true, false, false),
    IPV6(false, true, true),
    IPV4_FIRST(true, true, false),
    IPV6_FIRST(true, true, true);

    private final boolean ipv4;
    private final boolean ipv6;
    private final boolean sixFirst;

    AddressFamilies(boolean ipv4, boolean ipv6, boolean sixFirst) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.sixFirst = sixFirst;
    }

    public boolean ipv4() {
        return ipv4;
    }

    public boolean ipv6() {
        return ipv6;
    }

    /// True where an address of this family can be reached at all.
    public boolean has(InetAddress address) {
        return address instanceof Inet6Address ? ipv6 : ipv4;
    }

    /// The addresses of one host in the order in which they are tried: the families take turns, beginning with
    /// the preferred one (RFC 8305 section 4), each in the order in which DNS gave it. Without those of a
    /// family that is not there (RFC 7984 section 3.1).
    public List<InetAddress> ordered(List<InetAddress> addresses) {
        List<InetAddress> first = of(sixFirst, addresses);
        List<InetAddress> second = ipv4 && ipv6 ? of(!sixFirst, addresses) : List.of();
        List<InetAddress> all = new ArrayList<>(first.size() + second.size());
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) all.add(first.get(i));
            if (i < second.size()) all.add(second.get(i));
        }
        return all;
    }

    private static List<InetAddress> of(boolean six, List<InetAddress> addresses) {
        List<InetAddress> of = new ArrayList<>();
        for (InetAddress address : addresses) {
            if (address instanceof Inet6Address == six) of.add(address);
        }
        return of;
    }
}
