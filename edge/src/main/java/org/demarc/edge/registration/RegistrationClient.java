package org.demarc.edge.registration;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.registration.Locator.Target;
import org.demarc.edge.registration.RegistrationConfig.Order;
import org.demarc.edge.registration.RegistrationSnapshot.FlowState;
import org.demarc.edge.registration.RegistrationSnapshot.State;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.ua.UserAgent;
import org.jspecify.annotations.Nullable;

/// Registers one trunk with its provider and keeps it registered, whatever happens to provider, network and clock; of
/// one lane. An outage is endless patience (RFC 5626 section 4.5), a refusal is asked again slowly, refused credentials
/// only a few times. What it finds out, all lanes see in its `RegisteredTrunk`.
public final class RegistrationClient {
    private static final long SUSPICION = 60_000;

    final RegistrationConfig config;
    final UserAgent agent;
    final Sender sender;
    final Locator locator;
    final FlowKeeper keeper;
    final Digester digester;
    final RegisteredTrunk trunk;
    private final RegistrationSink events;
    private final List<Registration> registrations = new ArrayList<>();
    private State state = State.STOPPED;
    private long since;
    private boolean stopping;
    private boolean told;
    private @Nullable Long suspectedAt;

    /// @param digester of the lane
    /// @param trunk what all lanes see of it
    public RegistrationClient(
            RegistrationConfig config,
            UserAgent agent,
            Sender sender,
            Locator locator,
            FlowKeeper keeper,
            Digester digester,
            RegisteredTrunk trunk,
            RegistrationSink events) {
        this.config = config;
        this.agent = agent;
        this.sender = sender;
        this.locator = locator;
        this.keeper = keeper;
        this.digester = digester;
        this.trunk = trunk;
        this.events = events;
    }

    /// Begins. Once.
    public void start() {
        if (!registrations.isEmpty()) throw new IllegalStateException("started twice");
        if (config.policy().order() == Order.IN_TURN) {
            registrations.add(new Registration(this, config.registrars(), 1));
        } else {
            int regId = 0;
            for (SipUri registrar : config.registrars()) {
                registrations.add(new Registration(this, List.of(registrar), ++regId));
            }
        }
        for (Registration registration : registrations) registration.begin();
        changed();
    }

    /// Takes every binding away, for a trunk that is removed or a node that stops. It is over when `over()` says so, at
    /// the latest after the times of two transactions, and `Stopped` tells.
    public void stop() {
        stopping = true;
        for (Registration registration : registrations) registration.stop();
        ended();
    }

    /// True when it was stopped and nothing is under way any more.
    public boolean over() {
        if (!stopping) return false;
        for (Registration registration : registrations) if (!registration.over()) return false;
        return true;
    }

    /// A connection ended (`LaneCore.closed`).
    public void closed(Flow flow) {
        for (Registration registration : registrations) registration.closed(flow);
        changed();
    }

    /// A call on the trunk was answered 401 (after credentials), 403 or 404, and calls were not before: perhaps the
    /// provider has forgotten us (catalogue FLD-002). Looked into at most once a minute.
    public void suspect() {
        long now = agent.timers().now();
        if (suspectedAt != null && now - suspectedAt < SUSPICION) return;
        suspectedAt = now;
        for (Registration registration : registrations) registration.suspect();
        changed();
    }

    /// After a refusal: asks again now, with the credentials as they are.
    public void retry() {
        for (Registration registration : registrations) registration.retry();
        changed();
    }

    /// The registration as it stands.
    public RegistrationSnapshot snapshot() {
        return trunk.snapshot();
    }

    boolean severalFlows() {
        return registrations.size() > 1
                || (config.policy().order() == Order.PARALLEL
                        && config.registrars().size() > 1);
    }

    /// The flow to a server of the provider. Whoever shows a certificate there has to be the provider's domain (RFC
    /// 5922
    /// section 7.3).
    @Nullable
    Flow flow(Target to) {
        return sender.flow(config.network(), to.transport(), to.address(), config.domain());
    }

    boolean othersLive(Registration but) {
        for (Registration other : registrations) if (other != but && other.registered()) return true;
        return false;
    }

    /// How long an answer is waited for: timer F (RFC 3261 section 17.1.2.2).
    long patience() {
        return agent.transactions().config().longWait();
    }

    void report(RegistrationEvent event) {
        events.report(event);
    }

    /// One of the registrations is over.
    void ended() {
        changed();
        if (told || !over()) return;
        told = true;
        boolean clean = true;
        for (Registration registration : registrations) clean &= registration.clean();
        report(new RegistrationEvent.Stopped(
                config.trunk(), clean, clean ? "nothing is left at the registrar" : "a removal was not confirmed"));
    }

    /// Shows all lanes what has become of it.
    void changed() {
        var flows = new ArrayList<FlowState>(registrations.size());
        var ways = new ArrayList<Way>(registrations.size());
        State best = State.STOPPED;
        boolean credentialsRefused = false;
        for (Registration registration : registrations) {
            FlowState flow = registration.snapshot();
            flows.add(flow);
            if (flow.state().compareTo(best) < 0) best = flow.state();
            Way way = registration.way();
            if (way != null) ways.add(way);
            credentialsRefused |= registration.credentialsRefused();
        }
        if (best != state || since == 0) {
            state = best;
            since = agent.timers().wallClock();
        }
        trunk.publish(new RegistrationSnapshot(config.trunk(), state, since, flows), ways, credentialsRefused);
    }
}
