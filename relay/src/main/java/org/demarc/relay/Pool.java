package org.demarc.relay;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The pairs of one network and family that live on one packet thread. Two queues, no lock: pairs without sockets, at
/// first in random order, and idle pairs with sockets, the longest rested first.
final class Pool {
    private static final int BINDS_TRIED = 32;
    private static final int SPINS = 2000;

    final PacketLoop loop;
    final PacketLoop[] loops;
    final InetAddress address;
    final InetAddress advertised;
    final List<Pair> pairs;

    private final Clock clock;
    private final long restMillis;
    private final int idleLimit;
    private final Queue<Pair> fresh = new ConcurrentLinkedQueue<>();
    private final Queue<Pair> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private final AtomicLong skipped = new AtomicLong();

    /// @param thread which of `loops` serves it
    Pool(MediaRange range, int thread, PacketLoop[] loops, RelayConfig config, Clock clock) {
        this.loop = loops[thread];
        this.loops = loops;
        this.address = range.address;
        this.advertised = range.advertised;
        this.clock = clock;
        this.restMillis = config.rest().toMillis();
        this.idleLimit = config.idlePairs() / loops.length;
        var made = new ArrayList<Pair>();
        int slot = range.firstSlot(thread);
        for (int number : range.numbers(thread)) {
            made.add(new Pair(this, number, slot, loops.length));
            slot += 2;
        }
        this.pairs = List.copyOf(made);
        Collections.shuffle(made);
        fresh.addAll(made);
    }

    /// A pair with sockets that no packet thread knows any more; null when none is free.
    @Nullable
    Pair take() {
        var first = idle.peek();
        if (first != null && clock.millis() - first.freedMillis >= restMillis) {
            var rested = takeIdle(1);
            if (rested != null) return rested;
        }
        for (int i = 0; i < BINDS_TRIED; i++) {
            var pair = fresh.poll();
            if (pair == null) break;
            if (pair.bound() != null) return pair;
            skipped.incrementAndGet();
            fresh.add(pair);
        }
        return takeIdle(SPINS);
    }

    /// A packet thread leaves a pair within one batch of packets; only when nothing else is free is it waited for.
    private @Nullable Pair takeIdle(int attempts) {
        for (int i = 0; i < attempts; i++) {
            var pair = idle.poll();
            if (pair == null) return null;
            if (pair.quiescent()) {
                idleCount.decrementAndGet();
                return pair;
            }
            idle.add(pair);
            Thread.onSpinWait();
        }
        return null;
    }

    /// Takes back a pair whose streams are away.
    void give(Pair pair) {
        pair.freed(clock.millis());
        idle.add(pair);
        idleCount.incrementAndGet();
        // Two, since one may have been left over when its packet thread was at work.
        for (int i = 0; i < 2 && idleCount.get() > idleLimit; i++) {
            var surplus = takeIdle(1);
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
