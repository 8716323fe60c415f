package org.demarc.edge.registrar;

import java.util.concurrent.atomic.AtomicReference;
import org.demarc.sip.transport.Flow;

/// An account and what is bound to it now. All lanes share it.
public final class Registration {
    private volatile RegistrationAccount account;
    private final AtomicReference<Bindings> bindings;
    /// What was bound up to then was bound with a secret that counts no more.
    private volatile long secretSince = Long.MIN_VALUE;

    /// Wrong credentials that came for this account.
    ///
    /// @param since when they began to be counted
    /// @param count those that came from another place than the one before: a PBX with a wrong password is
    ///     one place
    /// @param last where the last came from
    private record Guesses(long since, int count, int last) {}

    private static final int MANY_GUESSES = 20;
    private static final long GUESSES_COUNT = 600_000;
    private final AtomicReference<Guesses> guesses = new AtomicReference<>(new Guesses(Long.MIN_VALUE, 0, 0));

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

    /// Wrong credentials came from a place.
    void guessed(int place, long now) {
        guesses.updateAndGet(g -> {
            if (g.count() == 0 || now - g.since() > GUESSES_COUNT) return new Guesses(now, 1, place);
            return g.last() == place ? g : new Guesses(g.since(), g.count() + 1, place);
        });
    }

    /// True while many places try its secret (catalogue AUT-015).
    boolean isGuessed(long now) {
        Guesses g = guesses.get();
        return g.count() >= MANY_GUESSES && now - g.since() <= GUESSES_COUNT;
    }

    void account(RegistrationAccount changed, long now) {
        boolean another = !changed.secrets().equals(account.secrets());
        account = changed;
        if (another) secretSince = now;
    }

    boolean replace(Bindings before, Bindings after) {
        return bindings.compareAndSet(before, after);
    }
}
