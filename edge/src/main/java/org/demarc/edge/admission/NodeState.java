package org.demarc.edge.admission;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.Protection;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.BindingChange;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.RegistrationListener;
import org.demarc.edge.registration.RegisteredTrunk;
import org.demarc.edge.routing.LocatedSources;
import org.demarc.edge.routing.RoutingTable;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkSnapshot.BindingSnapshot;
import org.demarc.edge.status.TrunkSnapshot.PeerSnapshot;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// What the lanes of one node share. A reload replaces configuration, routing and the set of trunks as one
/// value; a trunk that stays keeps its counters.
public final class NodeState {
    /// One generation: what a new call reads once and keeps.
    ///
    /// @param registering the trunks that register with a provider: few where there are many others
    public record Generation(
            EdgeConfig config, RoutingTable routing, Map<String, TrunkState> trunks, List<TrunkState> registering) {
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
            if (trunk != null) return trunk;
            for (int i = 0; i < registering.size(); i++) {
                TrunkState state = registering.get(i);
                RegisteredTrunk registered = state.registered();
                if (registered != null && registered.explains(flow)) return state.trunk();
            }
            return null;
        }
    }

    /// What was bound meanwhile for a shorter time than all others is seen that late: nobody is called by it any more,
    /// only its end is told late.
    private static final long LONGEST_SWEEP = 5_000;

    private final LocatedSources sources = new LocatedSources();
    private volatile Generation generation;
    private volatile @Nullable Controlled controlled;
    private volatile boolean draining;
    private final AtomicInteger calls = new AtomicInteger();
    private final List<RegistrationListener> listeners;
    private volatile @Nullable RegistrarNode registrar;
    private long sweepAt;
    private final long seed;
    private final Bans bans;
    private final LoadEstimator load;
    private final @Nullable OverloadServer overload;

    /// As the other, where nobody aims at tables.
    public NodeState(EdgeConfig config, long wallClock) {
        this(config, wallClock, wallClock, List.of());
    }

    /// @param wallClock milliseconds since 1970
    /// @param seed random, so that nobody can aim at one place of a table
    /// @param listeners told of what registers with us
    public NodeState(EdgeConfig config, long wallClock, long seed, List<RegistrationListener> listeners) {
        this.seed = seed;
        this.listeners = List.copyOf(listeners);
        bans = new Bans(config.protection().guard().bans(), seed);
        var busy = config.protection().overload();
        var usual = LoadEstimator.Settings.DEFAULT;
        long delay = busy.delay() == 0 ? usual.targetLag() : busy.delay();
        load = new LoadEstimator(
                LaneRouting.MAX_LANES,
                new LoadEstimator.Settings(delay, busy.queue(), usual.interval(), usual.mostLoss()));
        overload = busy.delay() == 0 ? null : new OverloadServer(load, OverloadServer.Settings.DEFAULT, 0, wallClock);
        generation = generation(config, Map.of(), wallClock);
        controlled = Controlled.of(generation.trunks().values());
        registering(config, wallClock);
    }

    /// Puts another configuration in force for new calls. Running calls stay as they are.
    public void reconfigure(EdgeConfig config, long wallClock) {
        generation = generation(config, generation.trunks(), wallClock);
        controlled = Controlled.of(generation.trunks().values());
        registering(config, wallClock);
    }

    private void registering(EdgeConfig config, long wallClock) {
        boolean needed = registrar != null;
        for (Trunk trunk : config.trunks()) needed |= trunk.registration() != null;
        if (needed) registrar = RegistrarNode.next(registrar, config, listeners, wallClock);
    }

    /// The registrar; null where no PBX registers with us.
    public @Nullable RegistrarNode registrar() {
        return registrar;
    }

    /// Looks after what has a time, about once a second, from one lane.
    ///
    /// @param wallClock milliseconds since 1970
    public void tick(long wallClock) {
        RegistrarNode registering = registrar;
        if (registering == null || (wallClock < sweepAt && sweepAt - wallClock <= LONGEST_SWEEP)) return;
        sweepAt = Math.min(registering.registrations().expire(wallClock), wallClock + LONGEST_SWEEP);
    }

    /// The account of a trunk; null for one that does not register with us.
    public @Nullable Registration registration(Trunk trunk) {
        RegistrarNode registering = registrar;
        return registering == null || !RegistrarNode.serves(trunk)
                ? null
                : registering.registrations().find(trunk.name());
    }

    /// Takes away what is registered for a trunk; its PBX may register again.
    ///
    /// @return how many contacts; -1 when no trunk of that name registers with us
    public int drop(String trunk) {
        TrunkState state = generation.trunks().get(trunk);
        Registration registration = state == null ? null : registration(state.trunk());
        RegistrarNode registering = registrar;
        return registering == null || registration == null
                ? -1
                : registering.registrations().drop(registration, BindingChange.Event.DEACTIVATED);
    }

    /// Whether calls come from the other end of a flow.
    public boolean knows(Flow flow, long wallClock) {
        RegistrarNode registering = registrar;
        if (registering != null && registering.registrations().on(flow, wallClock) != null) return true;
        return generation.source(flow) != null;
    }

    private Generation generation(EdgeConfig config, Map<String, TrunkState> before, long wallClock) {
        Map<String, TrunkState> trunks = new HashMap<>();
        List<TrunkState> ours = new ArrayList<>(2);
        for (Trunk trunk : config.trunks()) {
            TrunkState kept = before.get(trunk.name());
            if (kept == null) kept = new TrunkState(trunk, wallClock);
            else kept.reconfigure(trunk, wallClock);
            trunks.put(trunk.name(), kept);
            if (trunk.registers()) ours.add(kept);
        }
        // Not Map.copyOf: names that differ in their last digits stand in one row there, and are found by walking it.
        return new Generation(
                config, new RoutingTable(config, sources), Collections.unmodifiableMap(trunks), List.copyOf(ours));
    }

    public Generation generation() {
        return generation;
    }

    /// The peers that RFC 7339 is spoken with; null where there are none.
    public @Nullable Controlled controlled() {
        return controlled;
    }

    /// The trunks know now where their peers are that have names. From the lane that looks for them; after a
    /// reload it comes again, so that what the two do at one time is put right.
    ///
    /// @param all the addresses that requests of those peers come from
    public void located(Map<InetAddress, List<LocatedSources.Source>> all) {
        sources.replace(all);
        controlled = Controlled.of(generation.trunks().values());
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

    /// The same for a call for help, which finds room where there is none for others (catalogue OVL-002). Even
    /// for them there is an end: memory has one.
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
        return new SourceGuard(settings, bans, this::isHome, seed);
    }

    /// Whether an address is that of a configured peer or source, or of a PBX that is registered.
    private boolean isHome(InetAddress source) {
        RegistrarNode registering = registrar;
        return generation.routing().knows(source)
                || (registering != null && registering.registrations().holds(source, Long.MIN_VALUE));
    }

    public void release() {
        calls.decrementAndGet();
    }

    /// All trunks as they stand, in the order of the configuration.
    public List<TrunkSnapshot> trunks(long wallClock) {
        Generation g = generation;
        List<TrunkSnapshot> all = new ArrayList<>();
        for (Trunk trunk : g.config().trunks()) {
            Registration registration = registration(trunk);
            all.add(g.of(trunk).snapshot(registration == null ? null : bound(registration, wallClock)));
        }
        return all;
    }

    private static List<BindingSnapshot> bound(Registration registration, long wallClock) {
        List<BindingSnapshot> all = new ArrayList<>(1);
        for (Binding b : registration.bindings().live(wallClock)) {
            Flow flow = b.flow();
            PeerSnapshot health = b.health().snapshot();
            all.add(new BindingSnapshot(
                    b.contact().toString(),
                    b.bulk(),
                    flow == null ? "" : flow.describe(),
                    b.instance(),
                    b.regId(),
                    b.path(),
                    b.since(),
                    b.updated(),
                    b.expiresAt(),
                    health.state(),
                    health.since(),
                    health.cause(),
                    health.lastProbe()));
        }
        return all;
    }
}
