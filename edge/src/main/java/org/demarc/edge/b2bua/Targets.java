package org.demarc.edge.b2bua;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.jspecify.annotations.Nullable;

/// Where one call may still be tried: the peers of its destinations in order, those in service first; when none
/// of a trunk is in service, all of them, as a last resort.
final class Targets {
    /// One peer of one trunk.
    record Target(TrunkState trunk, PeerState peer) {}

    private final List<Target> left = new ArrayList<>();
    private int next;

    Targets(List<TrunkState> trunks, long now) {
        for (TrunkState trunk : trunks) {
            int before = left.size();
            for (PeerState peer : trunk.peers()) {
                if (peer.available(now)) left.add(new Target(trunk, peer));
            }
            if (left.size() > before) continue;
            for (PeerState peer : trunk.peers()) left.add(new Target(trunk, peer));
        }
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
