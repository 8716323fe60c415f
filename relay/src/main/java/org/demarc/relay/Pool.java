package org.demarc.relay;

import java.net.InetAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The pairs of one network and family that live on one packet thread. A pair is made when it is first needed, in
/// random
/// order. Two queues, no lock: pairs without sockets, and idle pairs with sockets, the longest rested first.
final class Pool {
    private static final int BINDS_TRIED = 32;

    /// How long a call that finds no other port waits for a packet thread which was stopped in the middle of a batch.
    private static final long PATIENCE = 5_000_000;

    private static final long PAUSE = 20_000;

    final PacketLoop loop;
    final PacketLoop[] loops;
    final InetAddress address;
    final InetAddress advertised;

    /// All that were made, whoever has them.
    final Queue<Pair> pairs = new ConcurrentLinkedQueue<>();

    private final Clock clock;
    private final long restMillis;
    private final int idleLimit;
    private final MediaRange range;
    private final int thread;
    private final int size;
    private final Order order;
    private final AtomicInteger made = new AtomicInteger();
    private final Queue<Pair> fresh = new ConcurrentLinkedQueue<>();
    private final Queue<Pair> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private final AtomicLong skipped = new AtomicLong();

    /// @param thread which of `loops` serves it
    Pool(MediaRange range, int thread, PacketLoop[] loops, RelayConfig config, Clock clock, RandomGenerator random) {
        this.loop = loops[thread];
        this.loops = loops;
        this.address = range.address;
        this.advertised = range.advertised;
        this.clock = clock;
        this.restMillis = config.rest().toMillis();
        this.idleLimit = config.idlePairs() / loops.length;
        this.range = range;
        this.thread = thread;
        this.size = range.share(thread);
        this.order = new Order(Math.max(1, size), random);
    }

    /// A pair with sockets that no packet thread knows any more; null when none is free.
    @Nullable
    Pair take() {
        var first = idle.peek();
        if (first != null && clock.millis() - first.freedMillis >= restMillis) {
            var rested = takeIdle(0);
            if (rested != null) return rested;
        }
        for (int i = 0; i < BINDS_TRIED; i++) {
            var pair = unbound();
            if (pair == null) break;
            if (pair.bound() != null) return pair;
            skipped.incrementAndGet();
            fresh.add(pair);
        }
        return takeIdle(PATIENCE);
    }

    private @Nullable Pair unbound() {
        if (made.get() < size) {
            int place = made.getAndIncrement();
            if (place < size) {
                int at = order.at(place);
                var pair = new Pair(this, range.number(thread, at), range.firstSlot(thread) + 2 * at, loops.length);
                pairs.add(pair);
                return pair;
            }
        }
        return fresh.poll();
    }

    /// A packet thread leaves a pair within one batch of packets; only when nothing else is free is it waited for.
    private @Nullable Pair takeIdle(long nanos) {
        long since = nanos == 0 ? 0 : System.nanoTime();
        while (true) {
            var pair = idle.poll();
            if (pair == null) return null;
            if (pair.quiescent()) {
                idleCount.decrementAndGet();
                return pair;
            }
            idle.add(pair);
            if (nanos == 0 || System.nanoTime() - since > nanos) return null;
            LockSupport.parkNanos(PAUSE);
        }
    }

    /// Takes back a pair whose streams are away.
    void give(Pair pair) {
        pair.freed(clock.millis());
        idle.add(pair);
        idleCount.incrementAndGet();
        // Two, since one may have been left over when its packet thread was at work.
        for (int i = 0; i < 2 && idleCount.get() > idleLimit; i++) {
            var surplus = takeIdle(0);
            if (surplus == null) return;
            surplus.unbind();
            fresh.add(surplus);
        }
    }

    /// Closes the sockets that no call has. The packet threads have ended.
    void closeIdle() {
        for (var pair = idle.poll(); pair != null; pair = idle.poll()) pair.unbind();
        for (var pair = fresh.poll(); pair != null; pair = fresh.poll()) pair.unbind();
    }

    /// Times that a port could not be bound: another process has it, or files ran out.
    long skipped() {
        return skipped.get();
    }
}
