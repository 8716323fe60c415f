package org.demarc.edge.registration;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// What all lanes see of one trunk's registration, which lives on one of them.
public final class RegisteredTrunk {
    private record State(RegistrationSnapshot snapshot, List<Way> ways, boolean credentialsRefused) {}

    private final AtomicReference<State> state;
    private final AtomicReference<@Nullable String> realm = new AtomicReference<>();
    private final AtomicBoolean suspected = new AtomicBoolean();

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
                    && way.flow().remote().getAddress().equals(flow.remote().getAddress())
                    && proved(way.flow(), flow)) {
                return true;
            }
        }
        return false;
    }

    /// What comes over TLS from the address of a flow whose peer proved to be the provider has to prove it, too.
    private static boolean proved(Flow registered, Flow flow) {
        return registered.peer().isEmpty()
                || flow.peer().includes(registered.peer().domain());
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

    /// A call was refused in a way that makes us ask whether the provider still knows us. Any lane.
    public void suspect() {
        suspected.set(true);
    }

    /// True once after `suspect`.
    boolean takeSuspicion() {
        return suspected.get() && suspected.getAndSet(false);
    }

    /// Why calls cannot go out, for people.
    public String whyNot() {
        RegistrationSnapshot.FlowState flow = snapshot().leading();
        if (flow == null) return "the trunk is not registered";
        return switch (snapshot().state()) {
            case REGISTERED, REGISTERING ->
                flow.lastStatus() == 0
                        ? "the trunk is being registered"
                        : "the trunk is being registered again: " + said(flow);
            case FAILED -> "the trunk could not be registered: " + said(flow);
            case REFUSED -> "the provider refuses the registration: " + said(flow);
            case STOPPED -> "the trunk is not registered";
        };
    }

    private static String said(RegistrationSnapshot.FlowState flow) {
        return flow.lastStatus() == 0 ? flow.lastReason() : flow.lastStatus() + " " + flow.lastReason();
    }

    /// The way over a flow, else the preferred one; null while nothing is registered.
    public @Nullable Way way(Flow on) {
        List<Way> all = ways();
        for (Way way : all) if (way.flow().equals(on)) return way;
        return all.isEmpty() ? null : all.getFirst();
    }

    void publish(RegistrationSnapshot snapshot, List<Way> ways, boolean credentialsRefused) {
        state.set(new State(snapshot, List.copyOf(ways), credentialsRefused));
    }
}
