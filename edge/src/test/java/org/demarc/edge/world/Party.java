package org.demarc.edge.world;

import org.jspecify.annotations.Nullable;

/// One end of a call, as an agent outside the edge sees it: a caller, or one dialog of a called side.
public abstract class Party {
    /// How it stands or ended.
    public enum State {
        /// Nothing is decided.
        OPEN,
        /// It was refused, or refused itself.
        REFUSED,
        /// Given up before an answer.
        CANCELLED,
        /// No final response came.
        FAILED,
        /// Answered and alive.
        TALKING,
        /// Answered once, now over.
        ENDED,
        /// Its machine died.
        CRASHED
    }

    final Script script;
    final boolean caller;
    State state = State.OPEN;
    int status;
    boolean answered;
    long answeredAt = -1;
    long overAt = -1;
    long changedAt;
    String why = "";
    /// What I said last that is in force, null before the first exchange is done.
    @Nullable
    MiniSdp local;
    /// What the other side said last that is in force.
    @Nullable
    MiniSdp remote;

    Party(Script script, boolean caller) {
        this.script = script;
        this.caller = caller;
    }

    public State state() {
        return state;
    }

    public boolean answered() {
        return answered;
    }

    /// True of who made the call.
    public boolean isCaller() {
        return caller;
    }

    public int status() {
        return status;
    }

    /// Where it is.
    public abstract Zone zone();

    /// True while a conversation goes on in which nothing is being agreed on.
    public abstract boolean stable();

    final boolean over() {
        return state != State.OPEN && state != State.TALKING;
    }

    final void end(State how, String reason, long now) {
        if (over()) return;
        state = how;
        why = reason;
        overAt = now;
        changedAt = now;
    }

    final void talk(long now) {
        if (over()) return;
        state = State.TALKING;
        answered = true;
        answeredAt = now;
        changedAt = now;
    }

    @Override
    public String toString() {
        return (caller ? "caller" : "called") + " of " + script.plan.number() + " in " + zone().network() + ": " + state
                + (status == 0 ? "" : " " + status) + (why.isEmpty() ? "" : " (" + why + ")");
    }
}
