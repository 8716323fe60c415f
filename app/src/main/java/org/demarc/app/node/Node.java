package org.demarc.app.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.demarc.app.Version;
import org.demarc.app.config.ConfigFile;
import org.demarc.app.config.Environment;
import org.demarc.app.config.InForce;
import org.demarc.app.config.Loaded;
import org.demarc.app.config.NodeConfig;
import org.demarc.app.config.NodeConfig.DnsSettings;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.app.config.Problem;
import org.demarc.app.log.CallLog;
import org.demarc.app.log.EventLog;
import org.demarc.app.log.LocatingLog;
import org.demarc.app.log.RegistrationLog;
import org.demarc.console.control.NodeControl;
import org.demarc.console.control.NodeStatus;
import org.demarc.console.control.ReloadResult;
import org.demarc.console.http.AdminServer;
import org.demarc.edge.Edge;
import org.demarc.edge.admission.Bans;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.Urgency;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registration.FlowKeeper;
import org.demarc.edge.registration.Heartbeats;
import org.demarc.edge.registration.RegistrationMeans;
import org.demarc.edge.status.CallSnapshot;
import org.demarc.edge.status.EdgeCounts;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkTest;
import org.demarc.net.CannotBind;
import org.demarc.net.ListeningPoint;
import org.demarc.net.Net;
import org.demarc.net.NetStatistics;
import org.demarc.net.tls.CertificateStatus;
import org.demarc.relay.Relay;
import org.demarc.relay.RelayException;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.Request;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.KeepAlives;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.store.StoreException;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// A running node: sockets, media relay, one edge for each lane, admin interface.
public final class Node implements NodeControl, Lifetime.Served, AutoCloseable {
    private final String file;
    private final EventLog log;
    private final NodeState state;
    private final Net net;
    private final Relay relay;
    private final long startedAt = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private final Object reloading = new Object();
    private NodeConfig config;
    private final Keeper keeper;
    private @Nullable Lanes lanes;
    private @Nullable AdminServer admin;
    private @Nullable Locating locating;

    private Node(String file, NodeConfig config, EventLog log, Net net, Relay relay) {
        this.file = file;
        this.config = config;
        this.log = log;
        this.net = net;
        this.relay = relay;
        this.keeper = new Keeper(log);
        keeper.begin(config, net.listeningPoints());
        this.state = new NodeState(
                config.edge(), startedAt, ThreadLocalRandom.current().nextLong(), List.of(keeper));
    }

    /// Makes ready in the background what needs no configuration; `start` is shorter by that.
    public static void prepare() {
        Net.prepare();
    }

    /// Opens everything that the configuration names and begins to serve. All or nothing.
    ///
    /// @param file where the configuration was read from, as the operator named it: `reload` reads it again
    public static Node start(String file, NodeConfig config, EventLog log) throws CannotStart {
        Net net = null;
        Relay relay = null;
        Node node = null;
        try {
            net = Net.bind(Plumbing.net(config));
            relay = new Relay(Plumbing.relay(config));
            node = new Node(file, config, log, net, relay);
            node.serve();
            return node;
        } catch (CannotBind | RelayException | StoreException e) {
            close(net, relay, node);
            throw new CannotStart(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            close(net, relay, node);
            throw new CannotStart(adminFailure(config.admin(), e), e);
        } catch (OutOfMemoryError e) {
            close(net, relay, node);
            throw new CannotStart(
                    "not enough memory (" + e.getMessage() + "): lower 'lanes' or 'relay.threads', or give more with"
                            + " DEMARC_JAVA_OPTS=-Xmx512m",
                    e);
        }
    }

    private static void close(@Nullable Net net, @Nullable Relay relay, @Nullable Node node) {
        if (node != null) node.close();
        if (net != null) net.stop();
        if (relay != null) relay.close();
    }

    private static String adminFailure(InetSocketAddress address, IOException e) {
        return "cannot listen on http " + text(address) + " (admin): "
                + CannotBind.why(e, "change 'admin'", "correct 'admin'");
    }

    private void serve() throws IOException {
        // The admin port is bound before the first call can come in: a start that fails has touched nobody.
        AdminServer server = AdminServer.bind(config.admin(), this);
        admin = server;
        keeper.open(config, net.listeningPoints(), state.registrar(), startedAt);
        CallLog events = new CallLog(log);
        Edge[] edges = new Edge[config.lanes()];
        net.start(
                (lane, sender, timers, tokens) -> {
                    Edge edge = new Edge(
                            lane,
                            state,
                            relay,
                            sender,
                            timers,
                            tokens,
                            TimerConfig.RFC3261,
                            events,
                            () -> new RegistrationMeans(keeper(sender, timers, tokens), new RegistrationLog(log)));
                    edges[lane] = edge;
                    return edge;
                },
                this::urgent,
                new KnownSources(state));
        lanes = new Lanes(net.lanes(), List.of(edges));
        locate(edges[0], config.edge(), config.dns());
        server.serve();
    }

    /// Of an INVITE for a lane that has fallen behind.
    private boolean urgent(Request invite) {
        return Urgency.of(invite, state.generation().config().protection().emergencyNumbers()) == Urgency.EMERGENCY;
    }

    /// Finds peers that have names, from the first lane. Where there were never any, nothing of that is loaded.
    private void locate(Edge edge, EdgeConfig now, DnsSettings dns) {
        Locating finding = locating;
        for (Trunk trunk : now.trunks()) {
            if (finding != null || trunk.whereabouts() == null) continue;
            finding = new Locating(net.lanes().getFirst(), edge, new LocatingLog(log));
            locating = finding;
        }
        if (finding != null) finding.reconfigured(now, dns);
    }

    /// Where it listens, the admin interface last.
    public List<NodeStatus.Listening> listening() {
        List<NodeStatus.Listening> all = new ArrayList<>();
        for (ListeningPoint p : net.listeningPoints()) {
            all.add(new NodeStatus.Listening(p.network(), p.transport().parameter(), text(p.local())));
        }
        AdminServer server = admin;
        if (server != null) all.add(new NodeStatus.Listening("admin", "http", text(server.address())));
        return all;
    }

    private List<NodeStatus.Certificate> certificates() {
        List<NodeStatus.Certificate> all = new ArrayList<>();
        for (CertificateStatus c : net.certificates()) {
            all.add(new NodeStatus.Certificate(
                    c.network(),
                    c.file().toString(),
                    c.subject(),
                    c.domains(),
                    c.notAfter().toEpochMilli()));
        }
        return all;
    }

    private static String text(InetSocketAddress address) {
        return IpText.host(address.getAddress()) + ":" + address.getPort();
    }

    private Lanes lanes() {
        Lanes running = lanes;
        if (running == null) throw new IllegalStateException("the node has not started yet");
        return running;
    }

    @Override
    public CompletableFuture<NodeStatus> status() {
        record Lane(EdgeCounts counts, long lagNanos) {}
        long asked = System.nanoTime();
        return lanes().ask(edge -> new Lane(edge.counts(), System.nanoTime() - asked))
                .thenApply(answers -> {
                    NetStatistics traffic = net.statistics();
                    List<Integer> backlogs = traffic.backlogs();
                    List<NodeStatus.Lane> each = new ArrayList<>();
                    EdgeCounts sum = EdgeCounts.NONE.withIgnored(traffic.unread());
                    for (int i = 0; i < answers.size(); i++) {
                        Lane l = answers.get(i);
                        sum = sum.plus(l.counts());
                        each.add(new NodeStatus.Lane(
                                i,
                                l.lagNanos() / 1_000,
                                i < backlogs.size() ? backlogs.get(i) : 0,
                                l.counts().calls()));
                    }
                    return new NodeStatus(
                            state.generation().config().node(),
                            Version.TEXT,
                            startedAt,
                            (System.nanoTime() - startedNanos) / 1_000_000,
                            state.draining() ? NodeStatus.State.DRAINING : NodeStatus.State.SERVING,
                            sum,
                            relay.portsInUse(),
                            each,
                            Plumbing.traffic(traffic),
                            listening(),
                            certificates(),
                            Memory.now(),
                            log.dropped(),
                            registering());
                });
    }

    private NodeStatus.@Nullable Registering registering() {
        RegistrarNode registrar = state.registrar();
        if (registrar == null) return null;
        RegistrarNode.Counters c = registrar.counters();
        return new NodeStatus.Registering(
                c.registered(), c.challenged(), c.wrong(), c.refused(), c.challengedOthers(), c.wrongOthers());
    }

    @Override
    public CompletableFuture<List<CallSnapshot>> calls() {
        return lanes().ask(Edge::calls)
                .thenApply(each -> each.stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparingLong(CallSnapshot::startedAt))
                        .toList());
    }

    @Override
    public CompletableFuture<Optional<CallSnapshot>> call(String id) {
        return calls().thenApply(
                        all -> all.stream().filter(c -> c.id().equals(id)).findFirst());
    }

    @Override
    public CompletableFuture<Boolean> hangup(String id) {
        return lanes().ask(edge -> edge.hangup(id)).thenApply(each -> each.contains(true));
    }

    @Override
    public CompletableFuture<List<TrunkSnapshot>> trunks() {
        return CompletableFuture.completedFuture(state.trunks(System.currentTimeMillis()));
    }

    @Override
    public CompletableFuture<Optional<TrunkSnapshot>> trunk(String name) {
        return CompletableFuture.completedFuture(state.trunks(System.currentTimeMillis()).stream()
                .filter(t -> t.name().equals(name))
                .findFirst());
    }

    @Override
    public List<Bans.Ban> bans() {
        return state.bans().list(KnownSources.now());
    }

    @Override
    public boolean unban(String source) {
        boolean removed = state.bans().remove(source, KnownSources.now());
        if (removed) log.report(LogLevel.INFO, "source.unbanned", "source", source);
        return removed;
    }

    @Override
    public CompletableFuture<Optional<TrunkTest>> test(String name) {
        return lanes().test(name);
    }

    @Override
    public CompletableFuture<Optional<Integer>> drop(String name) {
        int dropped = state.drop(name);
        return CompletableFuture.completedFuture(dropped < 0 ? Optional.empty() : Optional.of(dropped));
    }

    @Override
    public CompletableFuture<ReloadResult> reload() {
        return CompletableFuture.supplyAsync(this::reloadNow, Thread::startVirtualThread);
    }

    private ReloadResult reloadNow() {
        synchronized (reloading) {
            return switch (ConfigFile.load(Path.of(file), Environment.SYSTEM)) {
                case Loaded.Unsound(List<Problem> errors) -> {
                    List<String> lines = errors.stream().map(e -> e.line(file)).toList();
                    log.report(LogLevel.ERROR, "node.reload-refused", "errors", Integer.toString(lines.size()));
                    lines.forEach(line -> log.report(LogLevel.ERROR, "config.error", "at", line));
                    yield new ReloadResult.Refused(lines);
                }
                case Loaded.Sound(NodeConfig next, List<Problem> warnings) ->
                    apply(next, warnings.stream().map(w -> w.line(file)).toList());
            };
        }
    }

    /// Puts the live keys in force, as far as the open sockets can serve them.
    private ReloadResult apply(NodeConfig next, List<String> warnings) {
        InForce now = InForce.between(config, next);
        EdgeConfig edge = now.edge();
        List<String> changed = now.changed();
        List<String> restart = now.restart();
        state.reconfigure(edge, System.currentTimeMillis());
        net.renewCertificates();
        state.bans().forgive(source -> state.generation().routing().knows(source), KnownSources.now());
        locate(lanes().edge(0), edge, next.dns());
        follow();
        log.configure(next.log());
        config = new NodeConfig(
                edge,
                config.networks(),
                config.admin(),
                config.lanes(),
                config.relay(),
                next.log(),
                config.connections(),
                config.store(),
                next.dns());
        try {
            keeper.open(config, net.listeningPoints(), state.registrar(), System.currentTimeMillis());
        } catch (StoreException e) {
            log.report(LogLevel.ERROR, "store.unusable", "why", String.valueOf(e.getMessage()));
        }
        log.report(
                LogLevel.INFO,
                "node.reloaded",
                "changed",
                changed.isEmpty() ? "nothing" : String.join(" ", changed),
                "restart",
                String.join(" ", restart));
        warnings.forEach(w -> log.report(LogLevel.WARN, "config.warning", "at", w));
        return new ReloadResult.Reloaded(changed, restart, warnings);
    }

    @Override
    public void drain(boolean on) {
        if (state.draining() == on) return;
        state.drain(on);
        follow();
        log.report(LogLevel.INFO, on ? "node.draining" : "node.serving");
    }

    private static FlowKeeper keeper(Sender sender, Timers timers, Tokens tokens) {
        return sender instanceof KeepAlives flows ? new Heartbeats(flows, timers, tokens) : FlowKeeper.NONE;
    }

    /// Registrations do at once what is asked of them; else they notice within a second.
    private void follow() {
        Lanes running = lanes;
        if (running == null) return;
        var _ = running.ask(edge -> {
            edge.reconfigured();
            return true;
        });
    }

    @Override
    public CompletableFuture<Boolean> unregistered() {
        return lanes().ask(Edge::unregistered).thenApply(each -> !each.contains(false));
    }

    @Override
    public boolean ready() {
        return lanes != null && !state.draining();
    }

    @Override
    public CompletableFuture<Void> hangupAll() {
        return lanes().ask(edge -> {
                    edge.hangupAll();
                    return true;
                })
                .thenApply(_ -> null);
    }

    @Override
    public CompletableFuture<EdgeCounts> counts() {
        return lanes().ask(Edge::counts).thenApply(each -> each.stream().reduce(EdgeCounts.NONE, EdgeCounts::plus));
    }

    /// Closes everything. Calls that exist are not ended first: `hangupAll` does that.
    @Override
    public void close() {
        AdminServer server = admin;
        if (server != null) server.close();
        Locating finding = locating;
        if (finding != null) finding.close();
        net.stop();
        relay.close();
        keeper.close();
    }
}
