package org.demarc.edge.registrar;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// Which accounts have something bound on a flow. Many lanes read it and write it; each bucket is an immutable chain
/// that is exchanged as one. What it says is checked against the bindings, which alone decide.
final class FlowIndex {
    private record Entry(
            Flow flow, Members members, Life life, @Nullable Entry next) {}

    /// When something came on a flow last, in monotonic milliseconds: one for all accounts on it.
    private static final class Life {
        volatile long at = Long.MIN_VALUE;
    }

    private final AtomicReferenceArray<@Nullable Entry> buckets;

    /// @param flows about how many there will be; more make it slower, not wrong
    FlowIndex(int flows) {
        int size = Integer.highestOneBit(Math.clamp(flows, 512, 1 << 20)) << 1;
        buckets = new AtomicReferenceArray<>(size);
    }

    /// The same connection, or for datagrams the same pair of addresses. What we call ourselves on it says nothing.
    static boolean isSame(Flow a, Flow b) {
        return a.connection() == b.connection()
                && a.transport() == b.transport()
                && a.remote().equals(b.remote())
                && a.local().equals(b.local())
                && a.network().equals(b.network());
    }

    private int bucket(Flow flow) {
        int hash = flow.remote().hashCode() * 31 + Long.hashCode(flow.connection());
        return (((hash ^ (hash >>> 16)) * 0x9E3779B9) >>> 1) & (buckets.length() - 1);
    }

    private @Nullable Members on(Flow flow) {
        Entry entry = entry(flow);
        return entry == null ? null : entry.members();
    }

    private @Nullable Entry entry(Flow flow) {
        for (Entry e = buckets.get(bucket(flow)); e != null; e = e.next()) {
            if (isSame(e.flow(), flow)) return e;
        }
        return null;
    }

    /// Something came on this flow from whom it belongs to.
    void heard(Flow flow, long now) {
        Entry entry = entry(flow);
        if (entry != null) entry.life().at = now;
    }

    /// When that was last; `Long.MIN_VALUE`: never.
    long heardAt(Flow flow) {
        Entry entry = entry(flow);
        return entry == null ? Long.MIN_VALUE : entry.life().at;
    }

    /// The account with a binding on this flow; null when there is none.
    @Nullable
    Registration find(Flow flow, long now) {
        Members members = on(flow);
        return members == null ? null : members.first(r -> lives(r, flow, now));
    }

    /// True when another account than this one has a binding on this flow, too.
    boolean isShared(Flow flow, Registration with, long now) {
        Members members = on(flow);
        return members != null && members.first(r -> r != with && lives(r, flow, now)) != null;
    }

    /// True when something is bound on a flow from this address. It looks at all of them.
    boolean holds(InetAddress source, long now) {
        for (int i = 0; i < buckets.length(); i++) {
            for (Entry e = buckets.get(i); e != null; e = e.next()) {
                if (source.equals(e.flow().remote().getAddress()) && find(e.flow(), now) != null) return true;
            }
        }
        return false;
    }

    private static boolean lives(Registration registration, Flow flow, long now) {
        for (Binding b : registration.bindings().all()) {
            Flow its = b.flow();
            if (its != null && b.expiresAt() > now && isSame(its, flow)) return true;
        }
        return false;
    }

    /// All accounts with a binding on this flow, whether it lives or not.
    List<Registration> all(Flow flow) {
        Members members = on(flow);
        return members == null ? List.of() : members.all();
    }

    /// Makes the index say what the bindings say. Whoever wrote last looks again, so that two lanes cannot leave it
    /// wrong.
    void follow(Flow flow, Registration registration) {
        boolean wanted;
        do {
            wanted = registration.bindings().usesFlow(flow);
            write(flow, registration, wanted);
        } while (registration.bindings().usesFlow(flow) != wanted);
    }

    private void write(Flow flow, Registration registration, boolean wanted) {
        int at = bucket(flow);
        Entry head;
        Entry changed;
        do {
            head = buckets.get(at);
            Entry others = null;
            Members before = null;
            Life life = null;
            for (Entry e = head; e != null; e = e.next()) {
                if (isSame(e.flow(), flow)) {
                    before = e.members();
                    life = e.life();
                } else others = new Entry(e.flow(), e.members(), e.life(), others);
            }
            Members after = before;
            if (wanted) after = before == null ? Members.of(registration) : before.with(registration);
            else if (before != null) after = before.without(registration);
            if (after == before) return;
            changed = after == null ? others : new Entry(flow, after, life == null ? new Life() : life, others);
        } while (!buckets.compareAndSet(at, head, changed));
    }
}
