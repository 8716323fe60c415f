package org.demarc.edge.registration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.ua.UserAgent;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// All trunks of a node that register with a provider, on one lane: those of the configuration in force are kept
/// registered, those that went are taken away, and while the node drains none is.
public final class Registering implements Expiry {
    private static final long TICK = 1_000;

    private record Running(RegistrationConfig config, RegisteredTrunk trunk, RegistrationClient client) {}

    private final NodeState node;
    private final UserAgent agent;
    private final Sender sender;
    private final RegistrationMeans means;
    private final Digester digester = new Digester();
    private final Map<String, Running> running = new HashMap<>();
    private final List<Running> leaving = new ArrayList<>();

    public Registering(NodeState node, UserAgent agent, Sender sender, RegistrationMeans means) {
        this.node = node;
        this.agent = agent;
        this.sender = sender;
        this.means = means;
    }

    /// Begins.
    public void start() {
        expired(0);
    }

    @Override
    public void expired(int what) {
        follow();
        for (Running r : running.values())
            if (r.trunk().takeSuspicion()) r.client().suspect();
        agent.timers().after(TICK, this, 0);
    }

    /// Does as the configuration in force says.
    public void follow() {
        leaving.removeIf(r -> r.client().over());
        Map<String, RegistrationConfig> wanted = node.draining() ? Map.of() : wanted();
        for (Running r : List.copyOf(running.values())) {
            String name = r.config().trunk();
            if (r.config().equals(wanted.get(name)) && r.trunk() == registered(name)) continue;
            running.remove(name);
            leaving.add(r);
            r.client().stop();
        }
        leaving.removeIf(r -> r.client().over());
        wanted.forEach(this::begin);
    }

    private Map<String, RegistrationConfig> wanted() {
        EdgeConfig config = node.generation().config();
        Map<String, RegistrationConfig> wanted = new LinkedHashMap<>();
        for (Trunk trunk : config.trunks()) {
            if (trunk.registers()) {
                wanted.put(trunk.name(), RegistrationConfig.of(config, trunk).withoutNumbers());
            }
        }
        return wanted;
    }

    private @Nullable RegisteredTrunk registered(String name) {
        TrunkState state = node.generation().trunks().get(name);
        return state == null ? null : state.registered();
    }

    /// Not before the last REGISTER of what it was is answered: it would take away the binding of what it is now.
    private void begin(String name, RegistrationConfig config) {
        RegisteredTrunk trunk = registered(name);
        if (trunk == null || running.containsKey(name)) return;
        for (Running old : leaving) if (old.config().trunk().equals(name)) return;
        TrunkState state = node.generation().trunks().get(name);
        if (state == null) return;
        var client = new RegistrationClient(
                config, agent, sender, new PeersOf(state), means.keeper(), digester, trunk, means.events());
        running.put(name, new Running(config, trunk, client));
        client.start();
    }

    /// A connection ended.
    public void closed(Flow flow) {
        for (Running r : running.values()) r.client().closed(flow);
        for (Running r : leaving) r.client().closed(flow);
    }

    /// True when nothing is registered, or on its way to be.
    public boolean over() {
        leaving.removeIf(r -> r.client().over());
        return running.isEmpty() && leaving.isEmpty();
    }

    /// Somebody may have changed something: a refusal is no reason to wait any more.
    public void retry() {
        for (Running r : running.values()) r.client().retry();
    }
}
