package org.demarc.edge.registered;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.demarc.edge.Edge;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.Route;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.BindingChange;
import org.demarc.edge.registrar.BindingsStore;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.status.EdgeCounts;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.world.SeededTokens;
import org.demarc.edge.world.VirtualMedia;
import org.demarc.edge.world.VirtualSender;
import org.demarc.edge.world.VirtualTimers;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sim.Faults;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.RegistrationMode.Authenticate;
import org.demarc.trunk.account.RegistrationMode.CalledNumber;
import org.demarc.trunk.account.RegistrationMode.Gin;
import org.demarc.trunk.account.RegistrationMode.Lifetimes;
import org.demarc.trunk.account.SourceRange;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.TrunkAccount;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// An edge of a provider whose customers Acme and Beta register, with a carrier behind it.
final class Border implements LaneCore {
    static final String DOMAIN = "sp.example.net";
    static final String PASSWORD = "secret";
    static final InetSocketAddress OUTSIDE = address("203.0.113.5", 5060);
    static final InetSocketAddress INSIDE = address("10.0.0.5", 5060);
    /// A PBX that does not register, on the network of those that do.
    static final InetSocketAddress GATEWAY = address("198.51.100.30", 5060);
    static final InetSocketAddress CARRIER = address("10.9.0.30", 5060);

    final Gen gen;
    final VirtualClock clock = new VirtualClock();
    final FaultyNetwork<InetSocketAddress, byte[]> network;
    final List<CallEvent> events = new ArrayList<>();
    final List<BindingChange.Event> changes = new ArrayList<>();
    /// What strangers got: octets by address.
    final Map<InetSocketAddress, Integer> answered = new java.util.HashMap<>();

    NodeState node;
    VirtualSender sender;
    private VirtualMedia media;
    private final int laneCount;
    private final List<Edge> lanes = new ArrayList<>();
    private final List<VirtualTimers> timers = new ArrayList<>();
    private InetSocketAddress gatewayAt = GATEWAY;
    private List<SourceRange> sources = List.of();
    private Trunk.Probe probe = Trunk.Probe.OFF;
    private UnaryOperator<RegistrationMode> mode = m -> m;
    private UnaryOperator<Trunk> shape = t -> t;

    Border(Gen gen, Faults faults, int laneCount) {
        this.gen = gen;
        this.laneCount = laneCount;
        this.network = new FaultyNetwork<>(clock, gen.split(), faults);
        this.media = media();
        this.node = node();
        this.sender = start();
    }

    static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private NodeState node() {
        return new NodeState(
                config(), clock.millis(), 1, List.of((account, now, all) -> all.forEach(c -> changes.add(c.event()))));
    }

    private VirtualMedia media() {
        return new VirtualMedia(clock, Map.of("outside", OUTSIDE.getAddress(), "inside", INSIDE.getAddress()));
    }

    private VirtualSender start() {
        var made = new VirtualSender(clock, network, gen.split(), new VirtualSender.Watch() {
            @Override
            public void sent(byte[] octets, Flow flow) {
                answered.merge(flow.remote(), octets.length, Integer::sum);
            }
        });
        made.bind("outside", OUTSIDE, Set.of(Transport.UDP, Transport.TCP));
        made.bind("inside", INSIDE, Set.of(Transport.UDP, Transport.TCP));
        made.core(this);
        lanes.clear();
        timers.clear();
        for (int lane = 0; lane < laneCount; lane++) {
            var own = new VirtualTimers(clock);
            timers.add(own);
            lanes.add(new Edge(
                    lane,
                    node,
                    media,
                    made,
                    own,
                    SeededTokens.ofLane(gen.split(), lane),
                    TimerConfig.RFC3261,
                    events::add));
        }
        return made;
    }

    /// The process dies and another one begins with what a store kept.
    void restart() {
        Map<String, List<Binding>> kept = new java.util.HashMap<>();
        for (String name : List.of("acme", "beta"))
            kept.put(key(name), bound(name).stream().map(Border::stored).toList());
        sender.die();
        media = media();
        node = node();
        registrar()
                .registrations()
                .load(
                        new BindingsStore() {
                            @Override
                            public Map<String, List<Binding>> load() {
                                return kept;
                            }

                            @Override
                            public void changed(
                                    org.demarc.edge.registrar.RegistrationAccount account,
                                    org.demarc.edge.registrar.Bindings now,
                                    List<BindingChange> all) {}
                        },
                        clock.millis());
        sender = start();
    }

    /// What a store keeps of it: not how it does.
    private static Binding stored(Binding b) {
        return new Binding(
                b.contact(),
                b.params(),
                b.q(),
                b.callId(),
                b.cseq(),
                b.since(),
                b.updated(),
                b.expiresAt(),
                b.path(),
                b.instance(),
                b.regId(),
                b.cookie(),
                b.origin(),
                b.mark(),
                b.flow());
    }

    RegistrarNode registrar() {
        return Objects.requireNonNull(node.registrar());
    }

    private String key(String account) {
        return Objects.requireNonNull(registrar().registrations().find(account))
                .account()
                .key();
    }

    List<Binding> bound(String account) {
        return Objects.requireNonNull(registrar().registrations().find(account))
                .bindings()
                .live(clock.millis());
    }

    /// From now on accounts are like that.
    void accounts(UnaryOperator<RegistrationMode> changed) {
        mode = changed;
        node.reconfigure(config(), clock.millis());
    }

    /// From now on trunks of PBXs are like that.
    void trunks(UnaryOperator<Trunk> changed) {
        shape = changed;
        node.reconfigure(config(), clock.millis());
    }

    private EdgeConfig config() {
        var gateway = new Peer("sip:198.51.100.30", "198.51.100.30", gatewayAt, Transport.UDP);
        var carrier = new Peer("sip:10.9.0.30", "10.9.0.30", CARRIER, Transport.UDP);
        return new EdgeConfig(
                "sim",
                List.of(
                        registering("acme", "+12145550100..+12145550199"),
                        registering("beta", "+12145550200..+12145550299"),
                        fixed("gateway", Faces.PBX, "outside", gateway, sources),
                        fixed("carrier", Faces.CORE, "inside", carrier, List.of())),
                List.of(
                        new Route("acme", null, List.of("carrier")),
                        new Route("beta", null, List.of("carrier")),
                        new Route("gateway", null, List.of("carrier"))),
                new EdgeConfig.Timing(4_000, 60_000, 0, 0, 0, 20_000));
    }

    /// From now on the PBX that does not register is there.
    void gateway(InetSocketAddress address) {
        gatewayAt = address;
        node.reconfigure(config(), clock.millis());
    }

    /// From now on what comes from there is of that PBX, too.
    void gatewaySources(String block) {
        sources = List.of(Objects.requireNonNull(SourceRange.parse(block)));
        node.reconfigure(config(), clock.millis());
    }

    /// From now on contacts are asked like that.
    void probe(Trunk.Probe changed) {
        probe = changed;
        node.reconfigure(config(), clock.millis());
    }

    /// What an operator sees of the contacts of an account.
    List<TrunkSnapshot.BindingSnapshot> shown(String account) {
        for (TrunkSnapshot t : node.trunks(clock.millis())) {
            if (t.name().equals(account)) return t.bindings();
        }
        throw new AssertionError(account);
    }

    private static Trunk fixed(String name, Faces faces, String network, Peer peer, List<SourceRange> sources) {
        return new Trunk(
                name,
                faces,
                network,
                null,
                List.of(peer),
                sources,
                List.of(),
                Trunk.Limits.NONE,
                Latching.EXACT,
                Trunk.Probe.OFF);
    }

    private Trunk registering(String user, String numbers) {
        Map<Algorithm, Ha1> secrets = new EnumMap<>(Algorithm.class);
        for (Algorithm a : List.of(Algorithm.SHA_256, Algorithm.MD5)) {
            secrets.put(a, Ha1.of(a, user, DOMAIN, PASSWORD));
        }
        var account = new TrunkAccount(user, null, secrets, List.of(Algorithm.SHA_256, Algorithm.MD5), DOMAIN);
        var usual = new RegistrationMode(
                account, Gin.OPTIONAL, Lifetimes.DEFAULT, 4, CalledNumber.REQUEST_URI, Authenticate.FLOW);
        return shape.apply(new Trunk(
                user,
                Faces.PBX,
                "outside",
                DOMAIN,
                List.of(),
                List.of(),
                List.of(Objects.requireNonNull(NumberRange.parse(numbers))),
                Trunk.Limits.NONE,
                Latching.EXACT,
                probe,
                mode.apply(usual)));
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        lanes.get(LaneRouting.laneOf(message, lanes.size())).received(message, flow);
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        lanes.getFirst().malformed(malformed, flow);
    }

    @Override
    public void heard(Flow flow) {
        lanes.getLast().heard(flow);
    }

    /// As `net` does it: the lanes that had to do with the connection.
    @Override
    public void closed(Flow flow) {
        for (Edge lane : lanes) lane.closed(flow);
    }

    void run(long millis) {
        clock.runFor(Duration.ofMillis(millis));
    }

    EdgeCounts counts() {
        EdgeCounts counts = EdgeCounts.NONE;
        for (Edge lane : lanes) counts = counts.plus(lane.counts());
        return counts;
    }

    int portsInUse() {
        return media.portsInUse();
    }

    /// All calls and transactions are over: nothing but the watch of the first lane is left.
    void assertNothingLeft() {
        EdgeCounts counts = counts();
        if (counts.calls() != 0 || counts.dialogs() != 0 || counts.transactions() != 0 || portsInUse() != 0) {
            throw new AssertionError("left: " + counts + ", ports " + portsInUse());
        }
        for (int lane = 0; lane < timers.size(); lane++) {
            if (timers.get(lane).pending() > (lane == 0 ? 1 : 0)) {
                throw new AssertionError(
                        "timers left in lane " + lane + ": " + timers.get(lane).pending());
            }
        }
    }

    <E extends CallEvent> List<E> told(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Nullable
    CallEvent last() {
        return events.isEmpty() ? null : events.getLast();
    }
}
