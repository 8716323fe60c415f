package org.demarc.edge.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.locating.LocatingEvent;
import org.demarc.edge.locating.Locator;
import org.demarc.edge.locating.LocatorConfig;
import org.demarc.edge.locating.Place;
import org.demarc.edge.locating.ServerList.Member;
import org.demarc.edge.routing.LocatedSources;
import org.demarc.sip.location.Chance;
import org.demarc.sip.location.LocationLimits;
import org.demarc.sip.location.Resolver;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Whereabouts;
import org.jspecify.annotations.Nullable;

/// Finds the peers that have names, of all trunks from one lane, and keeps what it found true (RFC 3263;
/// catalogue DNS-001, DNS-007, DNS-009). The other lanes read what comes out: the peers of a trunk's state, and
/// the sources that are believed to be the trunk.
public final class PeerFinder implements Timers.Expiry {
    /// So long after DNS has ceased to name an address a request from there is still of the trunk: calls that are
    /// up may come from it, and not everybody has seen the change yet.
    static final long REMEMBERED = 3_600_000;

    private final NodeState node;
    private final Resolver resolver;
    private final Timers timers;
    private final Chance chance;
    private final LocatingEvent.Sink events;
    private final Map<String, Found> all = new LinkedHashMap<>();
    private Timers.@Nullable Timeout forgetting;
    private @Nullable Runnable whenSettled;

    /// @param resolver answers on the lane that owns `timers`
    public PeerFinder(NodeState node, Resolver resolver, Timers timers, Tokens tokens, LocatingEvent.Sink events) {
        this.node = node;
        this.resolver = resolver;
        this.timers = timers;
        this.chance = Chance.of(tokens);
        this.events = events;
    }

    /// Runs `task` on the lane once each name has been found, or was not; at once where that is so.
    public void whenSettled(Runnable task) {
        whenSettled = task;
        lookWhetherSettled();
    }

    /// The configuration that is in force now: begins and ends searches. On the lane.
    public void reconfigured() {
        NodeState.Generation generation = node.generation();
        Map<String, Found> before = new HashMap<>(all);
        all.clear();
        for (Trunk trunk : generation.config().trunks()) {
            Whereabouts whereabouts = trunk.whereabouts();
            if (whereabouts == null) continue;
            Found known = before.remove(trunk.name());
            if (known != null && known.fits(trunk, whereabouts, generation.of(trunk))) {
                all.put(trunk.name(), known);
                known.tell();
                continue;
            }
            var next = new Found(trunk, whereabouts, generation.of(trunk));
            all.put(trunk.name(), next);
            if (known != null) {
                next.adopt(known);
                known.locator.stop();
            }
            next.locator.start();
        }
        for (Found gone : before.values()) gone.locator.stop();
        publish();
    }

    /// Asks DNS again now. On the lane.
    public void refresh(String trunk) {
        Found found = all.get(trunk);
        if (found != null) found.locator.refresh();
    }

    /// True while an answer about a trunk is awaited. On the lane.
    public boolean searching(String trunk) {
        Found found = all.get(trunk);
        return found != null && found.locator.searching();
    }

    /// Some address was remembered long enough.
    @Override
    public void expired(int what) {
        forgetting = null;
        publish();
    }

    private void lookWhetherSettled() {
        Runnable task = whenSettled;
        if (task == null) return;
        for (Found found : all.values()) {
            if (!found.locator.settled()) return;
        }
        whenSettled = null;
        task.run();
    }

    /// The sources of all trunks.
    private void publish() {
        Map<InetAddress, List<LocatedSources.Source>> sources = new HashMap<>();
        boolean old = false;
        long now = timers.now();
        for (Found found : all.values()) {
            found.left.values().removeIf(until -> now >= until);
            old |= !found.left.isEmpty();
            for (Member<PeerState> member : found.locator.current().members()) {
                found.add(sources, member.server().address());
            }
            for (InetSocketAddress address : found.left.keySet()) found.add(sources, address);
        }
        node.located(sources);
        if (old && forgetting == null) forgetting = timers.after(REMEMBERED, this, 0);
        if (!old && forgetting != null) {
            forgetting.cancel();
            forgetting = null;
        }
    }

    /// One trunk and its search.
    private final class Found {
        private final Whereabouts whereabouts;
        private final String network;
        private final String name;
        private final TrunkState state;
        private final Locator<PeerState> locator;
        /// Addresses that DNS names no more, and until when they count.
        private final Map<InetSocketAddress, Long> left = new HashMap<>();
        private List<Member<PeerState>> last = List.of();

        Found(Trunk trunk, Whereabouts whereabouts, TrunkState state) {
            this.whereabouts = whereabouts;
            this.network = trunk.network();
            this.name = trunk.name();
            this.state = state;
            List<Place> places = new ArrayList<>();
            for (Whereabouts.Entry entry : whereabouts.entries()) {
                places.add(new Place(entry.destination(), entry.priority(), entry.weight()));
            }
            var config = new LocatorConfig(
                    name, places, whereabouts.abilities(), LocationLimits.DEFAULT, LocatorConfig.Timing.DEFAULT);
            locator = new Locator<>(
                    config,
                    resolver,
                    timers,
                    chance,
                    server -> state.found(trunk, server, timers.wallClock()),
                    events,
                    this::changed);
        }

        boolean fits(Trunk trunk, Whereabouts places, TrunkState of) {
            return state == of && network.equals(trunk.network()) && whereabouts.equals(places);
        }

        void adopt(Found before) {
            if (before.state != state || !before.network.equals(network)) return;
            locator.adopt(before.locator);
            left.putAll(before.left);
            last = before.last;
        }

        private void changed() {
            List<Member<PeerState>> now = locator.current().members();
            for (Member<PeerState> member : last) left.put(member.server().address(), timers.now() + REMEMBERED);
            for (Member<PeerState> member : now) left.remove(member.server().address());
            last = now;
            tell();
            publish();
            lookWhetherSettled();
        }

        void tell() {
            state.located(locator.current(), locator.status(), timers.wallClock());
        }

        private void add(Map<InetAddress, List<LocatedSources.Source>> sources, InetSocketAddress address) {
            sources.computeIfAbsent(address.getAddress(), _ -> new ArrayList<>(1))
                    .add(new LocatedSources.Source(network, address.getPort(), name));
        }
    }
}
