package org.demarc.edge.b2bua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.admission.Urgency;
import org.demarc.edge.registration.RegisteredTrunk;
import org.demarc.edge.registration.Way;
import org.jspecify.annotations.Nullable;

/// Where one call may still be tried: of each destination in order the peers in service, in theirs. As a last resort
/// (catalogue FLD-001) come the destinations that have none: their peers out of service, then those at rest. A peer
/// that asked to be left alone never is one, but for a call for help, as the very last (catalogue EMG-012).
final class Targets {
    /// One peer of one trunk.
    ///
    /// @param way over the registration of the trunk; null where it does not register
    record Target(
            TrunkState trunk, PeerState peer, @Nullable Way way) {
        Target(TrunkState trunk, PeerState peer) {
            this(trunk, peer, null);
        }
    }

    private final List<Target> left = new ArrayList<>();
    private final List<TrunkState> trunks;
    private int next;

    Targets(List<TrunkState> trunks, long now) {
        this(trunks, Urgency.ORDINARY, now);
    }

    Targets(List<TrunkState> trunks, Urgency urgency, long now) {
        this.trunks = trunks;
        List<TrunkState> silent = new ArrayList<>(0);
        for (TrunkState trunk : trunks) {
            if (!add(trunk, PeerState.IN_SERVICE, now)) silent.add(trunk);
        }
        for (TrunkState trunk : silent) {
            add(trunk, PeerState.OUT_OF_SERVICE, now);
            add(trunk, PeerState.AT_REST, now);
        }
        if (urgency == Urgency.EMERGENCY) addQuiet(now);
    }

    private void addQuiet(long now) {
        for (TrunkState trunk : trunks) {
            for (PeerState peer : trunk.peers()) if (peer.quietFor(now) > 0) left.add(new Target(trunk, peer));
        }
    }

    private boolean add(TrunkState trunk, int rank, long now) {
        int before = left.size();
        RegisteredTrunk registered = trunk.registered();
        if (registered != null) {
            for (Way way : registered.ways()) {
                PeerState server = trunk.server(way);
                if (server.quietFor(now) == 0 && server.rank(now) == rank) left.add(new Target(trunk, server, way));
            }
            return left.size() > before;
        }
        for (PeerState peer : trunk.peers()) {
            if (peer.quietFor(now) == 0 && peer.rank(now) == rank) left.add(new Target(trunk, peer));
        }
        return left.size() > before;
    }

    /// How long until the first of all peers wants to be asked again, in milliseconds; 0 while there is one that
    /// did not ask to be left alone.
    long quietFor(long now) {
        long least = Long.MAX_VALUE;
        for (TrunkState trunk : trunks) {
            for (PeerState peer : trunk.peers()) least = Math.min(least, peer.quietFor(now));
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    @Nullable
    Target next() {
        return next < left.size() ? left.get(next++) : null;
    }

    /// Leaves out the other peers of a trunk: its limits refused, or it answered with a failure of its own.
    void skip(TrunkState trunk) {
        while (next < left.size() && left.get(next).trunk() == trunk) next++;
    }

    boolean exhausted() {
        return next >= left.size();
    }
}
