package org.demarc.app.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.demarc.app.config.Context.Text;
import org.demarc.app.config.NodeConfig.Network;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.SourceRange;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Trunk.Limits;
import org.demarc.trunk.account.Trunk.Probe;
import org.demarc.trunk.account.Trunk.Reserve;
import org.demarc.trunk.numbers.NumberMap;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// Reads `trunks`, and what must hold among them.
final class TrunkReader {
    static final int MAX_TRUNKS = 10_000;
    private static final int MAX_SOURCES = 256;
    private static final int MAX_RANGES = 100_000;
    private static final int MOST_CALLS = 1_000_000;
    private static final int MOST_KILOBITS = 10_000_000;

    private final Context context;
    private final NetworkReader networks;
    private final Map<String, Trunk> trunks = new LinkedHashMap<>();
    private final Map<String, Mark> places = new LinkedHashMap<>();
    private final Inventory inventory = new Inventory();
    private final Sources sources = new Sources();
    private final RegistrationReader registrations = new RegistrationReader();

    TrunkReader(Context context, NetworkReader networks) {
        this.context = context;
        this.networks = networks;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /// The names of all trunks, those with errors included.
    Set<String> names() {
        return places.keySet();
    }

    List<Trunk> all() {
        return List.copyOf(trunks.values());
    }

    void checkTogether() {
        inventory.check(context.problems);
        sources.check(context.problems);
    }

    /// Warns of trunks that no call can go to.
    ///
    /// @param routed those that routes name
    void checkReached(Set<String> routed) {
        for (Trunk trunk : trunks.values()) {
            Mark at = places.get(trunk.name());
            boolean owns = !trunk.numbers().isEmpty() && !trunk.registers();
            if (at == null || owns || routed.contains(trunk.name())) continue;
            context.problems.warning(
                    at,
                    "no call ever goes to trunk '" + trunk.name() + "': it has no 'numbers', and no route leads to it");
        }
    }

    /// The networks that trunks live on.
    Set<String> networksUsed() {
        Set<String> used = new HashSet<>();
        for (Trunk trunk : trunks.values()) used.add(trunk.network());
        return used;
    }

    void read(String name, Section section) {
        places.put(name, section.at);
        section.require("faces", "pbx, provider or core");
        String named = section.choice("faces", List.of("pbx", "provider", "core"), List.of());
        Faces faces = named == null ? Faces.CORE : Faces.valueOf(named.toUpperCase(Locale.ROOT));
        boolean registers = "registration".equals(section.choice("mode", List.of("static", "registration"), List.of()));
        section.choice("srtp", List.of("off"), List.of("optional", "required"));
        Network network = network(section);
        String domain = domain(section);
        boolean comesToUs = registers && faces == Faces.PBX;
        if (comesToUs && section.has("peers")) {
            context.problems.warning(
                    section.at("peers"), "'peers' is not used: a PBX that registers is called where it registered");
        }
        var reader = new PeerReader(context, networks, sources, name, section, network);
        if (!comesToUs) reader.read(domain, registers);
        List<Peer> peers = reader.peers();
        RegistrationMode registration = null;
        if (!registers) {
            RegistrationReader.absent(section);
        } else if (named != null) {
            if (domain == null && !peers.isEmpty() && !section.has("domain")) {
                domain = peers.getFirst().host();
            }
            registration = registration(name, section, faces, domain);
        }
        List<SourceRange> ranges = sources(name, section, network);
        List<NumberRange> numbers = numbers(name, section, registers && faces == Faces.PROVIDER);
        NumberMap map = NumberMapReader.read(section, numbers, context.problems);
        Limits limits = limits(section.section("limits"), network);
        Latching latching = latching(section);
        Probe probe = probe(section);
        trunks.put(
                name,
                new Trunk(
                        name,
                        faces,
                        network == null ? "" : network.name(),
                        domain,
                        peers,
                        ranges,
                        numbers,
                        limits,
                        latching,
                        probe,
                        registration,
                        map,
                        section.isOn("overload-control", false),
                        reader.whereabouts()));
    }

    private @Nullable RegistrationMode registration(
            String name, Section section, Faces faces, @Nullable String domain) {
        if (faces == Faces.CORE) {
            section.error(section.at("mode"), "our own network does not register: 'static' is expected");
            return null;
        }
        if (faces == Faces.PROVIDER) {
            section.require("peers", "for mode registration the registrars of the provider, SIP URIs,");
        }
        if (domain == null) section.require("domain", "for mode registration the provider's SIP domain");
        return registrations.read(name, section, faces, domain);
    }

    private @Nullable Network network(Section section) {
        section.require("network", "the name of a network");
        Text text = section.text("network", "the name of a network");
        if (text == null) return null;
        Network network = networks.find(text.value());
        if (network == null) {
            String guess = Spelling.nearest(text.value(), networks.names());
            section.error(
                    text.at(),
                    "there is no network " + text.shown()
                            + (guess != null
                                    ? ": did you mean '" + guess + "'?"
                                    : networks.isEmpty()
                                            ? ""
                                            : ": expected one of " + Shown.line(String.join(", ", networks.names()))));
            return null;
        }
        if (networks.lacksSip(network.name())) {
            section.error(
                    text.at(),
                    "network '" + network.name()
                            + "' has no SIP listening point: it needs 'sip' with udp, tcp, tls, ws or wss");
        }
        if (networks.lacksMedia(network.name())) {
            section.error(
                    text.at(), "network '" + network.name() + "' has no media ports: it needs 'media' with ports");
        }
        return network;
    }

    private static @Nullable String domain(Section section) {
        String expected = "a host name or an address";
        Text text = section.text("domain", expected);
        if (text == null) return null;
        InetAddress address = Values.address(text.value());
        if (address == null && !Values.isHostName(text.value())) {
            section.error(text.at(), expected + " is expected, not " + text.shown());
            return null;
        }
        return text.value();
    }

    private List<SourceRange> sources(String name, Section section, @Nullable Network network) {
        String expected = "an address or a block like 192.0.2.0/28";
        List<SourceRange> all = new ArrayList<>();
        for (Text text : section.texts("sources", expected, MAX_SOURCES)) {
            SourceRange range = block(text.value());
            if (range == null) {
                section.error(text.at(), expected + " is expected, not " + text.shown());
                continue;
            }
            SourceRange aligned = Sources.aligned(range);
            if (!aligned.network().equals(range.network())) {
                section.error(
                        text.at(),
                        text.shown() + " is not the beginning of a block: did you mean '"
                                + Values.text(aligned.network()) + "/" + aligned.prefix() + "'?");
                continue;
            }
            if (range.prefix() == 0) {
                section.error(text.at(), text.shown() + " believes everybody: name the addresses of this trunk");
                continue;
            }
            all.add(range);
            if (network == null) continue;
            if (network.addresses().stream()
                    .noneMatch(own -> own.getClass() == range.network().getClass())) {
                section.error(
                        text.at(),
                        text.shown() + " is " + Values.family(range.network()) + ", and network '" + network.name()
                                + "' has no such address");
            }
            sources.addBlock(network.name(), name, range, text.at());
        }
        return all;
    }

    private static @Nullable SourceRange block(String text) {
        int slash = text.indexOf('/');
        InetAddress address = Values.address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) return null;
        int bits = address.getAddress().length * 8;
        if (slash < 0) return new SourceRange(address, bits);
        Long prefix = Values.integer(text.substring(slash + 1));
        return prefix == null || prefix > bits ? null : new SourceRange(address, (int) (long) prefix);
    }

    /// @param assigned they are the provider's name for numbers that other trunks have: no destination
    private List<NumberRange> numbers(String name, Section section, boolean assigned) {
        String expected = "an E.164 number like +12145550100, or a range +12145550100..+12145550199";
        List<NumberRange> all = new ArrayList<>();
        for (Text text : section.texts("numbers", expected, MAX_RANGES)) {
            NumberRange range = NumberRange.parse(text.value());
            if (range == null) {
                String turned = turned(text.value());
                section.error(
                        text.at(),
                        turned == null
                                ? expected + ", is expected, not " + text.shown()
                                : text.shown() + " is reversed: did you mean '" + turned + "'?");
            } else {
                all.add(range);
                if (!assigned) inventory.add(name, range, text.at());
            }
        }
        return all;
    }

    /// The range with its ends exchanged, where that makes it one; null else.
    private static @Nullable String turned(String text) {
        int dots = text.indexOf("..");
        if (dots < 0) return null;
        String turned = text.substring(dots + 2).strip() + ".."
                + text.substring(0, dots).strip();
        return NumberRange.parse(turned) == null ? null : turned;
    }

    private Limits limits(@Nullable Section section, @Nullable Network network) {
        if (section == null) return Limits.NONE;
        int calls = section.integer("calls", 0, MOST_CALLS, 0);
        PortRange media = network == null ? null : network.media();
        if (network != null && media != null) {
            int pairs = media.pairs() * network.addresses().size();
            if (calls > pairs) {
                context.problems.warning(
                        section.at("calls"),
                        calls + " calls need more media ports than network '" + network.name() + "' has: " + media
                                + " carries " + pairs + " calls");
            }
        }
        int reserve = section.integer("emergency-reserve", 0, 90, 0);
        return new Limits(
                calls,
                section.integer("calls-per-second", 0, MOST_CALLS, 0),
                section.integer("bandwidth", 0, MOST_KILOBITS, 0),
                reserve == 0 ? Reserve.NONE : new Reserve((int) (((long) calls * reserve + 99) / 100), reserve));
    }

    private static Latching latching(Section section) {
        String source = section.choice("media-source", List.of("sdp", "address", "signalling"), List.of());
        if ("address".equals(source)) return Latching.ADDRESS;
        return "signalling".equals(source) ? Latching.SIGNALLING : Latching.EXACT;
    }

    private static Probe probe(Section section) {
        if (section.isWord("probe", "off")) return Probe.OFF;
        if (section.isWord("probe", "on")) return Probe.DEFAULT;
        Section probe = section.sectionOr("probe", "on, off or ");
        if (probe == null) return Probe.DEFAULT;
        return new Probe(
                probe.duration("interval", 1_000, 3_600_000, false, Probe.DEFAULT.intervalMillis()),
                probe.integer("misses", 1, 100, Probe.DEFAULT.misses()),
                probe.integer("answers", 1, 100, Probe.DEFAULT.answers()));
    }
}
