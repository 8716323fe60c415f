package org.demarc.relay;

import org.demarc.media.plane.Remote.Latching;

/// Who is believed at one socket and where its packets go: what signalling said, and the source that locked since.
/// Immutable; each change is a new object, and threads tell them apart by identity.
final class Aim {
    /// How much a source is believed.
    enum Trust {
        NONE,
        LOOSE,
        EXACT
    }

    /// Packets of a loosely matching source, and microseconds since its first, until its lock is final.
    static final int TRIAL_PACKETS = 50;

    static final long TRIAL_MICROS = 2_000_000;

    /// Before signalling named a remote.
    static final Aim NOBODY =
            new Aim(Endpoint.NOBODY, Endpoint.NOBODY, Latching.EXACT, false, false, Endpoint.NOBODY, false);

    /// The end: no other aim follows.
    static final Aim CLOSED =
            new Aim(Endpoint.NOBODY, Endpoint.NOBODY, Latching.EXACT, false, false, Endpoint.NOBODY, false);

    final boolean maySend;
    final Latching latching;

    /// The locked source, `NOBODY` before.
    final Endpoint source;

    private final Endpoint sdp;
    private final Endpoint signalling;
    private final boolean mayReceive;

    /// The locked source matched loosely: the very source that SDP names may still take its place.
    private final boolean onTrial;

    private Aim(
            Endpoint sdp,
            Endpoint signalling,
            Latching latching,
            boolean maySend,
            boolean mayReceive,
            Endpoint source,
            boolean onTrial) {
        this.sdp = sdp;
        this.signalling = signalling;
        this.latching = latching;
        this.maySend = maySend;
        this.mayReceive = mayReceive;
        this.source = source;
        this.onTrial = onTrial;
    }

    /// @param sdp what SDP gave for this socket, `NOBODY` where that cannot be used
    /// @param signalling where the peer's signalling comes from (its port says nothing), `NOBODY` unless it counts
    /// @param maySend what arrives is relayed
    /// @param mayReceive something is sent there
    static Aim unlocked(Endpoint sdp, Endpoint signalling, Latching latching, boolean maySend, boolean mayReceive) {
        return new Aim(sdp, signalling, latching, maySend, mayReceive, Endpoint.NOBODY, false);
    }

    /// A source that is not the SDP's is on trial at first.
    Aim lockedTo(long high, long low, int port) {
        boolean loose = sdp.exists() && !sdp.is(high, low, port);
        return new Aim(sdp, signalling, latching, maySend, mayReceive, new Endpoint(high, low, port), loose);
    }

    /// The trial is over: locked is locked.
    Aim confirmed() {
        return new Aim(sdp, signalling, latching, maySend, mayReceive, source, false);
    }

    Aim directed(boolean send, boolean receive) {
        return new Aim(sdp, signalling, latching, send, receive, source, onTrial);
    }

    boolean onTrial() {
        return onTrial;
    }

    boolean locked() {
        return source.exists();
    }

    Trust trust(long high, long low, int port) {
        if (locked() && source.is(high, low, port)) return onTrial ? Trust.LOOSE : Trust.EXACT;
        if (locked() && !onTrial) return Trust.NONE;
        if (sdp.exists() && sdp.is(high, low, port)) return Trust.EXACT;
        boolean sdpHost = sdp.exists() && sdp.isHost(high, low);
        if (onTrial) return Trust.NONE;
        boolean loose = switch (latching) {
            case EXACT -> false;
            case ADDRESS -> sdpHost;
            case SIGNALLING -> sdpHost || (signalling.exists() && signalling.isHost(high, low));
        };
        return loose ? Trust.LOOSE : Trust.NONE;
    }

    /// Whom the kernel lets through; `NOBODY` where that is more than one: before a lock that may be loose, and while
    /// it is on trial.
    Endpoint peer() {
        if (onTrial) return Endpoint.NOBODY;
        if (locked()) return source;
        return latching == Latching.EXACT ? sdp : Endpoint.NOBODY;
    }

    /// Nobody may send here: neither one peer nor several.
    boolean deaf() {
        return !locked() && !sdp.exists() && !signalling.exists();
    }

    /// Where packets go, `NOBODY` for nowhere. A peer behind a NAT is reached where it sends from (RFC 4961); one that
    /// sends from another port than it receives on is reached where its SDP says.
    Endpoint target() {
        if (!mayReceive) return Endpoint.NOBODY;
        return latching == Latching.SIGNALLING && locked() ? source : sdp;
    }
}
