package org.demarc.edge.registrar;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// Which accounts have something bound on a flow. Many lanes read it, without waiting for each other, and write it.
/// What
/// it says is checked against the bindings, which alone decide. A flow has one account as a rule; where it has
/// thousands (an edge proxy, a host with many PBXs), none of them pays for the others.
final class FlowIndex {
    /// A flow as what it is found by: the same connection, or for datagrams the same pair of addresses. What we call
    /// ourselves on it says nothing.
    private record Key(Flow flow) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key k && isSame(flow, k.flow);
        }

        @Override
        public int hashCode() {
            return (flow.remote().hashCode() * 31 + Long.hashCode(flow.connection())) * 0x9E3779B9;
        }
    }

    private final ConcurrentHashMap<Key, Set<Registration>> byFlow;

    /// @param flows about how many there will be
    FlowIndex(int flows) {
        byFlow = new ConcurrentHashMap<>(Math.clamp(flows, 512, 1 << 20));
    }

    static boolean isSame(Flow a, Flow b) {
        return a.connection() == b.connection()
                && a.transport() == b.transport()
                && a.remote().equals(b.remote())
                && a.local().equals(b.local())
                && a.network().equals(b.network());
    }

    private Set<Registration> on(Flow flow) {
        return Objects.requireNonNullElse(byFlow.get(new Key(flow)), Set.of());
    }

    /// The account with a binding on this flow; null when there is none.
    @Nullable
    Registration find(Flow flow, long now) {
        for (Registration r : on(flow)) {
            if (lives(r, flow, now)) return r;
        }
        return null;
    }

    /// True when another account than this one has a binding on this flow, too.
    boolean isShared(Flow flow, Registration with, long now) {
        for (Registration r : on(flow)) {
            if (r != with && lives(r, flow, now)) return true;
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
        return List.copyOf(on(flow));
    }

    /// Makes the index say what the bindings say. Whoever wrote last looks again, so that two lanes cannot leave it
    /// wrong.
    void follow(Flow flow, Registration registration) {
        boolean wanted;
        do {
            wanted = registration.bindings().usesFlow(flow);
            if (wanted) byFlow.compute(new Key(flow), (_, there) -> with(there, registration));
            else byFlow.computeIfPresent(new Key(flow), (_, there) -> without(there, registration));
        } while (registration.bindings().usesFlow(flow) != wanted);
    }

    private static Set<Registration> with(@Nullable Set<Registration> there, Registration registration) {
        if (there == null) return Set.of(registration);
        if (there.contains(registration)) return there;
        if (there.size() > 1) {
            there.add(registration);
            return there;
        }
        Set<Registration> more = ConcurrentHashMap.newKeySet();
        more.addAll(there);
        more.add(registration);
        return more;
    }

    private static @Nullable Set<Registration> without(Set<Registration> there, Registration registration) {
        if (!there.contains(registration)) return there;
        if (there.size() == 1) return null;
        there.remove(registration);
        return there;
    }
}
