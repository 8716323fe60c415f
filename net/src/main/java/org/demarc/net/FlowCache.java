package org.demarc.net;

import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// From a datagram's socket and source to its flow, without allocating on a hit. Four places for each hash: a
/// source can displace others but never make it grow. Used by the lane's thread alone.
final class FlowCache {
    private static final int WAYS = 4;

    private final int mask;
    private final long[] high;
    private final long[] low;
    private final int[] socketAndPort;
    private final @Nullable Flow[] flows;
    private int turn;

    /// @param sets a power of two; it remembers four times as many flows
    FlowCache(int sets) {
        mask = sets - 1;
        high = new long[sets * WAYS];
        low = new long[sets * WAYS];
        socketAndPort = new int[sets * WAYS];
        flows = new Flow[sets * WAYS];
    }

    /// The flow remembered for the source, null when there is none.
    @Nullable
    Flow find(int socket, long high, long low, int port) {
        int key = (socket << 16) | port;
        int base = base(high, low, key);
        for (int i = base; i < base + WAYS; i++) {
            if (this.low[i] == low && socketAndPort[i] == key && this.high[i] == high) return flows[i];
        }
        return null;
    }

    void remember(int socket, long high, long low, int port, Flow flow) {
        int key = (socket << 16) | port;
        int at = base(high, low, key) + (turn++ & (WAYS - 1));
        this.high[at] = high;
        this.low[at] = low;
        socketAndPort[at] = key;
        flows[at] = flow;
    }

    private int base(long high, long low, int key) {
        long h = (high * 31 + low) * 0x9E3779B97F4A7C15L + key;
        h *= 0xBF58476D1CE4E5B9L;
        return (int) ((h >>> 32) & mask) * WAYS;
    }
}
