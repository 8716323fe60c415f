package org.demarc.app.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.demarc.app.config.Context.Text;
import org.demarc.app.config.NodeConfig.Network;
import org.demarc.net.tls.TlsConfig;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// Reads `networks`, and what must hold among them.
final class NetworkReader {
    private static final List<Transport> TRANSPORTS =
            List.of(Transport.UDP, Transport.TCP, Transport.TLS, Transport.WS, Transport.WSS);

    private static final int MAX_ORIGINS = 64;

    private final Context context;
    private final Problems problems;
    private final Map<String, Zone> zones = new LinkedHashMap<>();

    NetworkReader(Context context) {
        this.context = context;
        this.problems = context.problems;
    }

    /// A network with the places of its parts.
    ///
    /// @param at its name
    /// @param listens true when a listening point is named, be it a wrong one, which is reported already
    /// @param media the same for media ports
    /// @param sip where its listening points are named
    private record Zone(
            Mark at,
            Network network,
            boolean listens,
            boolean media,
            @Nullable Section sip,
            Mark mediaAt) {
        Mark at(Transport transport) {
            return sip == null ? at : sip.at(transport.parameter());
        }
    }

    boolean isEmpty() {
        return zones.isEmpty();
    }

    Set<String> names() {
        return zones.keySet();
    }

    List<Network> all() {
        return zones.values().stream().map(Zone::network).toList();
    }

    @Nullable
    Network find(String name) {
        Zone zone = zones.get(name);
        return zone == null ? null : zone.network();
    }

    /// True when no SIP listening point is named for the network.
    boolean lacksSip(String name) {
        Zone zone = zones.get(name);
        return zone != null && !zone.listens();
    }

    /// True when no media ports are named for the network.
    boolean lacksMedia(String name) {
        Zone zone = zones.get(name);
        return zone != null && !zone.media();
    }

    void read(String name, Section section) {
        List<InetAddress> addresses = addresses(section, "addresses");
        section.require("addresses", "one IPv4 address, one IPv6 address, or both");
        List<InetAddress> advertise = addresses(section, "advertise");
        for (InetAddress a : advertise) {
            if (!addresses.isEmpty() && addresses.stream().noneMatch(b -> b.getClass() == a.getClass())) {
                section.error(
                        section.at("advertise"),
                        Values.text(a) + " is advertised, but 'addresses' has no " + Values.family(a) + " address");
            }
        }
        Section sip = section.section("sip");
        PortRange media = media(section.section("media"));
        Section tls = section.section("tls");
        TlsConfig security = tls == null ? null : new TlsReader(context).read(name, tls);
        boolean listens = section.has("sip") && sip == null;
        if (sip != null) {
            for (Transport t : TRANSPORTS) {
                if (!sip.has(t.parameter())) continue;
                listens = true;
                if (t.secure() && !section.has("tls")) {
                    section.error(
                            sip.at(t.parameter()),
                            "'" + t.parameter() + "' needs a certificate: network '" + name
                                    + "' has no 'tls' with certificate and key");
                }
            }
        }
        if (sip != null && sip.has("udp")) checkTcp(sip);
        Network network = new Network(
                name,
                addresses,
                advertise,
                port(sip, Transport.UDP),
                port(sip, Transport.TCP),
                port(sip, Transport.TLS),
                port(sip, Transport.WS),
                port(sip, Transport.WSS),
                media,
                security,
                origins(section));
        if (tls != null && sip != null && !sip.has("tls") && !sip.has("wss")) {
            problems.warning(tls.at, "nobody sees this certificate: network '" + name + "' opens neither tls nor wss");
        }
        zones.put(name, new Zone(section.at, network, listens, section.has("media"), sip, section.at("media")));
    }

    /// "For any port and interface that a server listens on for UDP, it MUST listen on that same port and interface for
    /// TCP": RFC 3261 section 18.2.1, catalogue TRN-023.
    private void checkTcp(Section sip) {
        Integer udp = port(sip, Transport.UDP);
        if (udp == null || (sip.has("tcp") && udp.equals(port(sip, Transport.TCP)))) return;
        problems.warning(
                sip.at("udp"),
                "UDP without TCP on its port: what is too long for UDP cannot be sent or received; add 'tcp: " + udp
                        + "'");
    }

    private static List<String> origins(Section section) {
        String expected = "an origin like https://phone.example.net, or *,";
        List<String> all = new ArrayList<>();
        for (Text text : section.texts("origins", expected, MAX_ORIGINS)) {
            if (!text.value().equals("*") && !Values.isOrigin(text.value())) {
                section.error(text.at(), expected + " is expected, not " + text.shown());
            }
            all.add(text.value());
        }
        return all;
    }

    private static @Nullable Integer port(@Nullable Section sip, Transport transport) {
        return sip == null ? null : sip.integerOrNull(transport.parameter(), 0, 65_535);
    }

    private @Nullable PortRange media(@Nullable Section section) {
        if (section == null) return null;
        String expected = "a range of ports like 20000-29999";
        section.require("ports", expected);
        Text text = section.text("ports", expected);
        if (text == null) return null;
        PortRange range = Values.ports(text.value());
        if (range == null) {
            String turned = Values.turnedPorts(text.value());
            section.error(
                    text.at(),
                    turned == null
                            ? expected + ", within 1024 to 65535, is expected, not " + text.shown()
                            : text.shown() + " is reversed: did you mean '" + turned + "'?");
        } else if (range.pairs() == 0) {
            section.error(
                    text.at(),
                    text.shown()
                            + " has no even port followed by an odd one: RTP and RTCP of one stream need such a pair");
        } else {
            return range;
        }
        return null;
    }

    private List<InetAddress> addresses(Section section, String key) {
        List<InetAddress> all = new ArrayList<>();
        for (Text text : section.texts(key, "an IPv4 or IPv6 address", 8)) {
            InetAddress address = Values.address(text.value());
            if (address == null) {
                section.error(
                        text.at(),
                        "an IPv4 or IPv6 address is expected, not " + text.shown()
                                + (Values.isHostName(text.value()) ? ": names are not looked up here" : ""));
            } else if (address.isAnyLocalAddress()) {
                section.error(
                        text.at(),
                        text.shown() + " means every address: name the one that peers reach, it stands in messages");
            } else if (address.isMulticastAddress()) {
                section.error(text.at(), text.shown() + " is a multicast address: a unicast address is expected");
            } else if (address.isLinkLocalAddress()) {
                section.error(
                        text.at(), text.shown() + " is a link-local address: it means nothing in messages to others");
            } else if (all.stream().anyMatch(b -> b.getClass() == address.getClass())) {
                section.error(
                        text.at(),
                        "a second " + Values.family(address)
                                + " address: a network has at most one of each family; make" + " another network for "
                                + text.shown());
            } else {
                all.add(address);
            }
        }
        return all;
    }

    /// True when the network listens on `transport`.
    static boolean serves(Network network, Transport transport) {
        return network.port(transport) != null;
    }

    /// True when the network listens at all.
    static boolean opensAny(Network network) {
        for (Transport t : TRANSPORTS) {
            if (network.port(t) != null) return true;
        }
        return false;
    }

    /// The name of the network that listens exactly there; null when none does.
    @Nullable
    String listener(InetAddress address, int port, Transport transport) {
        for (Zone zone : zones.values()) {
            Network n = zone.network();
            Integer listening = n.port(transport);
            if (listening != null && listening == port && n.addresses().contains(address)) return n.name();
        }
        return null;
    }

    /// Ports that two want on one address.
    void checkTogether(InetSocketAddress admin, Mark adminAt) {
        List<Zone> all = new ArrayList<>(zones.values());
        for (int i = 0; i < all.size(); i++) {
            Zone zone = all.get(i);
            own(zone);
            for (Transport t : TRANSPORTS) {
                if (!t.reliable()
                        || !same(zone.network().port(t), admin.getPort())
                        || !zone.network().addresses().contains(admin.getAddress())) continue;
                problems.error(
                        zone.at(t),
                        "the admin interface (line " + adminAt.line() + ") has "
                                + Values.text(admin.getAddress(), admin.getPort()) + " too: another port is expected");
            }
            for (int j = 0; j < i; j++) both(all.get(j), zone);
        }
    }

    /// Warns of networks without a trunk.
    void checkUsed(Set<String> used) {
        zones.forEach((name, zone) -> {
            if (!used.contains(name)) problems.warning(zone.at(), "no trunk lives on network '" + name + "'");
        });
    }

    /// SIP within the network's own media ports, and two transports on one port.
    private void own(Zone zone) {
        Network n = zone.network();
        for (Transport t : TRANSPORTS) {
            for (Transport before : TRANSPORTS) {
                if (before == t) break;
                if (before.reliable() && t.reliable() && clash(n.port(before), n.port(t))) {
                    problems.error(
                            zone.at(t), "SIP over " + before.viaToken() + " has port " + n.port(before) + " already");
                }
            }
        }
        if (n.media() != null && n.udp() != null && n.media().contains(n.udp())) {
            problems.error(
                    zone.mediaAt(),
                    "the media ports " + n.media() + " include the SIP port " + n.udp() + ": keep them apart");
        }
    }

    private void both(Zone first, Zone second) {
        Network a = first.network();
        Network b = second.network();
        InetAddress shared = null;
        for (InetAddress address : b.addresses()) {
            if (a.addresses().contains(address)) shared = address;
        }
        if (shared == null) return;
        String on = " on " + Values.text(shared);
        for (Transport theirs : TRANSPORTS) {
            for (Transport ours : TRANSPORTS) {
                if (theirs.reliable() != ours.reliable() || !clash(a.port(theirs), b.port(ours))) continue;
                problems.error(
                        second.at(ours),
                        "network '" + a.name() + "' has SIP over " + theirs.viaToken() + " on port " + b.port(ours) + on
                                + " too");
            }
        }
        if (a.media() != null && b.media() != null && a.media().overlaps(b.media())) {
            problems.error(
                    second.mediaAt(),
                    "the media ports " + b.media() + " overlap those of network '" + a.name() + "', " + a.media() + on);
        }
        if (a.media() != null && b.udp() != null && a.media().contains(b.udp())) {
            problems.error(
                    second.at(Transport.UDP),
                    "port " + b.udp() + " lies in the media ports " + a.media() + " of network '" + a.name() + "'"
                            + on);
        }
        if (b.media() != null && a.udp() != null && b.media().contains(a.udp())) {
            problems.error(
                    second.mediaAt(),
                    "the media ports " + b.media() + " include the SIP port " + a.udp() + " of network '" + a.name()
                            + "'" + on);
        }
    }

    private static boolean clash(@Nullable Integer a, @Nullable Integer b) {
        return a != null && b != null && a > 0 && a.equals(b);
    }

    private static boolean same(@Nullable Integer port, int other) {
        return port != null && port > 0 && port == other;
    }
}
