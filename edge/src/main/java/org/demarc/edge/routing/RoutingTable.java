package org.demarc.edge.routing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.Route;
import org.demarc.sip.identity.SipDomain;
import org.demarc.sip.transport.Flow;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.SourceRange;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Whereabouts;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// The routing side of one configuration. Immutable: a reload makes a new one.
public final class RoutingTable {
    // The comparisons are written out, as those that a record brings are linked when first used: a start would wait
    // for that.
    private record Exact(String network, InetSocketAddress address) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Exact exact && address.equals(exact.address) && network.equals(exact.network);
        }

        @Override
        public int hashCode() {
            return network.hashCode() * 31 + address.hashCode();
        }
    }

    private record Host(String network, InetAddress address) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Host host && address.equals(host.address) && network.equals(host.network);
        }

        @Override
        public int hashCode() {
            return network.hashCode() * 31 + address.hashCode();
        }
    }

    private record Proved(String network, String domain) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Proved proved && domain.equals(proved.domain) && network.equals(proved.network);
        }

        @Override
        public int hashCode() {
            return network.hashCode() * 31 + domain.hashCode();
        }
    }

    private record Owned(NumberRange range, Trunk trunk) {}

    private final Map<String, Trunk> trunks = new LinkedHashMap<>();
    private final Map<Exact, Trunk> byAddressAndPort = new HashMap<>();
    private final Map<Host, @Nullable Trunk> byAddress = new HashMap<>();
    private final Map<InetAddress, Trunk> onAnyNetwork = new HashMap<>();
    private final Map<Proved, List<Trunk>> byIdentity = new HashMap<>();
    private final Set<String> certified;
    private final Set<String> registering = new HashSet<>();
    /// Trunks that nothing plain is of.
    private final Set<String> secure = new HashSet<>(0);
    private final SourceBlocks blocks = new SourceBlocks();
    private final List<@Nullable NavigableMap<Long, Owned>> inventory = new ArrayList<>();
    private final List<Route> routes;
    private final boolean registers;
    /// Null where every peer is an address.
    private final @Nullable LocatedSources located;

    public RoutingTable(EdgeConfig config) {
        this(config, new LocatedSources());
    }

    /// @param sources where the peers are that have names
    public RoutingTable(EdgeConfig config, LocatedSources sources) {
        boolean ours = false;
        boolean named = false;
        routes = config.routes();
        certified = config.certified();
        for (int digits = 0; digits <= 15; digits++) inventory.add(null);
        for (Trunk trunk : config.trunks()) {
            trunks.put(trunk.name(), trunk);
            if (trunk.isSecure()) secure.add(trunk.name());
            if (trunk.registration() != null && !trunk.registers()) registering.add(trunk.network());
            for (Peer peer : trunk.peers()) {
                byAddressAndPort.put(new Exact(trunk.network(), peer.address()), trunk);
                claim(new Host(trunk.network(), peer.address().getAddress()), trunk);
                onAnyNetwork.putIfAbsent(peer.address().getAddress(), trunk);
                identified(trunk, trunk.identity(peer));
            }
            Whereabouts whereabouts = trunk.whereabouts();
            if (whereabouts != null) {
                named = true;
                String domain = trunk.domain();
                for (Whereabouts.Entry entry : whereabouts.entries()) {
                    identified(
                            trunk, domain != null ? domain : entry.destination().host());
                }
            }
            for (SourceRange range : trunk.sources()) blocks.add(trunk.network(), range, trunk);
            if (trunk.registers()) {
                ours = true;
                String domain = trunk.domain();
                if (domain != null) identified(trunk, domain);
            } else {
                for (NumberRange range : trunk.numbers()) own(range, trunk);
            }
        }
        registers = ours;
        located = named ? sources : null;
    }

    /// True when a trunk registers with a provider. Its numbers are no destination: they are those of our own side.
    public boolean registers() {
        return registers;
    }

    private void identified(Trunk trunk, String domain) {
        String spelled = SipDomain.of(domain);
        if (spelled == null) return;
        List<Trunk> all = byIdentity.computeIfAbsent(new Proved(trunk.network(), spelled), _ -> new ArrayList<>(1));
        if (all.isEmpty() || !sameTrunk(all.getLast(), trunk)) all.add(trunk);
    }

    /// An address that two trunks share tells nothing without the port.
    private void claim(Host host, Trunk trunk) {
        if (!byAddress.containsKey(host)) byAddress.put(host, trunk);
        else if (!sameTrunk(byAddress.get(host), trunk)) byAddress.put(host, null);
    }

    private static boolean sameTrunk(@Nullable Trunk a, Trunk b) {
        return a != null && a.name().equals(b.name());
    }

    private void own(NumberRange range, Trunk trunk) {
        NavigableMap<Long, Owned> ranges = inventory.get(range.digits());
        if (ranges == null) {
            ranges = new TreeMap<>();
            inventory.set(range.digits(), ranges);
        }
        ranges.put(range.first(), new Owned(range, trunk));
    }

    /// The trunk that a message on this flow comes from. What the peer's certificate proved comes first (RFC 5922):
    /// the trunk whose domain that is, and where several have the domain, the one of them that the address tells.
    /// Else the address decides, unless the network demands certificates and the flow could have proved one.
    ///
    /// @return null when no trunk explains the source
    public @Nullable Trunk source(Flow flow) {
        if (!flow.transport().secure()) return plain(byAddress(flow));
        if (!flow.peer().isEmpty()) {
            List<Trunk> proved = proved(flow);
            if (proved.size() == 1) return proved.getFirst();
            if (!proved.isEmpty()) {
                Trunk told = byAddress(flow);
                return told != null && proved.stream().anyMatch(t -> sameTrunk(t, told)) ? told : null;
            }
        }
        return certified.contains(flow.network()) ? null : byAddress(flow);
    }

    /// A trunk whose peers are all spoken to over TLS is not who sends without it: anybody could write its address into
    /// a datagram (catalogue TRN-003, SEC-010).
    private @Nullable Trunk plain(@Nullable Trunk trunk) {
        return trunk == null || secure.isEmpty() || !secure.contains(trunk.name()) ? trunk : null;
    }

    private List<Trunk> proved(Flow flow) {
        List<Trunk> all = new ArrayList<>(1);
        for (String domain : flow.peer().domains()) {
            for (Trunk trunk : byIdentity.getOrDefault(new Proved(flow.network(), domain), List.of())) {
                if (all.stream().noneMatch(t -> sameTrunk(t, trunk))) all.add(trunk);
            }
        }
        return all;
    }

    /// The trunk whose peer has exactly this address and port, else the only one with this address, else the first
    /// with a source block that holds it, else the one that DNS puts there.
    private @Nullable Trunk byAddress(Flow flow) {
        Trunk exact = byAddressAndPort.get(new Exact(flow.network(), flow.remote()));
        if (exact != null) return exact;
        InetAddress address = flow.remote().getAddress();
        Trunk host = byAddress.get(new Host(flow.network(), address));
        if (host != null) return host;
        Trunk block = blocks.find(flow.network(), address);
        if (block != null || located == null) return block;
        String name = located.trunk(flow.network(), flow.remote());
        return name == null ? null : trunks.get(name);
    }

    /// The trunk that has exactly the far end of this flow, address and port, among its peers. That is more than any
    /// account may say of itself: no REGISTER takes it away (catalogue ARCH-006).
    public @Nullable Trunk configured(Flow flow) {
        if (flow.transport().secure() && certified.contains(flow.network())) return null;
        Trunk exact = byAddressAndPort.get(new Exact(flow.network(), flow.remote()));
        return flow.transport().secure() ? exact : plain(exact);
    }

    /// True when a trunk of this network registers: there a stranger may be one of it.
    public boolean registers(String network) {
        return registering.contains(network);
    }

    /// True when a trunk, of whatever network, has this address among its peers or sources.
    public boolean knows(InetAddress address) {
        return onAnyNetwork.containsKey(address)
                || blocks.find(null, address) != null
                || (located != null && located.knows(address));
    }

    /// Why `source` finds no trunk, for people who look for their mistake.
    public String whyUnknown(Flow flow) {
        InetAddress address = flow.remote().getAddress();
        if (flow.transport().secure() && certified.contains(flow.network())) {
            return flow.peer().isEmpty()
                    ? "it proved no domain by a certificate"
                    : "no trunk on this network has the domain that its certificate proved: "
                            + flow.peer().domain();
        }
        Trunk hidden = flow.transport().secure() ? null : byAddress(flow);
        if (hidden != null) return "trunk " + hidden.name() + ", whose address it is, speaks TLS alone";
        if (byAddress.containsKey(new Host(flow.network(), address))) {
            return "several trunks have this address, and none of them this port";
        }
        Trunk elsewhere = onAnyNetwork.get(address);
        if (elsewhere != null) return otherNetwork(elsewhere);
        Trunk blocked = blocks.find(null, address);
        if (blocked != null) return otherNetwork(blocked);
        return "no trunk has this source: add it to peers or sources of a trunk";
    }

    private static String otherNetwork(Trunk trunk) {
        return "trunk " + trunk.name() + " has this address, but on network " + trunk.network();
    }

    /// The trunk whose inventory holds this number (E.164), null when none does.
    public @Nullable Trunk owner(String called) {
        if (!NumberRange.isE164(called)) return null;
        NavigableMap<Long, Owned> ranges = inventory.get(called.length() - 1);
        if (ranges == null) return null;
        var entry = ranges.floorEntry(Long.parseLong(called, 1, called.length(), 10));
        return entry != null && entry.getValue().range().contains(called)
                ? entry.getValue().trunk()
                : null;
    }

    /// Where a call goes, in the order to be tried: the owner of the number, else what the first matching
    /// route says.
    ///
    /// @param called the called number: E.164, or the digits as dialled
    /// @return empty when nothing matches
    public List<Trunk> destinations(Trunk from, String called) {
        Trunk owner = owner(called);
        if (owner != null) return List.of(owner);
        for (Route route : routes) {
            if (route.matches(from.name(), called)) return trunks(route);
        }
        return List.of();
    }

    /// Where a call for help goes that has no number (`urn:service:sos`): by the first route that a number would take
    /// which is one, too (catalogue EMG-003).
    ///
    /// @param numbers those that are calls for help
    public List<Trunk> help(Trunk from, Set<String> numbers) {
        for (Route route : routes) {
            boolean matches = route.number() == null && route.matches(from.name(), "");
            for (String number : numbers) matches |= route.matches(from.name(), number);
            if (matches) return trunks(route);
        }
        return List.of();
    }

    private List<Trunk> trunks(Route route) {
        List<Trunk> to = new ArrayList<>(route.to().size());
        for (String name : route.to()) {
            Trunk trunk = trunks.get(name);
            if (trunk != null) to.add(trunk);
        }
        return to;
    }

    /// Why `destinations` finds no trunk, for people who look for their mistake.
    public String whyNowhere(Trunk from, String called) {
        String why = "no inventory and no route has this number";
        boolean withPlus =
                !called.startsWith("+") && !destinations(from, "+" + called).isEmpty();
        return withPlus ? why + "; with a '+' before it one has: inventories are E.164" : why;
    }
}
