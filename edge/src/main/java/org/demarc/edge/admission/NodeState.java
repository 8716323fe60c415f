package org.demarc.edge.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.Protection;
import org.demarc.edge.registration.RegisteredTrunk;
import org.demarc.edge.routing.RoutingTable;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// What the lanes of one node share. A reload replaces configuration, routing and the set of trunks as one
/// value; a trunk that stays keeps its counters.
public final class NodeState {
    /// One generation: what a new call reads once and keeps.
    ///
    /// @param controlled the peers that RFC 7339 is spoken with; null where there are none
    public record Generation(
            EdgeConfig config,
            RoutingTable routing,
            Map<String, TrunkState> trunks,
            @Nullable Controlled controlled) {
        /// The state of a trunk of this generation.
        public TrunkState of(Trunk trunk) {
            TrunkState state = trunks.get(trunk.name());
            if (state == null) throw new IllegalStateException("trunk " + trunk.name() + " has no state");
            return state;
        }

        /// The trunk that a message on this flow comes from: by where it comes from, or by the registration that its
        /// flow belongs to. Null when no trunk explains it.
        public @Nullable Trunk source(Flow flow) {
            Trunk trunk = routing.source(flow);
            if (trunk != null || !routing.registers()) return trunk;
            for (Trunk registering : config.trunks()) {
                RegisteredTrunk registered = of(registering).registered();
                if (registered != null && registered.explains(flow)) return registering;
            }
            return null;
        }
    }

    private volatile Generation generation;
    private volatile boolean draining;
    private final AtomicInteger calls = new AtomicInteger();
    private final long seed;
    private final Bans bans;
    private final LoadEstimator load;
    private final @Nullable OverloadServer overload;

    /// As the other, where nobody aims at tables.
    public NodeState(EdgeConfig config, long wallClock) {
        this(config, wallClock, wallClock);
    }

    /// @param wallClock milliseconds since 1970
    /// @param seed random, so that nobody can aim at one place of a table
    public NodeState(EdgeConfig config, long wallClock, long seed) {
        this.seed = seed;
        bans = new Bans(config.protection().guard().bans(), seed);
        var busy = config.protection().overload();
        var usual = LoadEstimator.Settings.DEFAULT;
        long delay = busy.delay() == 0 ? usual.targetLag() : busy.delay();
        load = new LoadEstimator(
                LaneRouting.MAX_LANES,
                new LoadEstimator.Settings(delay, busy.queue(), usual.interval(), usual.mostLoss()));
        overload = busy.delay() == 0 ? null : new OverloadServer(load, OverloadServer.Settings.DEFAULT, 0, wallClock);
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
        return new Generation(config, new RoutingTable(config), Map.copyOf(trunks), Controlled.of(trunks.values()));
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
        EdgeConfig config = generation.config();
        int most = config.timing().calls();
        if (urgency == Urgency.EMERGENCY) {
            most += (int) (((long) most * config.protection().emergencyReserve() + 99) / 100);
        }
        if (calls.incrementAndGet() <= most) return true;
        calls.decrementAndGet();
        return false;
    }

    /// How much of what comes should not be taken, as the lanes report it.
    public LoadEstimator load() {
        return load;
    }

    /// Our side as a server that may be overloaded; null where nothing is ever held back for that.
    public @Nullable OverloadServer overload() {
        return overload;
    }

    /// The sources that are shut out.
    public Bans bans() {
        return bans;
    }

    /// What a lane uses to keep strangers cheap.
    public SourceGuard guard() {
        Protection.Guard g = generation.config().protection().guard();
        var settings = new SourceGuard.Settings(
                SourceGuard.Settings.DEFAULT.sources(),
                g.answersPerSecond(),
                g.failures(),
                g.malformed(),
                g.window(),
                g.ban());
        return new SourceGuard(settings, bans, source -> generation.routing().knows(source), seed);
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
