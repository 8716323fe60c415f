package org.demarc.edge.b2bua;

import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.TrunkState;
import org.jspecify.annotations.Nullable;

/// The places that one call takes, on the node and on the trunks that it comes from and goes to, and what it counts
/// there: one attempt on each trunk that it reaches, and for each of them, in the end, an answer or a failure.
final class Places {
    private final NodeState node;
    private final TrunkState from;
    private @Nullable TrunkState to;
    private boolean admitted;
    private boolean answered;
    private int failure;

    /// The call begins, whatever becomes of it.
    Places(NodeState node, TrunkState from) {
        this.node = node;
        this.from = from;
        from.attempted();
    }

    /// Takes a place on the node and on the trunk that the call comes from.
    ///
    /// @return null, or the configuration key of the limit that refused
    @Nullable
    String take(long now) {
        if (!node.admit()) return "limits.calls";
        String limit = from.admit(now);
        if (limit == null) admitted = true;
        else node.release();
        return limit;
    }

    /// True when `take` found a place.
    boolean taken() {
        return admitted;
    }

    /// Takes a place on a trunk that the call may go to, and gives back that on another one. Nothing happens on the
    /// trunk where it is.
    ///
    /// @return null, or the configuration key of the limit that refused
    @Nullable
    String goTo(TrunkState trunk, long now) {
        if (to != trunk) {
            leave(failure);
            trunk.attempted();
            String limit = trunk.admit(now);
            if (limit != null) {
                trunk.failed(503);
                return limit;
            }
            to = trunk;
        }
        failure = 0;
        return null;
    }

    /// A peer of the trunk where it is did not take the call.
    void failedThere(int status) {
        failure = status;
    }

    void answered() {
        answered = true;
        from.answered();
        if (to != null) to.answered();
    }

    /// The call is over: gives all places back.
    ///
    /// @param status what the caller was told; without a meaning after an answer
    void giveBack(int status) {
        leave(failure == 0 ? status : failure);
        if (!answered) from.failed(status);
        if (!admitted) return;
        from.release();
        node.release();
    }

    private void leave(int status) {
        if (to == null) return;
        if (!answered) to.failed(status);
        to.release();
        to = null;
    }
}
