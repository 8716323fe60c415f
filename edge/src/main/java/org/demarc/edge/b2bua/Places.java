package org.demarc.edge.b2bua;

import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.admission.Urgency;
import org.jspecify.annotations.Nullable;

/// The places that one call takes, on the node and on the trunks that it comes from and goes to, and what it counts
/// there: one attempt on each trunk that it reaches, and for each of them, in the end, an answer or a failure.
final class Places {
    private final NodeState node;
    private final TrunkState from;
    private final Urgency urgency;
    private @Nullable TrunkState to;
    private int kilobits;
    private boolean admitted;
    private boolean answered;
    private int failure;

    /// The call begins, whatever becomes of it.
    Places(NodeState node, TrunkState from, Urgency urgency) {
        this.node = node;
        this.from = from;
        this.urgency = urgency;
        from.attempted();
    }

    /// Takes a place on the node and on the trunk that the call comes from.
    ///
    /// @param load what its media takes, in kbit/s; 0: nobody asks
    /// @return null, or the configuration key of the limit that refused
    @Nullable
    String take(int load, long now) {
        if (!node.admit(urgency)) return "limits.calls";
        kilobits = load;
        String limit = from.admit(urgency, kilobits, now);
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
            String limit = trunk.admit(urgency, kilobits, now);
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

    /// True when somebody asks what its media takes.
    boolean limited() {
        return kilobits > 0;
    }

    /// Its media takes so much, as is known now.
    void carries(int load) {
        from.adjust(kilobits, load);
        if (to != null) to.adjust(kilobits, load);
        kilobits = load;
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
        from.release(urgency, kilobits);
        node.release();
    }

    private void leave(int status) {
        if (to == null) return;
        if (!answered) to.failed(status);
        to.release(urgency, kilobits);
        to = null;
    }
}
