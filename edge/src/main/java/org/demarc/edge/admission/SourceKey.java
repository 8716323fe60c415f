package org.demarc.edge.admission;

import java.net.Inet6Address;
import java.net.InetAddress;

/// A source as 64 bits: the /64 of an IPv6 address, which is what one customer has, or a whole IPv4 address, put where
/// no IPv6 source can be (`ff00::/8` is multicast). Never 0.
final class SourceKey {
    private static final long IP4 = 0xFFFF_FFFFL << 32;

    private SourceKey() {}

    static long of(InetAddress source) {
        byte[] b = source.getAddress();
        if (source instanceof Inet6Address) {
            long key = number(b, 0, 8);
            return key == 0 ? 1 : key;
        }
        return IP4 | number(b, 0, 4);
    }

    private static long number(byte[] b, int from, int count) {
        long n = 0;
        for (int i = from; i < from + count; i++) n = (n << 8) | (b[i] & 0xff);
        return n;
    }

    /// `192.0.2.1` or `2001:db8:1:2::/64`.
    static String text(long key) {
        if ((key & IP4) == IP4) {
            return ((key >> 24) & 0xff) + "." + ((key >> 16) & 0xff) + "." + ((key >> 8) & 0xff) + "." + (key & 0xff);
        }
        long prefix = key == 1 ? 0 : key;
        var text = new StringBuilder(24);
        int groups = 4;
        while (groups > 0 && ((prefix >> (16 * (4 - groups))) & 0xffff) == 0) groups--;
        for (int i = 0; i < groups; i++) {
            if (i > 0) text.append(':');
            text.append(Long.toHexString((prefix >> (16 * (3 - i))) & 0xffff));
        }
        return text.append("::/64").toString();
    }

    /// What it is spread by: with a seed that nobody outside knows, nobody can aim at one place of a table.
    static int spread(long key, long seed) {
        long h = (key ^ seed) * 0x9E37_79B9_7F4A_7C15L;
        h = (h ^ (h >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        return (int) (h ^ (h >>> 32));
    }
}
