package org.demarc.relay;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// An even port and the odd one above, of one pool. Its sockets stay bound between calls.
final class Pair {
    final Pool pool;
    final int number;
    final int slot;

    private final long[] epochs;
    private @Nullable Bound bound;
    private boolean watched;

    /// The call's handle while a call has the pair.
    volatile @Nullable Port port;

    /// When the last call gave it back.
    long freedMillis;

    /// The two sockets, and what SDP shows for them.
    record Bound(Line rtp, Line rtcp, InetSocketAddress shownRtp, InetSocketAddress shownRtcp) {}

    /// @param number the even port
    /// @param slot the even slot of its loop
    Pair(Pool pool, int number, int slot, int loops) {
        this.pool = pool;
        this.number = number;
        this.slot = slot;
        this.epochs = new long[loops];
    }

    /// The sockets, bound now if they were not; null when a port is taken or the system has no room.
    @Nullable
    Bound bound() {
        var sockets = bound;
        if (sockets == null) sockets = bind();
        if (sockets == null) return null;
        if (!watched) watched = pool.loop.watch(sockets.rtp(), slot) && pool.loop.watch(sockets.rtcp(), slot + 1);
        return watched ? sockets : null;
    }

    private @Nullable Bound bind() {
        var rtp = pool.loop.bind(new InetSocketAddress(pool.address, number));
        if (rtp == null) return null;
        var rtcp = pool.loop.bind(new InetSocketAddress(pool.address, number + 1));
        if (rtcp == null) {
            rtp.close(); // no packet thread has seen it yet
            return null;
        }
        var sockets = new Bound(
                rtp,
                rtcp,
                new InetSocketAddress(pool.advertised, number),
                new InetSocketAddress(pool.advertised, number + 1));
        bound = sockets;
        return sockets;
    }

    /// Closes the sockets. The pair must be `quiescent`.
    void unbind() {
        var sockets = bound;
        if (sockets == null) return;
        bound = null;
        watched = false;
        sockets.rtp().close();
        sockets.rtcp().close();
    }

    /// Remembers where each packet thread is, after the last call's streams were taken away.
    void freed(long nowMillis) {
        freedMillis = nowMillis;
        for (int i = 0; i < epochs.length; i++) epochs[i] = pool.loops[i].epoch();
    }

    /// Whether no packet thread can still hold a stream of the last call: each was waiting when the pair was freed, or
    /// has waited since. Before, a packet of the last call could leave to the next call's peer.
    boolean quiescent() {
        for (int i = 0; i < epochs.length; i++)
            if ((epochs[i] & 1) == 1 && pool.loops[i].epoch() == epochs[i]) return false;
        return true;
    }
}
