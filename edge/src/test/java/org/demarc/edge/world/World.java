package org.demarc.edge.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.demarc.edge.Edge;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.Route;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.status.EdgeCounts;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sim.Faults;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.SourceRange;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// One edge between two PBXs and the servers of a carrier, with everything seen and checked that it sends. One
/// seed decides all.
public final class World implements LaneCore {
    private static final Duration AFTERWARDS = Duration.ofMinutes(6);
    private static final long SPEAK_EVERY = 500;

    final Gen gen;
    final VirtualClock clock = new VirtualClock();
    final FaultyNetwork<InetSocketAddress, byte[]> network;
    private final long start = clock.millis();
    private final Setup setup;
    private final Trace trace = new Trace();
    private final WireRules rules;
    private final VirtualMedia media;
    private final NodeState node;
    private final VirtualSender sender;
    private final List<Edge> lanes = new ArrayList<>();
    private final List<VirtualTimers> timers = new ArrayList<>();
    private final List<Agent> pbxs = new ArrayList<>();
    private final List<Agent> carriers = new ArrayList<>();
    private final Map<String, Script> scripts = new HashMap<>();
    private final Ledger ledger = new Ledger();
    private final List<String> suspicions = new ArrayList<>();
    private final List<String> noted = new ArrayList<>();
    private final List<CallEvent> happened = new ArrayList<>();
    private boolean strict;
    private boolean disturbed;
    private boolean copying;
    private long last;
    private int mediaChecks;
    private int numbers;

    public World(Gen gen, Faults faults) {
        this(gen, faults, Setup.udp(gen));
    }

    public World(Gen gen, Faults faults, Setup setup) {
        this.gen = gen;
        this.setup = setup;
        network = new FaultyNetwork<>(clock, gen.split(), faults);
        strict = faults.loss() + faults.duplication() + faults.reordering() + faults.breakage() == 0
                && faults.jitterMillis() == 0;
        rules = new WireRules(clock, trace, List.of(Zone.OUTSIDE, Zone.INSIDE));
        media = new VirtualMedia(
                clock,
                Map.of(
                        Zone.OUTSIDE.network(), Zone.OUTSIDE.edge().getAddress(),
                        Zone.INSIDE.network(), Zone.INSIDE.edge().getAddress()));
        media.limit(setup.ports());
        node = new NodeState(config(), clock.millis());
        sender = new VirtualSender(clock, network, gen.split(), rules);
        for (Zone zone : List.of(Zone.OUTSIDE, Zone.INSIDE)) {
            sender.bind(zone.network(), zone.edge(), Set.of(Transport.UDP, Transport.TCP));
        }
        sender.core(this);
        for (int lane = 0; lane < setup.lanes(); lane++) {
            var laneTimers = new VirtualTimers(clock);
            timers.add(laneTimers);
            lanes.add(new Edge(
                    lane,
                    node,
                    media,
                    sender,
                    laneTimers,
                    SeededTokens.ofLane(gen.split(), lane),
                    TimerConfig.RFC3261,
                    this::happened));
        }
        for (String host : List.of("198.51.100.20", "198.51.100.21")) pbxs.add(agent(Zone.OUTSIDE, host));
        for (String host : List.of("10.9.0.30", "10.9.0.31", "10.9.1.40")) carriers.add(agent(Zone.INSIDE, host));
    }

    private Agent agent(Zone zone, String host) {
        InetSocketAddress address = Zone.address(host, 5060);
        return setup.transport() == Transport.UDP && gen.below(100) < setup.raw()
                ? new RawAgent(this, zone, address)
                : new UaAgent(this, zone, address, setup.transport());
    }

    /// The configuration: a PBX with two addresses, a carrier with two, and a spare one.
    public EdgeConfig config() {
        List<NumberRange> inventory = new ArrayList<>();
        if (NumberRange.parse("+12145550000..+12145559999") instanceof NumberRange range) inventory.add(range);
        return new EdgeConfig(
                "sim",
                List.of(
                        trunk(
                                "Acme",
                                Faces.PBX,
                                Zone.OUTSIDE,
                                inventory,
                                setup.limits(),
                                "198.51.100.20",
                                "198.51.100.21"),
                        trunk(
                                "Carrier",
                                Faces.CORE,
                                Zone.INSIDE,
                                List.of(),
                                Trunk.Limits.NONE,
                                "10.9.0.30",
                                "10.9.0.31"),
                        trunk("Spare", Faces.CORE, Zone.INSIDE, List.of(), Trunk.Limits.NONE, "10.9.1.40")),
                List.of(
                        new Route("Acme", "+1408*", List.of("Carrier", "Spare")),
                        new Route("Acme", "112", List.of("Carrier", "Spare"))),
                setup.timing());
    }

    private Trunk trunk(
            String name, Faces faces, Zone zone, List<NumberRange> numbers, Trunk.Limits limits, String... hosts) {
        List<Peer> peers = new ArrayList<>();
        for (String host : hosts) {
            peers.add(new Peer(
                    "sip:" + host + ";transport=" + setup.transport().parameter(),
                    host,
                    Zone.address(host, 5060),
                    setup.transport()));
        }
        List<SourceRange> sources = new ArrayList<>();
        for (String host : hosts) {
            if (SourceRange.parse(host) instanceof SourceRange range) sources.add(range);
        }
        if (faces == Faces.PBX && SourceRange.parse(Probe.HOST) instanceof SourceRange range) sources.add(range);
        return new Trunk(
                name, faces, zone.network(), null, peers, sources, numbers, limits, Latching.EXACT, Trunk.Probe.OFF);
    }

    VirtualSender socket(VirtualSender.Watch watch) {
        return new VirtualSender(clock, network, gen.split(), watch);
    }

    private void happened(CallEvent event) {
        trace.add(clock.millis(), "event " + event);
        ledger.add(event);
        happened.add(event);
        if (event instanceof CallEvent.Noted note) noted.add(note.what());
    }

    /// What the edge told of this kind, in order.
    public <E extends CallEvent> List<E> told(Class<E> kind) {
        return happened.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// What the edge noted about calls.
    public List<String> noted() {
        return noted;
    }

    // The edge's side of its sockets.

    @Override
    public void received(SipMessage message, Flow flow) {
        lanes.get(LaneRouting.laneOf(message, lanes.size())).received(message, flow);
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        lanes.getFirst().malformed(malformed, flow);
    }

    @Override
    public void closed(Flow flow) {
        for (Edge lane : lanes) lane.closed(flow);
    }

    // What agents and tests use.

    void later(long millis, Runnable task) {
        clock.schedule(Duration.ofMillis(millis), task);
        last = Math.max(last, clock.millis() + millis);
    }

    /// Does something at a time from now.
    public void at(long millis, Runnable task) {
        later(millis, task);
    }

    @Nullable
    Script script(@Nullable String number) {
        return number == null ? null : scripts.get(number);
    }

    void require(boolean holds, String rule) {
        if (!holds && !disturbed) throw new AssertionError(rule);
    }

    /// Wrong, unless the network or a peer is to blame.
    void suspicion(String what) {
        if (strict) suspicions.add(what);
    }

    void checkAnswer(@Nullable MiniSdp offer, @Nullable MiniSdp answer) {
        if (offer == null || answer == null) return;
        require(
                offer.streams().size() == answer.streams().size(),
                "an answer of " + answer.streams().size() + " streams to an offer of "
                        + offer.streams().size());
    }

    /// Things happen that may part the two ends of a call.
    public World lenient() {
        strict = false;
        return this;
    }

    private List<Agent> agents() {
        List<Agent> all = new ArrayList<>(pbxs);
        all.addAll(carriers);
        return all;
    }

    public List<Agent> pbxs() {
        return pbxs;
    }

    public List<Agent> carriers() {
        return carriers;
    }

    public NodeState node() {
        return node;
    }

    public List<Edge> lanes() {
        return lanes;
    }

    public VirtualMedia media() {
        return media;
    }

    public VirtualClock clock() {
        return clock;
    }

    public FaultyNetwork<InetSocketAddress, byte[]> network() {
        return network;
    }

    /// The edge has an IPv6 address towards the carrier, too, over TCP.
    public void dualStack() {
        sender.bind(Zone.INSIDE.network(), Zone.address("2001:db8:5::5", 5060), Set.of(Transport.TCP));
    }

    /// No connection of the edge to there comes to stand, and nobody says so.
    public void vanishes(InetSocketAddress remote) {
        sender.vanishes(remote);
    }

    /// Messages that the edge sent.
    public long messages() {
        return rules.messages();
    }

    /// Calls that were answered, as the edge says.
    public int answered() {
        return ledger.answered();
    }

    /// All calls that the edge was asked for.
    public int calls() {
        return ledger.calls();
    }

    /// How often the media of a conversation was looked at.
    public int mediaChecks() {
        return mediaChecks;
    }

    /// A number that no other call has, at the carrier's side or at the PBX's.
    public String number(boolean toCarrier) {
        int n = 1000 + numbers++;
        return toCarrier ? "+1408555" + n : "+1214555" + n;
    }

    /// Places a call at its time.
    public Script place(Plan plan) {
        boolean toCarrier = plan.number().startsWith("+1408");
        Agent caller = gen.pick(toCarrier ? pbxs : carriers);
        return place(plan, caller);
    }

    /// Places a call of this caller at its time.
    public Script place(Plan plan, Agent caller) {
        var script = new Script(plan);
        scripts.put(plan.number(), script);
        later(plan.at(), () -> caller.dial(script));
        return script;
    }

    /// Places so many calls by chance in the time given.
    public void placeSome(int calls, Plan.Mix mix, int withinMillis) {
        for (int i = 0; i < calls; i++) {
            place(Plan.random(gen, mix, number(gen.flip()), gen.below(withinMillis)));
        }
    }

    /// From now on these parties send RTP, or RTCP alone, whenever their own description lets them.
    public void speak(Predicate<Party> who, boolean rtcp) {
        clock.schedule(Duration.ofMillis(SPEAK_EVERY), () -> {
            for (Script script : scripts.values()) {
                if (script.caller != null && who.test(script.caller)) speak(script.caller, rtcp);
                for (Party party : script.called) if (who.test(party)) speak(party, rtcp);
            }
            speak(who, rtcp);
        });
    }

    private void speak(Party party, boolean rtcp) {
        MiniSdp mine = party.local;
        MiniSdp theirs = party.remote;
        if (party.over()
                || mine == null
                || theirs == null
                || !(rtcp || mine.first().sends())) return;
        InetSocketAddress to = theirs.rtp();
        if (to != null) media.hear(to, rtcp);
    }

    /// Somebody whom no trunk explains sends all sorts of things.
    public void strangers(int messages) {
        for (Zone zone : List.of(Zone.OUTSIDE, Zone.INSIDE)) {
            var address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + gen.between(1, 9)), 5060);
            rules.silent(address);
            for (int i = 0; i < messages; i++) {
                byte[] octets = Stranger.message(gen, zone);
                later(gen.below(20_000), () -> network.send(address, zone.edge(), octets));
            }
        }
    }

    /// What goes there and comes from there breaks rules on purpose.
    void unwatched(InetAddress address) {
        rules.ignore(address);
    }

    /// Somebody whom nothing may be sent to.
    public void silent(InetSocketAddress address) {
        rules.silent(address);
    }

    /// For so long each lane says every 100 ms that it is late.
    public void press(long from, long until, long lagMillis) {
        for (long at = from; at < until; at += 100) {
            later(at, () -> lanes.forEach(lane -> lane.pressed(lagMillis, 0, 8_192)));
        }
    }

    /// Copies of what the others send reach the edge too, changed by chance.
    public void disturb(double chance) {
        strict = false;
        disturbed = true;
        rules.disturbed();
        Gen own = gen.split();
        network.tap((from, to, octets) -> {
            boolean toEdge = to.equals(Zone.OUTSIDE.edge()) || to.equals(Zone.INSIDE.edge());
            if (!toEdge || copying || !own.chance(chance)) return;
            byte[] other = Mutator.mutate(own, octets);
            later(own.below(2_000), () -> {
                copying = true;
                network.send(from, to, other);
                copying = false;
            });
        });
    }

    /// True when messages may make no sense to those who get them.
    boolean isDisturbed() {
        return disturbed;
    }

    /// The called side knows what to do with this call, whoever makes it.
    public void expect(Plan plan) {
        scripts.put(plan.number(), new Script(plan));
    }

    /// Takes the place of an agent.
    public Hand hand(Agent agent) {
        strict = false;
        return new Hand(this, agent);
    }

    /// A bare socket in the PBX's trunk.
    public Probe probe() {
        rules.ignore(Zone.address(Probe.HOST, 0).getAddress());
        return new Probe(this, Zone.OUTSIDE);
    }

    /// An agent dies with all it knows, and is back later knowing nothing.
    public void crash(Agent agent, long at, long back) {
        strict = false;
        later(at, agent::crash);
        later(at + back, agent::revive);
    }

    /// Nothing passes between an agent and the edge for a while.
    public void cut(Agent agent, long at, long back) {
        strict = false;
        String name = "cut of " + agent.address();
        later(
                at,
                () -> network.partition(
                        name, a -> a.getAddress().equals(agent.address().getAddress()), _ -> true));
        later(at + back, () -> network.heal(name));
    }

    /// The configuration is read again.
    public void reload(long at) {
        later(at, () -> node.reconfigure(config(), clock.millis()));
    }

    /// No new calls for a while.
    public void drain(long at, long back) {
        later(at, () -> node.drain(true));
        later(at + back, () -> node.drain(false));
    }

    /// An operator ends every call.
    public void hangUpAll(long at) {
        later(at, () -> lanes.forEach(Edge::hangupAll));
    }

    /// The called side of a call hangs up now.
    public static void hangUpCalled(Script script) {
        for (Party party : script.called) {
            if (party instanceof UaLeg leg) leg.hangUp();
        }
    }

    /// Lets that much time go by.
    public void run(Duration time) {
        guarded(() -> clock.runFor(time));
    }

    /// Runs until everything is over and long after, and checks that nothing is left.
    public void finish() {
        guarded(() -> {
            lookAtMedia(2_000);
            while (clock.millis() <= last) clock.runFor(Duration.ofSeconds(5));
            clock.runFor(afterwards());
            checkAtEnd();
        });
    }

    /// How long after the last deed all must be over: what the edge waits for at most, and the ends of its
    /// transactions.
    private Duration afterwards() {
        EdgeConfig.Timing timing = setup.timing();
        boolean watched = timing.mediaSilence() > 0 && timing.dialogProbe() > 0;
        long longest = watched ? timing.mediaSilence() + timing.dialogProbe() : timing.callDuration();
        return AFTERWARDS.plusMillis(longest > AFTERWARDS.toMillis() / 2 ? longest : 0);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    failure + "\n" + trace.text(start)
                            + scripts.values().stream()
                                    .flatMap(s -> s.caller == null
                                            ? s.called.stream()
                                            : java.util.stream.Stream.concat(
                                                    java.util.stream.Stream.of(s.caller), s.called.stream()))
                                    .map(p -> p + "\n")
                                    .collect(java.util.stream.Collectors.joining()),
                    failure);
        }
    }

    private void lookAtMedia(long every) {
        clock.schedule(Duration.ofMillis(every), () -> {
            for (Script script : scripts.values()) checkMedia(script);
            if (clock.millis() < last) lookAtMedia(every);
        });
    }

    /// In a conversation where nothing is being agreed on, what one side sends comes out where the other hears
    /// it, if both directions say so, and nowhere else.
    private void checkMedia(Script script) {
        Party caller = script.caller;
        if (disturbed || caller == null || !settled(caller)) return;
        Party called = null;
        for (Party party : script.called) {
            if (party.state() != Party.State.TALKING) continue;
            if (called != null) return;
            called = party;
        }
        if (called == null || !settled(called)) return;
        mediaChecks++;
        checkDirection(caller, called);
        checkDirection(called, caller);
    }

    private boolean settled(Party party) {
        return party.stable() && clock.millis() - party.changedAt > (strict ? 1_500 : 35_000);
    }

    private void checkDirection(Party from, Party to) {
        MiniSdp mine = from.local;
        MiniSdp theirs = from.remote;
        MiniSdp heard = to.local;
        if (mine == null || theirs == null || heard == null) throw new AssertionError("a conversation without media");
        InetSocketAddress at = mine.rtp();
        InetSocketAddress edge = theirs.rtp();
        InetSocketAddress end = heard.rtp();
        boolean flows = mine.first().sends() && heard.first().receives() && at != null && edge != null;
        InetSocketAddress arrives = at == null || edge == null ? null : media.arrives(at, edge);
        if (flows) {
            require(
                    end != null && end.equals(arrives),
                    from + " sends from " + at + " to " + edge + ", that comes out at " + arrives + ", but " + end
                            + " hears");
        } else {
            require(arrives == null, from + " must not be heard but is, at " + arrives);
        }
    }

    private void checkAtEnd() {
        disturbed = false; // what follows holds whatever came
        for (Script script : scripts.values()) {
            Party caller = script.caller;
            require(caller == null || caller.over(), "not over: " + caller);
            for (Party party : script.called) require(party.over(), "not over: " + party);
            if (strict && caller != null) agree(script);
        }
        EdgeCounts counts = EdgeCounts.NONE;
        for (Edge lane : lanes) counts = counts.plus(lane.counts());
        require(counts.calls() == 0, "calls left: " + counts);
        require(counts.dialogs() == 0, "dialogs left: " + counts);
        require(counts.transactions() == 0, "transactions left: " + counts);
        require(counts.attempts() == counts.answered() + counts.failed(), "calls that do not add up: " + counts);
        require(media.portsInUse() == 0, "media ports left: " + media.portsInUse());
        for (int lane = 0; lane < timers.size(); lane++) {
            int watching = lane == 0 ? 1 : 0; // the prober's own
            require(
                    timers.get(lane).pending() <= watching,
                    "timers left in lane " + lane + ": " + timers.get(lane).pending());
        }
        for (TrunkSnapshot t : node.trunks(clock.millis())) {
            require(t.calls() == 0, "trunk " + t.name() + " still counts " + t.calls() + " calls");
            long failed = t.failures().values().stream().mapToLong(n -> n).sum();
            require(t.attempts() == t.answered() + failed, "calls of a trunk that do not add up: " + t);
            require(t.refused() <= failed, "refused but not failed: " + t);
        }
        for (Agent agent : agents()) require(agent.alive() == 0, agent + " still has " + agent.alive());
        require(ledger.answered() == ledger.ended(), "answered " + ledger.answered() + ", ended " + ledger.ended());
        ledger.checkAtEnd();
        rules.checkAtEnd();
        require(suspicions.isEmpty(), suspicions.toString());
    }

    /// On a good network both ends know the same.
    private void agree(Script script) {
        Party caller = script.caller();
        boolean edge = ledger.answered(script.plan.number());
        if (caller.answered()) {
            require(edge, "the caller was answered, the edge does not know");
            boolean any = false;
            for (Party party : script.called) any |= party.answered();
            require(any, "the caller was answered by nobody: " + caller);
        } else {
            for (Party party : script.called) {
                require(
                        !party.answered() || party.state() == Party.State.ENDED || party.state() == Party.State.FAILED,
                        "the caller knows nothing of an answer: " + party);
                if (party.answered() && script.plan.callee().oddity() == Plan.Oddity.NONE) {
                    require(party.overAt - party.answeredAt < 33_000, "an unwanted answer was left alone: " + party);
                }
            }
        }
    }
}
