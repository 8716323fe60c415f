package org.demarc.edge.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.routing.RoutingTable;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.trunk.account.Trunk;

/// What the lanes of one node share. A reload replaces configuration, routing and the set of trunks as one
/// value; a trunk that stays keeps its counters.
public final class NodeState {
    /// One generation: what a new call reads once and keeps.
    public record Generation(EdgeConfig config, RoutingTable routing, Map<String, TrunkState> trunks) {
        /// The state of a trunk of this generation.
        public TrunkState of(Trunk trunk) {
            TrunkState state = trunks.get(trunk.name());
            if (state == null) throw new IllegalStateException("trunk " + trunk.name() + " has no state");
            return state;
        }
    }

    /// One in so many places of the node is there for calls for help beside the others.
    private static final int EMERGENCY_SHARE = 16;

    private volatile Generation generation;
    private volatile boolean draining;
    private final AtomicInteger calls = new AtomicInteger();

    /// @param wallClock milliseconds since 1970
    public NodeState(EdgeConfig config, long wallClock) {
        generation = generation(config, Map.of(), wallClock);
    }

    /// Puts another configuration in force for new calls. Running calls stay as they are.
    public void reconfigure(EdgeConfig config, long wallClock) {
        generation = generation(config, generation.trunks(), wallClock);
    }

    private static Generation generation(EdgeConfig config, Map<String, TrunkState> before, long wallClock) {
        Map<String, TrunkState> trunks = new HashMap<>();
        for (Trunk trunk : config.trunks()) {
            TrunkState kept = before.get(trunk.name());
            if (kept == null) kept = new TrunkState(trunk, wallClock);
            else kept.reconfigure(trunk, wallClock);
            trunks.put(trunk.name(), kept);
        }
        return new Generation(config, new RoutingTable(config), Map.copyOf(trunks));
    }

    public Generation generation() {
        return generation;
    }

    /// True while new calls are refused.
    public boolean draining() {
        return draining;
    }

    public void drain(boolean on) {
        draining = on;
    }

    /// Takes a place for one call of the node.
    public boolean admit() {
        return admit(Urgency.ORDINARY);
    }

    /// The same for a call for help, which finds room where there is none for others (catalogue OVL-002). Even for them
    /// there is an end: memory has one.
    public boolean admit(Urgency urgency) {
        int most = generation.config().timing().calls();
        if (urgency == Urgency.EMERGENCY) most += Math.max(1, most / EMERGENCY_SHARE);
        if (calls.incrementAndGet() <= most) return true;
        calls.decrementAndGet();
        return false;
    }

    public void release() {
        calls.decrementAndGet();
    }

    /// All trunks as they stand, in the order of the configuration.
    public List<TrunkSnapshot> trunks() {
        Generation g = generation;
        List<TrunkSnapshot> all = new ArrayList<>();
        for (Trunk trunk : g.config().trunks()) all.add(g.of(trunk).snapshot());
        return all;
    }
}
