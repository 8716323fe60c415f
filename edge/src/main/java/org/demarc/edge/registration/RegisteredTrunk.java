package org.demarc.edge.registration;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// What all lanes see of one trunk's registration, which lives on one of them.
public final class RegisteredTrunk {
    private record State(RegistrationSnapshot snapshot, List<Way> ways, boolean credentialsRefused) {}

    private final AtomicReference<State> state;
    private final AtomicReference<@Nullable String> realm = new AtomicReference<>();

    /// @param trunk its name
    public RegisteredTrunk(String trunk) {
        state = new AtomicReference<>(new State(
                new RegistrationSnapshot(trunk, RegistrationSnapshot.State.STOPPED, 0, List.of()), List.of(), false));
    }

    public RegistrationSnapshot snapshot() {
        return state.get().snapshot();
    }

    /// How calls get to the provider, in order of preference; empty while nothing is registered. A refresh that is
    /// under way or failed changes nothing while the lifetime runs (catalogue REG-028).
    public List<Way> ways() {
        return state.get().ways();
    }

    /// True for what comes from where we are registered: the same network and address (catalogue REG-027).
    public boolean explains(Flow flow) {
        for (Way way : ways()) {
            if (way.flow().network().equals(flow.network())
                    && way.flow().remote().getAddress().equals(flow.remote().getAddress())) {
                return true;
            }
        }
        return false;
    }

    /// The provider refused the account's credentials, and has not accepted them since.
    public boolean credentialsRefused() {
        return state.get().credentialsRefused();
    }

    /// The realm of the first success; null before it.
    public @Nullable String realm() {
        return realm.get();
    }

    void learn(String ofSuccess) {
        realm.compareAndSet(null, ofSuccess);
    }

    void publish(RegistrationSnapshot snapshot, List<Way> ways, boolean credentialsRefused) {
        state.set(new State(snapshot, List.copyOf(ways), credentialsRefused));
    }
}
