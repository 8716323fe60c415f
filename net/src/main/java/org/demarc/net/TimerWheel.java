package org.demarc.net;

import java.time.InstantSource;
import org.demarc.sip.transport.Timers;

/// The timers of one lane: a hashed wheel of 4096 slots of 10 ms, 41 s around, so that nothing of a transaction
/// is ever looked at twice. Starting and cancelling are O(1) and cost one node. A timer never fires early, and
/// fires at the first `advance` at or after its tick. Used by the lane's thread alone.
final class TimerWheel implements Timers {
    static final int TICK_MILLIS = 10;

    private static final int SLOTS = 4096;
    private static final int MASK = SLOTS - 1;
    private static final long LONGEST = 1L << 40; // 34 years; keeps sums from overflowing

    private final InstantSource wall;
    private final Mishaps mishaps;
    private final Node[] slots = new Node[SLOTS];
    private final long[] occupied = new long[SLOTS / 64];
    private final Node due = new Node(this, 0, what -> {}, 0);
    private long now;
    private long tick;
    private int live;

    /// @param start monotonic milliseconds now
    /// @param mishaps told when an owner throws; the other timers fire all the same
    TimerWheel(long start, InstantSource wall, Mishaps mishaps) {
        this.now = start;
        this.tick = Math.floorDiv(start, TICK_MILLIS);
        this.wall = wall;
        this.mishaps = mishaps;
        for (int i = 0; i < SLOTS; i++) slots[i] = new Node(this, 0, what -> {}, 0);
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public long wallClock() {
        return wall.millis();
    }

    @Override
    public Timeout after(long millis, Expiry owner, int what) {
        long at = now + Math.clamp(millis, 0, LONGEST);
        var node = new Node(this, Math.max(tick + 1, Math.ceilDiv(at, TICK_MILLIS)), owner, what);
        append(node);
        live++;
        return node;
    }

    /// Timers started that neither fired nor were cancelled.
    int live() {
        return live;
    }

    /// Sets the clock and fires what is due, in order of ticks, within a tick in the order they were started.
    void advance(long nowMillis) {
        now = Math.max(now, nowMillis);
        long target = Math.floorDiv(now, TICK_MILLIS);
        while (tick < target) {
            long next = nextOccupied(target);
            if (next < 0) {
                tick = target;
                return;
            }
            tick = next;
            expire((int) next & MASK);
        }
    }

    /// Milliseconds from `now` until the next slot that holds anything; `Long.MAX_VALUE` when there is no
    /// timer.
    long untilNext() {
        long next = nextOccupied(tick + SLOTS);
        return next < 0 ? Long.MAX_VALUE : Math.max(0, next * TICK_MILLIS - now);
    }

    /// The first tick after the current one, up to `last`, whose slot holds anything; -1 when none does.
    private long nextOccupied(long last) {
        long span = Math.min(last - tick, SLOTS);
        long step = 1;
        while (step <= span) {
            int slot = (int) (tick + step) & MASK;
            long word = occupied[slot >> 6] >>> slot; // shifts by slot modulo 64
            if (word != 0) {
                step += Long.numberOfTrailingZeros(word);
                return step <= span ? tick + step : -1;
            }
            step += 64 - (slot & 63);
        }
        return -1;
    }

    private void expire(int slot) {
        Node head = slots[slot];
        if (head.next == head) return;
        // The list is moved aside first: what owners start now may hash into this very slot, a round later.
        due.next = head.next;
        due.previous = head.previous;
        due.next.previous = due;
        due.previous.next = due;
        head.next = head;
        head.previous = head;
        occupied[slot >> 6] &= ~(1L << slot);
        while (due.next != due) {
            Node node = due.next;
            node.unlink();
            if (node.tick > tick) append(node);
            else fire(node);
        }
    }

    private void fire(Node node) {
        live--;
        try {
            node.owner.expired(node.what);
        } catch (Throwable e) { // our bug, and not the bug of the other calls on this lane
            mishaps.threw("timer", e);
        }
    }

    private void append(Node node) {
        int slot = (int) node.tick & MASK;
        Node head = slots[slot];
        node.previous = head.previous;
        node.next = head;
        head.previous.next = node;
        head.previous = node;
        occupied[slot >> 6] |= 1L << slot;
    }

    private void cancelled(Node node) {
        node.unlink();
        live--;
        int slot = (int) node.tick & MASK;
        Node head = slots[slot];
        if (head.next == head) occupied[slot >> 6] &= ~(1L << slot);
    }

    /// A link of a ring; alone, it is a ring of itself.
    private static final class Node implements Timeout {
        private final TimerWheel wheel;
        private final long tick;
        private final Expiry owner;
        private final int what;
        private Node previous = this;
        private Node next = this;

        Node(TimerWheel wheel, long tick, Expiry owner, int what) {
            this.wheel = wheel;
            this.tick = tick;
            this.owner = owner;
            this.what = what;
        }

        void unlink() {
            previous.next = next;
            next.previous = previous;
            next = this;
            previous = this;
        }

        @Override
        public void cancel() {
            if (next != this) wheel.cancelled(this);
        }
    }
}
