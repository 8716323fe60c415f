package org.demarc.relay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One socket while one call has it: RTP or RTCP. Signalling sets aim and target; the packet thread of its line
/// owns all else. After the call it stays behind as a record of what was.
abstract sealed class Stream permits RtpStream, RtcpStream {
    private static final VarHandle AIM;
    private static final VarHandle SENT_ELSEWHERE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            AIM = lookup.findVarHandle(Stream.class, "aim", Aim.class);
            SENT_ELSEWHERE = lookup.findVarHandle(Stream.class, "sentElsewhere", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Line line;
    private volatile Aim aim = Aim.NOBODY;
    private volatile @Nullable Stream target;

    /// Signalling is between a new aim and the kernel's knowing it.
    private volatile boolean changing;

    /// The aim under which the queue was once seen empty after the kernel had its peer: nothing of others can lie in
    /// the socket, so sources need no look any more.
    @Nullable
    Aim settled;

    /// The target's aim for which `wayFd` is the socket to send on without an address.
    @Nullable
    Aim wayAim;

    int wayFd;

    /// On the steered path; see there.
    @Nullable
    Shortcut shortcut;

    /// Strangers that were seen here.
    long foreign;

    long malformed;
    private int trialPackets;
    private long trialBegan; // microseconds
    private final long refusedBefore;
    private volatile long refusedAfter = -1; // at the end of the call
    private long sent;
    private volatile long sentElsewhere;

    Stream(Line line) {
        this.line = line;
        this.refusedBefore = line.refused();
    }

    /// Some number that lies where the next packet will write.
    long warmth() {
        return sent;
    }

    /// Whether the packet is what this socket is for.
    abstract boolean valid(Packet packet);

    /// Counts a valid packet from the locked source; answers whether it goes on.
    abstract boolean count(Packet packet, long micros, Aim under);

    /// Notes a valid packet that this stream sends.
    abstract void leaves(Packet packet, long micros);

    /// Strangers that this call met so far.
    final long strangers() {
        long refused = refusedAfter;
        return foreign + (refused >= 0 ? refused : line.refused()) - refusedBefore;
    }

    /// Strangers from now on are not this call's.
    final void ended() {
        refusedAfter = line.refused();
    }

    final Aim aim() {
        return aim;
    }

    final @Nullable Stream target() {
        return target;
    }

    final void target(@Nullable Stream other) {
        target = other;
    }

    /// Signalling's change. After `CLOSED` none follows.
    final void aim(Aim next) {
        changing = true;
        Aim now;
        do {
            now = aim;
            if (now == Aim.CLOSED) return;
        } while (!AIM.compareAndSet(this, now, next));
        apply();
        changing = false;
    }

    /// Whether the kernel does as `under` says: its peer alone comes through, and sends go there. Asked by packet
    /// threads, for an aim in force; one that signalling replaces meanwhile is not in force any more.
    final boolean followed(Aim under) {
        return !changing && aim == under && line.connected();
    }

    /// Another direction, the same source.
    final void direct(boolean send, boolean receive) {
        Aim now;
        do {
            now = aim;
            if (now == Aim.CLOSED) return;
        } while (!AIM.compareAndSet(this, now, now.directed(send, receive)));
        // Neither the kernel's peer nor the source depends on directions.
    }

    /// The packet thread's change: the source is chosen. False when signalling was faster.
    final boolean lock(Aim under, Packet packet, long micros) {
        var locked = under.lockedTo(packet.high, packet.low, packet.port);
        if (!AIM.compareAndSet(this, under, locked)) return false;
        if (locked.onTrial()) {
            trialPackets = 0;
            trialBegan = micros;
        } else if (!under.peer().exists()) {
            apply();
        }
        return true;
    }

    /// A packet of the source on trial has come; the packet thread ends the trial when that was enough.
    final void tried(Aim under, long micros) {
        if (++trialPackets < Aim.TRIAL_PACKETS && micros - trialBegan < Aim.TRIAL_MICROS) return;
        if (AIM.compareAndSet(this, under, under.confirmed())) apply();
    }

    /// Tells the kernel. Both sides may be here at once; the last to finish has seen the aim that holds.
    private void apply() {
        Aim applied;
        do {
            applied = aim;
            line.follow(applied);
        } while (aim != applied);
    }

    /// Counts a packet that left here, on behalf of whichever thread sent it.
    final void countSent(PacketLoop by) {
        if (by == line.loop) sent++;
        else SENT_ELSEWHERE.getAndAdd(this, 1L);
    }

    final long sent() {
        return sent + sentElsewhere;
    }
}
