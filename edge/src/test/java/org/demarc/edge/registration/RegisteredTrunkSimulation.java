package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.demarc.edge.Edge;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.edge.config.Route;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.SeededTokens;
import org.demarc.edge.world.VirtualMedia;
import org.demarc.edge.world.VirtualSender;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sim.Faults;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.LaneRouting;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.TrunkAccount;
import org.demarc.trunk.numbers.NumberMap;
import org.demarc.trunk.numbers.NumberMap.Prefix;
import org.jspecify.annotations.Nullable;

/// An edge between a PBX and a provider with which it registers, while registrar, network and clock fail.
class RegisteredTrunkSimulation {
    private static final InetSocketAddress OUTSIDE = at("203.0.113.5");
    private static final InetSocketAddress INSIDE = at("10.0.0.5");
    private static final InetSocketAddress PBX = at("10.0.0.20");
    private static final InetSocketAddress PROVIDER = at("198.51.100.1");
    private static final Timing TIMING = new Timing(4_000, 60_000, 120_000, 0, 0, 20_000);

    private static InetSocketAddress at(String host) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), 5060);
    }

    private static final class World implements LaneCore {
        final Gen gen;
        final Transport transport;
        /// The PBX has extensions of three digits, and dials 9 before other numbers.
        final boolean extensions;

        final VirtualClock clock = new VirtualClock();
        final FaultyNetwork<InetSocketAddress, byte[]> network;
        final NodeState node;
        final VirtualSender sender;
        final VirtualMedia media;
        final List<Edge> lanes = new ArrayList<>();
        final List<SkewedTimers> timers = new ArrayList<>();
        final List<RegistrationEvent> registrations = new ArrayList<>();
        final List<CallEvent> events = new ArrayList<>();
        final SimProvider provider;
        final SimPhone pbx;
        final VirtualSender pbxSender;
        int inbound;
        int outbound;

        World(Gen gen, Faults faults, Transport transport) {
            this.gen = gen;
            this.transport = transport;
            extensions = gen.flip();
            network = new FaultyNetwork<>(clock, gen.split(), faults);
            media = new VirtualMedia(clock, Map.of("Outside", OUTSIDE.getAddress(), "Inside", INSIDE.getAddress()));
            provider = new SimProvider(clock, network, gen, "198.51.100.1");
            pbxSender = new VirtualSender(clock, network, gen.split(), VirtualSender.Watch.NONE);
            pbxSender.bind("Lan", PBX, Set.of(Transport.UDP));
            pbx = new SimPhone(clock, pbxSender, gen.split(), "10.0.0.20");
            pbxSender.core(new LaneCore() {
                @Override
                public void received(SipMessage message, Flow flow) {
                    pbx.agent.received(message, flow);
                }

                @Override
                public void malformed(Decoded.Malformed malformed, Flow flow) {
                    throw new AssertionError(malformed.toString());
                }

                @Override
                public void closed(Flow flow) {}
            });
            node = new NodeState(config("secret"), clock.millis());
            sender = new VirtualSender(clock, network, gen.split(), VirtualSender.Watch.NONE);
            sender.bind("Outside", OUTSIDE, Set.of(Transport.UDP, Transport.TCP));
            sender.bind("Inside", INSIDE, Set.of(Transport.UDP));
            sender.core(this);
            int count = gen.between(1, 3);
            for (int lane = 0; lane < count; lane++) {
                var laneTimers = new SkewedTimers(clock);
                timers.add(laneTimers);
                lanes.add(new Edge(
                        lane,
                        node,
                        media,
                        sender,
                        laneTimers,
                        SeededTokens.ofLane(gen.split(), lane),
                        TimerConfig.RFC3261,
                        events::add,
                        () -> new RegistrationMeans(FlowKeeper.NONE, registrations::add)));
            }
        }

        EdgeConfig config(String password) {
            var mode = new RegistrationMode(
                    new TrunkAccount("acme", password, Map.of(), List.of(Algorithm.values()), null),
                    RegistrationMode.Gin.REQUIRED,
                    new RegistrationMode.Lifetimes(1, 600, 86_400),
                    4,
                    RegistrationMode.CalledNumber.REQUEST_URI,
                    RegistrationMode.Authenticate.FLOW);
            Trunk outside = new Trunk(
                    "provider",
                    Faces.PROVIDER,
                    "Outside",
                    Bench.DOMAIN,
                    List.of(peer(PROVIDER, transport)),
                    List.of(),
                    List.of(),
                    Trunk.Limits.NONE,
                    Latching.EXACT,
                    Trunk.Probe.DEFAULT,
                    mode);
            Trunk inside = new Trunk(
                    "pbx",
                    Faces.PBX,
                    "Inside",
                    null,
                    List.of(peer(PBX, Transport.UDP)),
                    List.of(),
                    List.of(Bench.NUMBERS),
                    Trunk.Limits.NONE,
                    Latching.EXACT,
                    Trunk.Probe.OFF);
            if (extensions) {
                inside = inside.with(
                        new NumberMap(List.of(), List.of(new Prefix("1", "+121455501", 2, 2), new Prefix("9", "+"))));
            }
            return new EdgeConfig(
                    "sbc-1", List.of(inside, outside), List.of(new Route("pbx", null, List.of("provider"))), TIMING);
        }

        private static Peer peer(InetSocketAddress address, Transport transport) {
            String host = address.getAddress().getHostAddress();
            return new Peer("sip:" + host + ";transport=" + transport.parameter(), host, address, transport);
        }

        void run(double seconds) {
            clock.runFor(Duration.ofMillis((long) (seconds * 1_000)));
        }

        RegistrationSnapshot.@Nullable State state() {
            for (var trunk : node.trunks(clock.millis())) {
                RegistrationSnapshot registration = trunk.registration();
                if (registration != null) return registration.state();
            }
            return null;
        }

        void callOut() {
            Flow flow = pbxSender.flow("Lan", Transport.UDP, INSIDE);
            if (flow == null) throw new AssertionError();
            String caller = gen.chance(0.8) ? (extensions ? "1" : "+121455501") + (10 + gen.below(90)) : "sales";
            String called = (extensions ? "9" : "+") + "1408555" + (1_000 + outbound++);
            pbx.dial(flow, "sip:" + called + "@10.0.0.5", "sip:" + caller + "@10.0.0.20");
        }

        void callForHelp() {
            Flow flow = pbxSender.flow("Lan", Transport.UDP, INSIDE);
            if (flow == null) throw new AssertionError();
            String uri = gen.pick("urn:service:sos", "URN:service:sos.Fire", "sip:911@10.0.0.5", "sip:112@10.0.0.5");
            String caller = (extensions ? "1" : "+121455501") + (10 + gen.below(90));
            pbx.dial(flow, uri, "sip:" + caller + "@10.0.0.20");
        }

        void callIn() {
            if (provider.call("+121455501" + (10 + gen.below(90)))) inbound++;
        }

        void disturb() {
            switch (gen.below(5)) {
                case 0 -> provider.registrar.restart();
                case 1 -> {
                    network.partition("cut", Set.of(OUTSIDE), Set.<InetSocketAddress>of(PROVIDER));
                    clock.schedule(Duration.ofMillis(gen.between(1_000, 300_000)), () -> network.heal("cut"));
                }
                case 2 -> {
                    long by = gen.between(1_000, 300_000);
                    for (SkewedTimers lane : timers) lane.sleep(by);
                }
                case 3 -> {
                    long ahead = gen.between(-100_000_000_000L, 100_000_000_000L);
                    for (SkewedTimers lane : timers) lane.setWall(ahead);
                }
                default -> {
                    node.drain(true);
                    for (Edge lane : lanes) lane.reconfigured();
                    clock.schedule(Duration.ofMillis(gen.between(100, 60_000)), () -> node.drain(false));
                }
            }
        }

        void nothingIsLeft() {
            node.drain(false);
            network.heal("cut");
            network.faults(Faults.NONE);
            run(400);
            node.drain(true);
            for (Edge lane : lanes) lane.reconfigured();
            run(200);
            assertThat(lanes).allMatch(Edge::unregistered);
            assertThat(state()).isEqualTo(RegistrationSnapshot.State.STOPPED);
            for (int lane = 0; lane < lanes.size(); lane++) {
                var counts = lanes.get(lane).counts();
                assertThat(counts.calls() + counts.dialogs() + counts.transactions())
                        .as(counts.toString())
                        .isZero();
                // The prober's own, and that of registering.
                assertThat(timers.get(lane).pending()).isLessThanOrEqualTo(lane == 0 ? 2 : 0);
            }
            assertThat(media.portsInUse()).isZero();
            for (var trunk : node.trunks(clock.millis()))
                assertThat(trunk.calls()).isZero();
            assertThat(pbx.agent.dialogs() + provider.phone.agent.dialogs()).isZero();
            for (String number : pbx.numbers()) {
                assertThat(number).matches(extensions ? "1\\d\\d" : "\\+121455501\\d\\d");
            }
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
        public void closed(Flow flow) {
            for (Edge lane : lanes) lane.closed(flow);
        }
    }

    /// Proves AUT-003, IDN-001, IDN-004, OUT-001, REG-014.
    @Seeded(runs = 60)
    void onAGoodNetworkEveryCallOfEitherSideIsAnswered(Gen gen) {
        var world = new World(gen, Faults.NONE, gen.pick(Transport.UDP, Transport.TCP));
        world.provider.registrar.busy = 0;
        for (int i = 0; i < 40 && world.state() != RegistrationSnapshot.State.REGISTERED; i++) world.run(60);
        assertThat(world.state()).isEqualTo(RegistrationSnapshot.State.REGISTERED);
        for (int i = 0; i < 6; i++) {
            world.callOut();
            world.callIn();
            world.run(gen.between(0, 20));
        }
        world.run(100);
        assertThat(world.pbx.answered).as(world.events.toString()).isEqualTo(6);
        assertThat(world.provider.phone.answered)
                .as(world.events.toString())
                .isEqualTo(world.inbound)
                .isPositive();
        assertThat(world.provider.phone.called).hasSize(6);
        world.nothingIsLeft();
    }

    @Seeded(runs = 150)
    void whateverFailsNumbersAreRightAndNothingIsLeft(Gen gen) {
        Faults faults = gen.pick(Faults.NONE, Faults.WAN, Faults.LOSSY, Faults.AWFUL);
        var world = new World(gen, faults, gen.pick(Transport.UDP, Transport.TCP));
        for (int i = gen.between(4, 12); i > 0; i--) {
            world.run(gen.between(0, 120));
            for (int calls = gen.below(3); calls > 0; calls--) {
                switch (gen.below(5)) {
                    case 0 -> world.callForHelp();
                    case 1, 2 -> world.callOut();
                    default -> world.callIn();
                }
            }
            if (gen.flip()) world.disturb();
        }
        world.nothingIsLeft();
    }

    /// Proves REG-028.
    @Seeded(runs = 30)
    void withoutARegistrationTheCallerIsToldAtOnceAndTheReasonIsTheTrueOne(Gen gen) {
        var world = new World(gen, Faults.NONE, Transport.UDP);
        world.provider.registrar.busy = 0;
        world.provider.registrar.password("other");
        world.run(4_000);
        assertThat(world.state()).isEqualTo(RegistrationSnapshot.State.REFUSED);
        world.events.clear();
        world.callOut();
        world.run(1);
        assertThat(world.pbx.refusals).containsExactly(503);
        assertThat(world.events)
                .anyMatch(e -> e instanceof CallEvent.Rejected r
                        && r.status() == 503
                        && r.why().contains("the provider refuses the registration")
                        && r.rule().equals("REG-028"));
        // A call for help goes out all the same, and if only the provider takes it, it is answered.
        world.provider.takesHelpUnproved = true;
        world.callForHelp();
        world.run(100);
        assertThat(world.pbx.refusals).containsExactly(503);
        assertThat(world.pbx.answered).as(world.events.toString()).isEqualTo(1);
        assertThat(world.events)
                .anyMatch(e -> e instanceof CallEvent.Noted n && n.rule().equals("REG-028"));
        // With the right password, which a reload brings, it serves.
        world.node.reconfigure(world.config("other"), 0);
        for (Edge lane : world.lanes) lane.reconfigured();
        for (int i = 0; i < 40 && world.state() != RegistrationSnapshot.State.REGISTERED; i++) world.run(60);
        world.callOut();
        world.run(100);
        assertThat(world.pbx.answered).isEqualTo(2);
        world.nothingIsLeft();
    }

    /// The registrar is out of order and the provider asks for proof: the account has it, registered or not.
    ///
    /// Proves REG-028, EMG-002, EMG-004.
    @Seeded(runs = 60)
    void aCallForHelpWaitsForNoRegistration(Gen gen) {
        var world = new World(gen, Faults.NONE, gen.pick(Transport.UDP, Transport.TCP));
        world.provider.registrar.busy = 1;
        world.run(gen.between(0, 600));
        assertThat(world.state()).isNotEqualTo(RegistrationSnapshot.State.REGISTERED);
        for (int call = 1; call <= 3; call++) {
            world.callForHelp();
            world.run(100);
            assertThat(world.pbx.answered).as(world.events.toString()).isEqualTo(call);
        }
        assertThat(world.pbx.refusals).isEmpty();
        // Registered, it goes the way of all calls.
        world.provider.registrar.busy = 0;
        for (int i = 0; i < 40 && world.state() != RegistrationSnapshot.State.REGISTERED; i++) world.run(60);
        world.callForHelp();
        world.run(100);
        assertThat(world.pbx.answered).isEqualTo(4);
        world.nothingIsLeft();
    }
}
