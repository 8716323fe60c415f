package org.demarc.edge.registrar;

import java.util.concurrent.atomic.AtomicReference;

/// An account and what is bound to it now. All lanes share it.
public final class Registration {
    private volatile RegistrationAccount account;
    private final AtomicReference<Bindings> bindings;

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

    void account(RegistrationAccount changed) {
        account = changed;
    }

    boolean replace(Bindings before, Bindings after) {
        return bindings.compareAndSet(before, after);
    }
}
