package org.demarc.edge.registrar;

import java.util.concurrent.atomic.AtomicReference;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// An account and what is bound to it now. All lanes share it.
public final class Registration {
    private volatile RegistrationAccount account;
    private final AtomicReference<Bindings> bindings;
    private volatile @Nullable String mark;
    /// What was bound up to then was bound with a secret that counts no more.
    private volatile long secretSince = Long.MIN_VALUE;

    private final Guesses guesses = new Guesses();

    Registration(RegistrationAccount account, Bindings bindings) {
        this.account = account;
        this.bindings = new AtomicReference<>(bindings);
    }

    public RegistrationAccount account() {
        return account;
    }

    public Bindings bindings() {
        return bindings.get();
    }

    /// The mark of its secret.
    String mark() {
        String known = mark;
        if (known == null) mark = known = SecretMark.of(account);
        return known;
    }

    /// True when nothing on this flow was bound, or refreshed, with the secret of today: who speaks on it is
    /// asked for it.
    public boolean isOutdated(Flow flow) {
        long since = secretSince;
        if (since == Long.MIN_VALUE) return false;
        for (Binding b : bindings().all()) {
            Flow its = b.flow();
            if (its != null && b.updated() > since && FlowIndex.isSame(its, flow)) return false;
        }
        return true;
    }

    /// Wrong credentials that came for it.
    Guesses guesses() {
        return guesses;
    }

    void account(RegistrationAccount changed, long now) {
        boolean another = !changed.secrets().equals(account.secrets());
        account = changed;
        mark = null;
        if (another) secretSince = now;
    }

    boolean replace(Bindings before, Bindings after) {
        return bindings.compareAndSet(before, after);
    }
}
