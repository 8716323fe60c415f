package org.demarc.edge.registration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.demarc.edge.registration.Locator.Target;
import org.demarc.edge.registration.RegistrationConfig.Policy;
import org.demarc.edge.registration.RegistrationConfig.Timing;
import org.demarc.edge.registration.RegistrationSnapshot.FlowState;
import org.demarc.edge.world.SeededTokens;
import org.demarc.edge.world.VirtualSender;
import org.demarc.sim.Faults;
import org.demarc.sim.FaultyNetwork;
import org.demarc.sim.Gen;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.UserAgent;
import org.demarc.sip.ua.UserAgentUser;
import org.demarc.trunk.numbers.NumberRange;

/// A node with one registering trunk on virtual time.
final class Bench implements LaneCore, Locator, FlowKeeper, UserAgentUser {
    static final String DOMAIN = "sp.example.net";
    static final Account ACCOUNT = Account.of("acme", "secret");
    static final NumberRange NUMBERS = new NumberRange(12145550100L, 12145550199L, 11);

    final Gen gen;
    final VirtualClock clock = new VirtualClock();
    final FaultyNetwork<InetSocketAddress, byte[]> network;
    final InetSocketAddress here = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.5"), 5060);
    final SkewedTimers timers = new SkewedTimers(clock);
    final VirtualSender sender;
    final Tokens tokens;
    final UserAgent agent;
    final Digester digester = new Digester();
    final List<RegistrationEvent> events = new ArrayList<>();
    final List<Heart> hearts = new ArrayList<>();
    final Map<String, List<Target>> zone = new HashMap<>();
    private final Map<String, Server> servers = new HashMap<>();
    private Transport transport = Transport.UDP;
    private RegisteredTrunk trunk = new RegisteredTrunk("acme");
    private RegistrationClient client;
    private Locator locator = this;

    /// Keep-alives that run.
    record Heart(Flow flow, FlowKeeper.Pulse pulse, FlowKeeper.Watch watch) {}

    Bench() {
        this(new Gen(1), Faults.NONE, VirtualSender.Watch.NONE);
    }

    Bench(Gen gen, Faults faults, VirtualSender.Watch watch) {
        this.gen = gen;
        this.network = new FaultyNetwork<>(clock, gen.split(), faults);
        this.sender = new VirtualSender(clock, network, gen.split(), watch);
        this.tokens = SeededTokens.ofLane(gen.split(), 0);
        sender.core(this);
        sender.bind("Outside", here, Set.of(Transport.UDP, Transport.TCP));
        agent = new UserAgent(sender, timers, tokens, TimerConfig.RFC3261, 1_000, this);
        client = new RegistrationClient(config(), agent, sender, this, this, digester, trunk, events::add);
    }

    static RegistrationConfig config(String... registrars) {
        return config(Policy.DEFAULT, registrars);
    }

    static RegistrationConfig config(Policy policy, String... registrars) {
        var uris = new ArrayList<SipUri>();
        for (String registrar : registrars) uris.add(uri(registrar));
        return new RegistrationConfig(
                "acme",
                "Outside",
                DOMAIN,
                uris,
                ACCOUNT,
                RegistrationConfig.instance("sbc-1", "acme"),
                List.of(NUMBERS),
                null,
                policy,
                Timing.DEFAULT);
    }

    static RegistrationConfig with(Account account) {
        RegistrationConfig c = config();
        return new RegistrationConfig(
                c.trunk(),
                c.network(),
                c.domain(),
                c.registrars(),
                account,
                c.instance(),
                c.numbers(),
                c.mainNumber(),
                c.policy(),
                c.timing());
    }

    static SipUri uri(String text) {
        if (org.demarc.sip.message.Uri.parse(text) instanceof org.demarc.sip.message.Field.Present<?>(SipUri uri)) {
            return uri;
        }
        throw new IllegalArgumentException(text);
    }

    Bench over(Transport chosen) {
        transport = chosen;
        return this;
    }

    Bench locatedBy(Locator other) {
        locator = other;
        return this;
    }

    /// The server of a name, which resolves to it and to nothing else.
    Server server(String name) {
        return servers.computeIfAbsent(name, n -> {
            var server = new Server(clock, network, gen.split(), "198.51.100." + (servers.size() + 1));
            zone.computeIfAbsent(n, _ -> new ArrayList<>()).add(target(server));
            return server;
        });
    }

    Server server() {
        return server(DOMAIN);
    }

    Target target(Server server) {
        return new Target(transport, server.address);
    }

    RegistrationClient start(RegistrationConfig config) {
        trunk = new RegisteredTrunk(config.trunk());
        client = new RegistrationClient(config, agent, sender, locator, this, digester, trunk, events::add);
        client.start();
        return client;
    }

    RegistrationClient start() {
        return start(config());
    }

    RegisteredTrunk trunk() {
        return trunk;
    }

    RegistrationSnapshot.State state() {
        return trunk.snapshot().state();
    }

    FlowState flow() {
        FlowState leading = trunk.snapshot().leading();
        if (leading == null) throw new AssertionError("no flow");
        return leading;
    }

    void run(double seconds) {
        clock.runFor(Duration.ofMillis((long) (seconds * 1_000)));
    }

    /// Runs until so many REGISTER have come to a server.
    ///
    /// @return seconds that it took
    double runUntil(Server server, int requests, double most) {
        long begun = clock.millis();
        while (server.requests.size() < requests) {
            if (clock.millis() - begun > most * 1_000) {
                throw new AssertionError("only " + server.requests.size() + " requests within " + most + " s");
            }
            run(0.1);
        }
        return (clock.millis() - begun) / 1_000.0;
    }

    <E extends RegistrationEvent> List<E> events(Class<E> kind) {
        var some = new ArrayList<E>();
        for (RegistrationEvent event : events) if (kind.isInstance(event)) some.add(kind.cast(event));
        return some;
    }

    @Override
    public void locate(SipUri uri, String ofNetwork, Found found) {
        List<Target> targets = zone.getOrDefault(uri.host(), List.of());
        if (targets.isEmpty()) found.nowhere(uri.host() + " does not exist");
        else found.found(targets);
    }

    @Override
    public Kept keep(Flow flow, Pulse pulse, Watch watch) {
        var heart = new Heart(flow, pulse, watch);
        hearts.add(heart);
        return () -> hearts.remove(heart);
    }

    @Override
    public void abandon(Flow flow) {
        abandoned.add(flow);
        client.closed(flow);
    }

    final List<Flow> abandoned = new ArrayList<>();

    @Override
    public void received(SipMessage message, Flow flow) {
        agent.received(message, flow);
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        throw new AssertionError(malformed.toString());
    }

    @Override
    public void closed(Flow flow) {
        client.closed(flow);
    }

    @Override
    public void invited(IncomingInvite invite) {
        throw new AssertionError("nobody calls here");
    }

    @Override
    public void asked(ServerTransaction transaction, Request request) {
        throw new AssertionError("nobody asks here");
    }

    /// Nothing is left: no transaction, timer, keep-alive or connection that is kept by us.
    void nothingIsLeft() {
        run(70);
        if (agent.transactions().size() + timers.pending() + hearts.size() > 0) {
            throw new AssertionError(agent.transactions().size() + " transactions, " + timers.pending() + " timers, "
                    + hearts.size() + " keep-alives are left");
        }
    }
}
