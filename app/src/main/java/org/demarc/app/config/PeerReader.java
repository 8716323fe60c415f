package org.demarc.app.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.app.config.Context.Text;
import org.demarc.app.config.NodeConfig.Network;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.AddressFamilies;
import org.demarc.sip.location.Destination;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Whereabouts;
import org.jspecify.annotations.Nullable;

/// Reads `peers` of one trunk. Names are not looked up here: DNS may be down when a file is read.
final class PeerReader {
    private static final int MAX_PEERS = 32;
    private static final int MOST_PRIORITY = 65_535;
    /// Those that DNS may lead to: secure ones first, then the one that costs least.
    private static final List<Transport> LIKED =
            List.of(Transport.TLS, Transport.UDP, Transport.TCP, Transport.WSS, Transport.WS);

    private final Context context;
    private final NetworkReader networks;
    private final Sources sources;
    private final String trunk;
    private final Section section;
    private final @Nullable Network network;
    private final List<Peer> peers = new ArrayList<>();
    private final List<Written> all = new ArrayList<>();
    private boolean named;
    private boolean ranked;

    private record Written(PeerUri uri, int priority, int weight) {}

    PeerReader(
            Context context,
            NetworkReader networks,
            Sources sources,
            String trunk,
            Section section,
            @Nullable Network network) {
        this.context = context;
        this.networks = networks;
        this.sources = sources;
        this.trunk = trunk;
        this.section = section;
        this.network = network;
    }

    /// @param domain of the trunk: where there are no `peers`, that is where it is
    /// @param optional it may have none, and be where its registration leads
    void read(@Nullable String domain, boolean optional) {
        String expected = "a SIP URI like sip:192.0.2.20:5060;transport=udp, or a domain";
        if (optional && !section.has("peers")) return;
        if (!section.has("peers") && domain != null && Values.address(domain) == null) {
            PeerUri place = new PeerUri(false, domain, -1, null, null);
            name(new Written(place, 1, 0), new Text(section.at("domain"), domain, Shown.quoted(domain)));
            return;
        }
        section.require("peers", "for mode static at least one peer, " + expected + ",");
        int place = 0;
        for (Section.Item item : section.items("peers", expected, MAX_PEERS)) {
            place++;
            Section map = item.section();
            Text text = map == null ? item.text() : map.text("uri", expected);
            if (map != null) map.require("uri", expected);
            int priority = place;
            int weight = 0;
            if (map != null && (map.has("priority") || map.has("weight"))) {
                ranked = true;
                priority = map.integer("priority", 0, MOST_PRIORITY, place);
                weight = map.integer("weight", 0, MOST_PRIORITY, 0);
            }
            if (text == null) continue;
            PeerUri.Read read = PeerUri.read(text.value());
            if (read instanceof PeerUri.Good(PeerUri uri)) {
                InetAddress literal = Values.address(uri.host());
                if (literal == null) name(new Written(uri, priority, weight), text);
                else address(new Written(uri, priority, weight), literal, text);
            }
            if (read instanceof PeerUri.Bad(String why)) {
                section.error(text.at(), "not a peer: " + text.shown() + ": " + why);
            }
        }
    }

    /// Those that are addresses, in the order of the file.
    List<Peer> peers() {
        if (ranked) return peers;
        List<Peer> plain = new ArrayList<>(peers.size());
        for (Peer peer : peers) plain.add(peer.ranked(0, 0));
        return plain;
    }

    /// All of them where some are names.
    @Nullable
    Whereabouts whereabouts() {
        Network n = network;
        if (!named || n == null) return null;
        List<Transport> transports = transports(n);
        AddressFamilies families = families(n);
        if (transports.isEmpty() || families == null) return null; // said elsewhere
        List<Whereabouts.Entry> entries = new ArrayList<>(all.size());
        for (Written w : all) entries.add(new Whereabouts.Entry(w.uri().destination(), w.priority(), w.weight()));
        return new Whereabouts(entries, new Abilities(transports, families));
    }

    private static List<Transport> transports(Network network) {
        List<Transport> open = new ArrayList<>();
        for (Transport t : LIKED) {
            if (NetworkReader.serves(network, t)) open.add(t);
        }
        return open;
    }

    /// The newer first where both are there (RFC 6724).
    private static @Nullable AddressFamilies families(Network network) {
        boolean four = false;
        boolean six = false;
        for (InetAddress own : network.addresses()) {
            if (own instanceof Inet4Address) four = true;
            else six = true;
        }
        if (four && six) return AddressFamilies.IPV6_FIRST;
        return six ? AddressFamilies.IPV6 : four ? AddressFamilies.IPV4 : null;
    }

    private void name(Written written, Text text) {
        named = true;
        Destination destination = written.uri().destination();
        for (Written other : all) {
            if (other.uri().destination().equals(destination)) {
                section.error(text.at(), text.shown() + " is here twice");
                return;
            }
        }
        all.add(written);
        if (network == null || !NetworkReader.opensAny(network)) return;
        if (destination.secure()) {
            boolean secure =
                    NetworkReader.serves(network, Transport.TLS) || NetworkReader.serves(network, Transport.WSS);
            if (!secure) needs("TLS", text, network);
        }
        String parameter = destination.transport();
        Transport asked = parameter == null || destination.secure() ? null : Transport.of(parameter);
        if (asked != null && !NetworkReader.serves(network, asked)) needs(asked.viaToken(), text, network);
    }

    private void needs(String transport, Text text, Network n) {
        section.error(
                text.at(), text.shown() + " needs " + transport + ", which network '" + n.name() + "' does not open");
    }

    private void address(Written written, InetAddress address, Text text) {
        PeerUri uri = written.uri();
        Network n = network;
        if (n == null) return;
        Transport transport = uri.transport();
        int port = uri.portOrUsual();
        if (!NetworkReader.serves(n, transport) && NetworkReader.opensAny(n)) needs(transport.viaToken(), text, n);
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            section.error(text.at(), text.shown() + " is not the address of one host");
            return;
        }
        if (!n.addresses().isEmpty() && n.addresses().stream().noneMatch(own -> own.getClass() == address.getClass())) {
            section.error(
                    text.at(),
                    text.shown() + " is reached over " + Values.family(address) + ", and network '" + n.name()
                            + "' has no such address");
            return;
        }
        String self = networks.listener(address, port, transport);
        if (self != null && self.equals(n.name())) {
            section.error(text.at(), text.shown() + " is this node itself: network '" + self + "' listens there");
            return;
        }
        if (self != null) {
            context.problems.warning(text.at(), text.shown() + " is this node itself, its network '" + self + "'");
        }
        var peer = new Peer(text.value(), uri.host(), new InetSocketAddress(address, port), transport)
                .ranked(written.priority(), written.weight());
        for (Peer other : peers) {
            if (other.address().equals(peer.address()) && other.transport() == transport) {
                section.error(text.at(), text.shown() + " is here twice");
                return;
            }
        }
        peers.add(peer);
        all.add(written);
        sources.addPeer(n.name(), trunk, peer.address(), transport, text.at());
    }
}
