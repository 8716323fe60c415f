package org.demarc.edge.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkSnapshot.PeerSnapshot;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;

/// The living side of a trunk, shared by all lanes and kept over reloads.
public final class TrunkState {
    private static final int STATUSES = 700;

    private final AtomicInteger calls = new AtomicInteger();
    private final RateLimit rate = new RateLimit();
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLongArray failures = new AtomicLongArray(STATUSES);
    private volatile Trunk trunk;
    private volatile List<PeerState> peers;

    TrunkState(Trunk trunk, long wallClock) {
        this.trunk = trunk;
        this.peers = peersOf(trunk, List.of(), wallClock);
    }

    /// Takes a new configuration; peers that stay keep their health.
    void reconfigure(Trunk next, long wallClock) {
        peers = peersOf(next, peers, wallClock);
        trunk = next;
    }

    private static List<PeerState> peersOf(Trunk trunk, List<PeerState> before, long wallClock) {
        boolean watched = trunk.probe().intervalMillis() > 0;
        List<PeerState> next = new ArrayList<>(trunk.peers().size());
        for (Peer peer : trunk.peers()) {
            PeerState kept = null;
            for (PeerState old : before) {
                if (old.peer().equals(peer) && watched == (old.state() != PeerState.State.UNWATCHED)) kept = old;
            }
            next.add(kept != null ? kept : new PeerState(peer, watched, wallClock));
        }
        return List.copyOf(next);
    }

    public Trunk trunk() {
        return trunk;
    }

    /// Its peers in order of preference.
    public List<PeerState> peers() {
        return peers;
    }

    /// Takes a place for one call, if the limits let it; to be given back by `release`.
    ///
    /// @return null, or the configuration key of the limit that refused
    public @org.jspecify.annotations.Nullable String admit(long now) {
        Trunk.Limits limits = trunk.limits();
        int mine = calls.incrementAndGet();
        if (limits.calls() > 0 && mine > limits.calls()) {
            calls.decrementAndGet();
            refused.incrementAndGet();
            return "trunks." + trunk.name() + ".limits.calls";
        }
        if (!rate.pass(limits.callsPerSecond(), now)) {
            calls.decrementAndGet();
            refused.incrementAndGet();
            return "trunks." + trunk.name() + ".limits.calls-per-second";
        }
        return null;
    }

    /// Gives the place back.
    public void release() {
        calls.decrementAndGet();
    }

    /// A call begins that comes from it or may go to it, whatever becomes of it.
    public void attempted() {
        attempts.incrementAndGet();
    }

    /// A call of it was answered.
    public void answered() {
        answered.incrementAndGet();
    }

    /// A call of it ended without an answer, with this status.
    public void failed(int status) {
        if (status > 0 && status < STATUSES) failures.incrementAndGet(status);
    }

    /// As it stands.
    public TrunkSnapshot snapshot() {
        Trunk t = trunk;
        List<PeerSnapshot> each = new ArrayList<>();
        boolean up = false;
        boolean probing = false;
        for (PeerState peer : peers) {
            each.add(peer.snapshot());
            up |= peer.state() == PeerState.State.UP || peer.state() == PeerState.State.UNWATCHED;
            probing |= peer.state() == PeerState.State.PROBING;
        }
        Map<Integer, Long> failed = new TreeMap<>();
        for (int status = 300; status < STATUSES; status++) {
            long n = failures.get(status);
            if (n > 0) failed.put(status, n);
        }
        return new TrunkSnapshot(
                t.name(),
                t.faces().name().toLowerCase(Locale.ROOT),
                t.network(),
                "static",
                up ? "up" : probing ? "probing" : "down",
                calls.get(),
                t.limits().calls(),
                attempts.get(),
                answered.get(),
                refused.get(),
                failed,
                each);
    }
}
