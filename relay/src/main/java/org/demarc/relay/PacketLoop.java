package org.demarc.relay;

import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A packet thread and the sockets it serves. Here is what all ways of moving packets share: the careful path, which
/// looks at every source and chooses the one that locks.
///
/// A loose match locks at once when it is alone. When more datagrams already wait in the socket, they are looked at
/// first (a few), and an exact match among them wins: a stranger on the peer's host gains nothing by being a little
/// earlier. A loose match is on trial for its first packets: one that was alone by chance gives way to an exact match
/// that comes soon after. Only a valid packet locks.
abstract sealed class PacketLoop implements Runnable permits EpollLoop, NioLoop, SteeredLoop {
    private static final Logger LOG = LoggerFactory.getLogger(PacketLoop.class);

    /// Datagrams that one event may take from one socket on the careful path.
    private static final int CAREFUL_READS = 16;

    private static final int FAULTS_LOGGED = 10;
    private static final long AFTER_FAULT = 10_000_000L; // nanoseconds

    final Clock clock;
    final AtomicReferenceArray<@Nullable Stream> streams;
    final Packet packet = new Packet();
    private final Packet candidate = new Packet();

    /// Odd while the thread handles packets, even while it waits. See `Pair.quiescent`.
    private volatile long epoch;

    private long steps; // of the epoch, which this thread alone writes
    private int faults;

    /// @param slots sockets that may ever be bound here; a socket's slot is even for RTP, odd for RTCP
    PacketLoop(Clock clock, int slots) {
        this.clock = clock;
        this.streams = new AtomicReferenceArray<>(slots);
    }

    /// Binds a socket that hears nobody yet. Null when the port is taken or files ran out. Any thread.
    abstract @Nullable Line bind(InetSocketAddress address);

    /// Serves `line` from now on, as `slot`; false when the system has no room. Twice is once. Any thread.
    abstract boolean watch(Line line, int slot);

    /// Ends `run` soon. Any thread.
    abstract void stop();

    /// Frees what the loop holds, after `run` has ended.
    abstract void close();

    final long epoch() {
        return epoch;
    }

    final void begin() {
        epoch = ++steps;
        VarHandle.fullFence(); // aims are read after the epoch is seen
    }

    final void end() {
        epoch = ++steps;
    }

    /// Turns until `stop`. Whatever one throws costs that turn: a thread that ends takes the media of all its calls
    /// with it.
    @Override
    public final void run() {
        while (!stopping()) {
            try {
                turn();
            } catch (RuntimeException | Error e) {
                fault(e);
                LockSupport.parkNanos(AFTER_FAULT);
            } finally {
                if ((steps & 1) == 1) end();
            }
        }
    }

    /// Waits for packets and relays what has come.
    abstract void turn();

    abstract boolean stopping();

    /// A fault of ours in handling one packet must not stop the others.
    final void fault(Throwable e) {
        if (faults++ < FAULTS_LOGGED) LOG.error("relay: a packet could not be handled", e);
    }

    /// Reads what waits in the socket of `stream`, looking at each source.
    final void careful(Stream stream, long micros) {
        boolean waiting = false; // `candidate` holds a loose match
        for (int i = 0; i < CAREFUL_READS; i++) {
            var aim = stream.aim();
            boolean filtered = aim.locked() && stream.followed(aim);
            if (!stream.line.receive(packet)) {
                if (filtered && settles(stream)) stream.settled = aim;
                break;
            }
            var trust = aim.trust(packet.high, packet.low, packet.port);
            if (trust == Aim.Trust.NONE) {
                stream.foreign++;
            } else if (!stream.valid(packet)) {
                stream.malformed++;
            } else if (aim.locked() && !aim.onTrial()) {
                deliver(stream, aim, packet, micros);
                if (!settles(stream)) break; // the rest is another event
            } else if (trust == Aim.Trust.EXACT) {
                if (waiting) stream.foreign++;
                waiting = false;
                lock(stream, aim, packet, micros);
            } else if (aim.onTrial()) {
                stream.tried(aim, micros);
                deliver(stream, stream.aim(), packet, micros);
            } else if (!waiting) {
                candidate.copyFrom(packet);
                waiting = true;
            } else if (candidate.sameSource(packet)) {
                waiting = false;
                lock(stream, aim, candidate, micros);
                var now = stream.aim();
                if (now.source.is(packet.high, packet.low, packet.port)) deliver(stream, now, packet, micros);
            } else {
                stream.foreign++;
            }
        }
        if (waiting) {
            var aim = stream.aim();
            if (!aim.locked() && aim.trust(candidate.high, candidate.low, candidate.port) != Aim.Trust.NONE)
                lock(stream, aim, candidate, micros);
        }
    }

    /// Whether there is a fast path that serves this stream once its queue was seen empty behind the kernel's filter.
    abstract boolean settles(Stream stream);

    private void lock(Stream stream, Aim aim, Packet first, long micros) {
        if (stream.lock(aim, first, micros)) deliver(stream, aim, first, micros);
    }

    private void deliver(Stream stream, Aim aim, Packet from, long micros) {
        if (stream.count(from, micros, aim)) forward(stream, from, micros);
    }

    /// Sends on through the stream's target.
    final void forward(Stream stream, Packet from, long micros) {
        var out = stream.target();
        if (out == null) return;
        var aim = out.aim();
        var target = aim.target();
        if (!target.exists()) return;
        leave(out, aim, target, from, micros);
        way(stream, out, aim, target);
    }

    /// Sends through `out`, whose aim is `aim`, to `target`.
    void leave(Stream out, Aim aim, Endpoint target, Packet from, long micros) {
        boolean direct = out.followed(aim) && target.equals(aim.peer());
        if (direct ? out.line.send(from) : out.line.sendTo(from, target)) {
            out.leaves(from, micros);
            out.countSent(this);
        }
    }

    /// A packet of `stream` went to `target` by `out`, whose aim is `aim`; as long as nothing changes, so do the next.
    abstract void way(Stream stream, Stream out, Aim aim, Endpoint target);
}
