package org.demarc.edge.admission;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.demarc.edge.status.TrunkSnapshot.PeerSnapshot;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Peer;
import org.jspecify.annotations.Nullable;

/// How one peer of a trunk does: in or out of service by probing, at rest after a failure.
public final class PeerState {
    /// Whether calls go there.
    public enum State {
        UNWATCHED,
        PROBING,
        UP,
        DOWN
    }

    /// The ranks: calls go there; not before others; not before all others.
    public static final int IN_SERVICE = 0;

    public static final int OUT_OF_SERVICE = 1;
    public static final int AT_REST = 2;
    /// No call goes there.
    public static final int GONE = 3;

    private record Health(State state, long since, String cause) {}

    private final Peer peer;
    private final boolean contact;
    private final AtomicReference<Health> health;
    private volatile @Nullable OverloadClient overload;
    private volatile long restUntil = Long.MIN_VALUE;
    private volatile long quietUntil = Long.MIN_VALUE;
    private volatile long heardAt = Long.MIN_VALUE;
    private volatile long lastProbe;
    private volatile boolean speaks;
    private volatile long promised;
    private volatile long registeredAt = Long.MIN_VALUE;

    /// That of a contact that is registered with us; it lives as long as the contact is bound. Where it is may change:
    /// its flow says it, not its peer.
    public static PeerState ofContact(SipUri contact) {
        var nowhere = InetSocketAddress.createUnresolved("contact.invalid", 0);
        return new PeerState(
                new Peer(contact.toString(), contact.host(), nowhere, Transport.UDP), true, false, false, 0);
    }

    PeerState(Peer peer, boolean watched, long wallClock) {
        this(peer, false, watched, false, wallClock);
    }

    /// @param controlled whether RFC 7339 is spoken with it
    PeerState(Peer peer, boolean watched, boolean controlled, long wallClock) {
        this(peer, false, watched, controlled, wallClock);
    }

    private PeerState(Peer peer, boolean contact, boolean watched, boolean controlled, long wallClock) {
        this.peer = peer;
        this.contact = contact;
        this.overload = controlled ? new OverloadClient() : null;
        health = new AtomicReference<>(first(watched, wallClock));
    }

    private static Health first(boolean watched, long wallClock) {
        return watched
                ? new Health(State.PROBING, wallClock, "no answer yet")
                : new Health(State.UNWATCHED, wallClock, "not probed");
    }

    /// From now on it is probed, and RFC 7339 spoken with it, or not any more.
    public void follow(boolean watched, boolean controlled, long wallClock) {
        if (controlled == (overload == null)) overload = controlled ? new OverloadClient() : null;
        if (watched == (state() == State.UNWATCHED)) health.set(first(watched, wallClock));
    }

    public Peer peer() {
        return peer;
    }

    /// What it asked to be spared of; null where RFC 7339 is not spoken with it.
    public @Nullable OverloadClient overload() {
        return overload;
    }

    public State state() {
        return health.get().state();
    }

    /// How good a choice it is for a call: the less, the better. A contact that is down is gone where its silence
    /// means it: it has promised keep-alives, or has answered before.
    public int rank(long now) {
        boolean down = state() == State.DOWN;
        if (down && speaks) return GONE;
        if (now < restUntil) return AT_REST;
        return down ? OUT_OF_SERVICE : IN_SERVICE;
    }

    /// It was told to send something on its flow in this time (Flow-Timer of RFC 5626, `keep` of RFC 6223).
    ///
    /// @param millis 0: it was not
    public void promises(long millis) {
        promised = millis;
        if (millis > 0) speaks = true;
    }

    /// True when its silence means that it is gone.
    public boolean speaks() {
        return speaks;
    }

    /// Milliseconds within which it sends something on its flow; 0: nothing is known of that.
    public long promised() {
        return promised;
    }

    /// A contact answered a probe: its silence means something from now on.
    public void answered(long now) {
        if (!contact) return;
        heardAt = now;
        speaks = true;
    }

    /// True when it has registered again since then: milliseconds since 1970.
    public boolean registeredSince(long then) {
        return registeredAt >= then;
    }

    /// When it answered last, in monotonic milliseconds; `Long.MIN_VALUE`: never.
    public long heardAt() {
        return heardAt;
    }

    /// It proved by a REGISTER that it lives: what was found of it before counts no more, but what it asked for does.
    public void registered(long wallClock) {
        registeredAt = wallClock;
        restUntil = Long.MIN_VALUE;
        Health before = health.get();
        if (before.state() == State.DOWN) health.compareAndSet(before, first(true, wallClock));
    }

    /// A call to it failed, or a probe, and nothing has been heard of it since.
    public boolean doubtful(long now) {
        State known = state();
        return now < restUntil || known == State.DOWN || known == State.PROBING;
    }

    /// Lets it rest after a transport error or timeout. That is our guess: it is tried after all others.
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

    /// It answered a call, whatever with: it lives.
    ///
    /// @return true when that is a change
    public boolean heard(int status, long now, long wallClock) {
        heardAt = now;
        if (restUntil != Long.MIN_VALUE) restUntil = Long.MIN_VALUE;
        State before = state();
        if (before == State.UP || before == State.UNWATCHED) return false;
        return found(State.UP, "a call was answered " + status, wallClock);
    }

    /// True when it answered a call since then.
    public boolean heardSince(long then) {
        return heardAt >= then;
    }

    /// A probe went out.
    public void probed(long wallClock) {
        lastProbe = wallClock;
    }

    /// What probing found. True when that is a change.
    public boolean found(State state, String cause, long wallClock) {
        Health next = new Health(state, wallClock, cause);
        Health before;
        do {
            before = health.get();
            if (before.state() == state) return false;
        } while (!health.compareAndSet(before, next));
        if (state == State.UP) restUntil = Long.MIN_VALUE;
        return true;
    }

    /// A probe failed: while the peer is not in service, that is why.
    public void missed(String why) {
        Health before = health.get();
        if (before.state() == State.UP || before.state() == State.UNWATCHED) return;
        health.compareAndSet(before, new Health(before.state(), before.since(), why));
    }

    /// As it stands, where nothing but its state matters.
    public PeerSnapshot snapshot() {
        return snapshot(0, 0, "fixed", 0);
    }

    PeerSnapshot snapshot(int priority, int weight, String answer, long validUntil) {
        Health h = health.get();
        return new PeerSnapshot(
                peer.uri(),
                h.state().name().toLowerCase(java.util.Locale.ROOT),
                h.since(),
                h.cause(),
                lastProbe,
                priority,
                weight,
                answer,
                validUntil);
    }
}
