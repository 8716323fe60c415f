package org.demarc.net;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.demarc.linux.SocketAddress;

/// How often one source may begin a connection: so many a second, a burst is one second's worth (catalogue SEC-014). A
/// table that does not grow: whoever has not come for a second gives its place. Where all places of a source are taken
/// by others that just came, it waits like them. Any thread.
final class Arrivals {
    private static final int PLACES = 4096;
    private static final int WINDOW = 8;
    private static final long SECOND = 1_000_000_000L;

    private final long cost;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final long[] source = new long[PLACES];
    private final long[] nextAt = new long[PLACES];

    /// @param perSecond 1 to 1000000
    Arrivals(int perSecond) {
        cost = SECOND / perSecond;
    }

    /// Whether a connection from there may begin now; it is counted then.
    synchronized boolean takes(InetAddress from, long nanos) {
        long key = key(from);
        int start = spread(key);
        int place = -1;
        for (int i = 0; i < WINDOW; i++) {
            int at = (start + i) & (PLACES - 1);
            if (source[at] == key) {
                place = at;
                break;
            }
            if (place < 0 && (source[at] == 0 || nextAt[at] - nanos < 0)) place = at;
        }
        if (place < 0) return false;
        if (source[place] != key) {
            source[place] = key;
            nextAt[place] = nanos;
        }
        long begin = Math.max(0, nextAt[place] - nanos);
        if (begin + cost > SECOND) return false;
        nextAt[place] = nanos + begin + cost;
        return true;
    }

    /// An IPv4 address, or the /64 of an IPv6 address; never 0.
    private static long key(InetAddress address) {
        long high = SocketAddress.high(address);
        long low = SocketAddress.low(address);
        long key = SocketAddress.isIpv4(high, low) ? low | (1L << 62) : high;
        return key == 0 ? 1 : key;
    }

    private int spread(long key) {
        long h = (key ^ seed) * 0x9E37_79B9_7F4A_7C15L;
        h = (h ^ (h >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        return (int) (h ^ (h >>> 32)) & (PLACES - 1);
    }
}
