package org.demarc.edge.admission;

import org.demarc.edge.status.TrunkSnapshot.PeerSnapshot;
import org.demarc.trunk.account.Peer;

/// How one peer of a trunk does: in or out of service by probing, at rest after a failure.
public final class PeerState {
    /// Whether calls go there.
    public enum State {
        UNWATCHED,
        PROBING,
        UP,
        DOWN
    }

    private record Health(State state, long since, String cause) {}

    private final Peer peer;
    private volatile Health health;
    private volatile long restUntil = Long.MIN_VALUE;
    private volatile long quietUntil = Long.MIN_VALUE;
    private volatile long lastProbe;

    PeerState(Peer peer, boolean watched, long wallClock) {
        this.peer = peer;
        health = new Health(watched ? State.PROBING : State.UNWATCHED, wallClock, "started");
    }

    public Peer peer() {
        return peer;
    }

    public State state() {
        return health.state();
    }

    /// True when a call may be tried there first.
    public boolean available(long now) {
        return health.state() != State.DOWN && now >= restUntil && now >= quietUntil;
    }

    /// Lets it rest after a transport error or timeout. That is our guess: it is tried where nobody else is left.
    public void rest(long untilMillis) {
        restUntil = untilMillis;
    }

    /// It asked for rest by the Retry-After of its 503: nothing new goes there before (catalogue CAL-020).
    public void quiet(long untilMillis) {
        quietUntil = untilMillis;
    }

    /// How long it still wants to be left alone, in milliseconds; 0: not at all.
    public long quietFor(long now) {
        return Math.max(0, quietUntil == Long.MIN_VALUE ? 0 : quietUntil - now);
    }

    /// A probe went out.
    public void probed(long wallClock) {
        lastProbe = wallClock;
    }

    /// What probing found. True when that is a change.
    public boolean found(State state, String cause, long wallClock) {
        Health before = health;
        if (before.state() == state) return false;
        health = new Health(state, wallClock, cause);
        if (state == State.UP) restUntil = Long.MIN_VALUE;
        return true;
    }

    PeerSnapshot snapshot() {
        Health h = health;
        return new PeerSnapshot(
                peer.uri(), h.state().name().toLowerCase(java.util.Locale.ROOT), h.since(), h.cause(), lastProbe);
    }
}
