package org.demarc.edge.registrar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.demarc.sip.transport.Flow;

/// What is bound to an account at one moment. Immutable; the preferred binding first: by q, the newest of equals first.
public final class Bindings {
    /// Nothing is bound, and nothing ever was.
    public static final Bindings NONE = new Bindings(List.of(), 0);

    private static final Comparator<Binding> PREFERENCE =
            (a, b) -> a.q() != b.q() ? Integer.compare(b.q(), a.q()) : Long.compare(b.updated(), a.updated());

    private final List<Binding> all;
    private final long revision;
    private final long firstExpiry;

    private Bindings(List<Binding> all, long revision) {
        this.all = all;
        this.revision = revision;
        long first = Long.MAX_VALUE;
        for (Binding b : all) first = Math.min(first, b.expiresAt());
        this.firstExpiry = first;
    }

    /// Those that a store kept. Connections did not outlive the process that had them; address pairs did.
    static Bindings loaded(List<Binding> kept, long now) {
        List<Binding> all = new ArrayList<>(kept.size());
        for (Binding b : kept) {
            Flow flow = b.flow();
            if (b.expiresAt() > now) all.add(flow != null && flow.transport().reliable() ? b.withoutFlow() : b);
        }
        all.sort(PREFERENCE);
        return new Bindings(List.copyOf(all), 1);
    }

    /// What comes after these.
    Bindings next(List<Binding> bindings) {
        if (bindings.size() < 2) return new Bindings(List.copyOf(bindings), revision + 1);
        List<Binding> sorted = new ArrayList<>(bindings);
        sorted.sort(PREFERENCE);
        return new Bindings(List.copyOf(sorted), revision + 1);
    }

    /// All of them, the preferred first; those past their time are in it until they are swept out.
    public List<Binding> all() {
        return all;
    }

    /// Those that live.
    public List<Binding> live(long now) {
        if (now < firstExpiry) return all;
        List<Binding> live = new ArrayList<>(all.size());
        for (Binding b : all) {
            if (b.expiresAt() > now) live.add(b);
        }
        return live;
    }

    /// Rises by one with each change of the account: of two that were reported, the higher is the later.
    public long revision() {
        return revision;
    }

    /// When the first of them ends; `Long.MAX_VALUE` when there is none.
    public long firstExpiry() {
        return firstExpiry;
    }

    /// One by one they came in on the same flows as those.
    boolean hasFlowsOf(Bindings those) {
        if (all.size() != those.all.size()) return false;
        for (int i = 0; i < all.size(); i++) {
            Flow one = all.get(i).flow();
            Flow other = those.all.get(i).flow();
            if (one == null && other == null) continue;
            if (one == null || other == null || !FlowIndex.isSame(one, other)) return false;
        }
        return true;
    }

    /// Something here came in on this flow.
    boolean usesFlow(Flow flow) {
        for (Binding b : all) {
            Flow its = b.flow();
            if (its != null && FlowIndex.isSame(its, flow)) return true;
        }
        return false;
    }
}
