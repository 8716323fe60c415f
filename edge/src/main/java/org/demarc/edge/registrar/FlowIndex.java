package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// Which accounts have something bound on a flow. Many lanes read it and write it; each bucket is an immutable chain
/// that is exchanged as one. What it says is checked against the bindings, which alone decide.
final class FlowIndex {
    private record Entry(
            Flow flow, Registration registration, @Nullable Entry next) {}

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

    /// The account with a binding on this flow; null when there is none.
    @Nullable
    Registration find(Flow flow, long now) {
        for (Entry e = buckets.get(bucket(flow)); e != null; e = e.next()) {
            if (isSame(e.flow(), flow) && lives(e.registration(), flow, now)) return e.registration();
        }
        return null;
    }

    /// True when another account than this one has a binding on this flow, too.
    boolean isShared(Flow flow, Registration with, long now) {
        for (Entry e = buckets.get(bucket(flow)); e != null; e = e.next()) {
            if (e.registration() != with && isSame(e.flow(), flow) && lives(e.registration(), flow, now)) return true;
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
        List<Registration> found = new ArrayList<>(1);
        for (Entry e = buckets.get(bucket(flow)); e != null; e = e.next()) {
            if (isSame(e.flow(), flow)) found.add(e.registration());
        }
        return found;
    }

    /// Makes the index say what the bindings say. Whoever wrote last looks again, so that two lanes cannot leave it
    /// wrong.
    void follow(Flow flow, Registration registration) {
        boolean wanted;
        do {
            wanted = registration.bindings().usesFlow(flow);
            if (wanted) add(flow, registration);
            else remove(flow, registration);
        } while (registration.bindings().usesFlow(flow) != wanted);
    }

    private void add(Flow flow, Registration registration) {
        int at = bucket(flow);
        Entry head;
        do {
            head = buckets.get(at);
            for (Entry e = head; e != null; e = e.next()) {
                if (e.registration() == registration && isSame(e.flow(), flow)) return;
            }
        } while (!buckets.compareAndSet(at, head, new Entry(flow, registration, head)));
    }

    private void remove(Flow flow, Registration registration) {
        int at = bucket(flow);
        Entry head;
        Entry without;
        do {
            head = buckets.get(at);
            without = null;
            boolean there = false;
            for (Entry e = head; e != null; e = e.next()) {
                if (e.registration() == registration && isSame(e.flow(), flow)) there = true;
                else without = new Entry(e.flow(), e.registration(), without);
            }
            if (!there) return;
        } while (!buckets.compareAndSet(at, head, without));
    }
}
