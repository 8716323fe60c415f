package org.demarc.edge;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.demarc.edge.admission.Controlled;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.OverloadClient;
import org.demarc.edge.admission.SourceGuard;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.b2bua.Call;
import org.demarc.edge.b2bua.CallRegistry;
import org.demarc.edge.b2bua.Surroundings;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;
import org.demarc.edge.locating.LocatingEvent;
import org.demarc.edge.probe.PeerFinder;
import org.demarc.edge.probe.Prober;
import org.demarc.edge.probe.TrunkTester;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registration.AccountSides;
import org.demarc.edge.registration.Registering;
import org.demarc.edge.registration.RegistrationMeans;
import org.demarc.edge.routing.Called;
import org.demarc.edge.status.CallSnapshot;
import org.demarc.edge.status.EdgeCounts;
import org.demarc.edge.status.TrunkTest;
import org.demarc.media.plane.MediaPlane;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.location.Resolver;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.OverloadFeedback;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.message.Via;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transaction.TimerConfig;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.ResponseFlows;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.Session;
import org.demarc.sip.ua.UserAgent;
import org.demarc.sip.ua.UserAgentUser;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// The border element of one lane. A message goes in at `received`, is believed or ignored by its source, and
/// comes to the call it belongs to; what the edge sends leaves through the `Sender` it was given. Pure: it runs
/// the same under sockets and under a simulation.
public final class Edge implements LaneCore, UserAgentUser {
    /// The most SIP transactions of one lane, those included that only absorb repetitions: 32 s of 2000
    /// calls a second. All of them fit into the heap that the launcher gives to two lanes.
    public static final int TRANSACTION_LIMIT = 200_000;

    private final NodeState node;
    private final Sender sender;
    private final Tokens tokens;
    private final EventSink events;
    private final UserAgent agent;
    private final CallRegistry calls = new CallRegistry();
    private final Surroundings around;
    private final SourceGuard guard;
    private final int lane;
    private final RandomGenerator random;
    private final Supplier<RegistrationMeans> means;
    private @Nullable Registering registering;
    private final Contacts contacts;
    private @Nullable Gatekeeper gatekeeper;
    private @Nullable RegSubscriptions subscriptions;
    private @Nullable PeerFinder finder;
    private long ignored;

    /// One whose registrations nobody hears of.
    public Edge(
            int lane,
            NodeState node,
            MediaPlane media,
            Sender out,
            Timers timers,
            Tokens tokens,
            TimerConfig config,
            EventSink events) {
        this(lane, node, media, out, timers, tokens, config, events, () -> RegistrationMeans.NONE);
    }

    /// @param lane number of the lane: lane 0 watches the peers of all trunks and registers those that register
    /// @param means asked for when the first trunk registers
    public Edge(
            int lane,
            NodeState node,
            MediaPlane media,
            Sender out,
            Timers timers,
            Tokens tokens,
            TimerConfig config,
            EventSink events,
            Supplier<RegistrationMeans> means) {
        this.lane = lane;
        this.means = means;
        this.node = node;
        this.sender = new OverloadSender(out, node, timers);
        this.random = () -> tokens.number() << 2; // its two highest bits are never set
        this.tokens = tokens;
        this.events = events;
        this.guard = node.guard();
        this.agent = new UserAgent(sender, timers, tokens, config, TRANSACTION_LIMIT, this);
        this.contacts = new Contacts(node, sender, timers);
        this.around =
                new Surroundings(agent, sender, media, node, events, calls, random, new AccountSides(tokens), contacts);
        agent.outbound().announce(this::announcement);
        if (lane == 0) new Prober(node, agent, sender, events, contacts).start();
        reconfigured();
    }

    /// Does at once what the configuration in force, and a node that drains or serves again, ask of registrations
    /// and of the search for peers that have names. To be told on its lane.
    public void reconfigured() {
        if (finder != null) finder.reconfigured();
        Registering known = registering;
        if (known != null) {
            known.follow();
            known.retry();
        } else if (lane == 0 && node.generation().routing().registers()) {
            registering = known = new Registering(node, agent, sender, means.get());
            known.start();
        }
    }

    /// True when no registration of ours is left at a provider, or on its way there.
    public boolean unregistered() {
        return registering == null || registering.over();
    }

    /// Finds the peers that have names, from this lane for all of them, now and after each reload.
    ///
    /// @param resolver answers on this lane
    /// @param whenSettled run on this lane once each of them has been found, or was not
    public void locate(Resolver resolver, LocatingEvent.Sink sink, Runnable whenSettled) {
        PeerFinder known = finder;
        if (known == null) {
            known = new PeerFinder(node, resolver, agent.timers(), tokens, sink);
            finder = known;
        }
        known.reconfigured();
        known.whenSettled(whenSettled);
    }

    @Override
    public void received(SipMessage message, Flow flow) {
        RegistrarNode registrar = node.registrar();
        if (registrar != null && message instanceof Request request) {
            if (!gatekeeper().admits(request, flow, registrar)) return;
            agent.received(message, flow);
            gatekeeper().forget();
        } else if (message instanceof Request request && !believed(request, flow)) {
            ignore(message, flow);
        } else {
            agent.received(message, flow);
        }
    }

    private Gatekeeper gatekeeper() {
        Gatekeeper known = gatekeeper;
        if (known == null) {
            var answers = new GateAnswers(
                    node,
                    agent,
                    sender,
                    events,
                    guard,
                    flow -> misbehaved(flow, GateAnswers.proof(flow), SourceGuard.Misdeed.FAILED_AUTHENTICATION));
            gatekeeper = known = new Gatekeeper(node, agent, this::believed, answers);
        }
        return known;
    }

    /// Whose flow this is: of the trunk that registered on it, else as certificate and address say.
    private @Nullable Trunk source(Flow flow) {
        RegistrarNode registrar = node.registrar();
        if (registrar != null) {
            Trunk trunk = Gatekeeper.on(flow, node, registrar, agent.timers().wallClock());
            if (trunk != null) return trunk;
        }
        return node.generation().source(flow);
    }

    /// Whom the request at hand is from.
    private @Nullable Trunk sender(Flow flow) {
        Trunk proven = gatekeeper == null ? null : gatekeeper.proven();
        return proven != null ? proven : node.generation().source(flow);
    }

    /// A request is believed when a trunk explains its source, or when it comes, inside a dialog, from the very
    /// address that the dialog's Contact or route names; over TLS its peer must be
    /// whom the dialog's has proved to be. A response proves itself by its branch.
    private boolean believed(Request request, Flow flow) {
        Trunk trunk = source(flow);
        if (trunk != null && request.toTag().isEmpty()) return true;
        Session session = agent.session(request);
        if (session == null) return trunk != null;
        if (trunk != null) {
            // Another trunk has no business in this dialog, though it knows its tags (catalogue AUT-011).
            Flow its = session.dialog().flow();
            if (its.equals(flow)) return true;
            Trunk owner = source(its);
            return owner == null || owner.name().equals(trunk.name());
        }
        InetAddress known = agent.outbound().next(session.dialog()).remote().getAddress();
        var proved = session.dialog().flow().peer();
        if (flow.transport().secure() && !proved.isEmpty() && !flow.peer().includes(proved.domain())) return false;
        InetAddress from = flow.remote().getAddress();
        return (known.equals(from)
                        || session.dialog().flow().remote().getAddress().equals(from))
                && session.dialog().flow().network().equals(flow.network());
    }

    /// RFC 7339 section 5.1: in every request to a peer that it is spoken with.
    private String announcement(Flow flow) {
        Controlled controlled = node.controlled();
        return controlled == null || controlled.client(flow) == null ? "" : OverloadFeedback.ANNOUNCEMENT_WITH_RATE;
    }

    /// What a peer says of its load.
    @Override
    public void heard(Response response, Flow flow) {
        Controlled controlled = node.controlled();
        OverloadClient client = controlled == null ? null : controlled.client(flow);
        if (client != null) client.answered(response, agent.timers().now(), random);
    }

    @Override
    public void pressed(long lagMillis, int waiting, int capacity) {
        node.load().report(lane, lagMillis, waiting, capacity, agent.timers().now());
    }

    private void ignore(@Nullable SipMessage message, Flow flow) {
        ignored++;
        String why = node.generation().routing().whyUnknown(flow);
        events.report(new CallEvent.Ignored(flow, method(message), why));
    }

    /// A stranger did something wrong. One that proved its address is shut out when it goes on (catalogue SEC-018).
    private void misbehaved(Flow flow, SourceGuard.Proof proof, SourceGuard.Misdeed misdeed) {
        Timers timers = agent.timers();
        InetAddress source = flow.remote().getAddress();
        if (guard.misbehaved(source, proof, misdeed, timers.now(), timers.wallClock())) {
            events.report(new CallEvent.Banned(flow, misdeed.words(), guard.banSeconds()));
        }
    }

    private static String method(@Nullable SipMessage message) {
        return message instanceof Request request ? request.method().name() : "";
    }

    @Override
    public void malformed(Decoded.Malformed malformed, Flow flow) {
        Trunk trunk = source(flow);
        if (trunk == null) {
            ignore(malformed.asFarAsRead(), flow);
            misbehaved(flow, SourceGuard.proof(flow), SourceGuard.Misdeed.MALFORMED);
            return;
        }
        int answered = 0;
        if (malformed.asFarAsRead() instanceof Request request
                && !request.method().equals(Method.ACK)
                && malformed.status() >= 400) {
            answered = malformed.status();
            Response response = Response.answering(
                            request, malformed.status(), phrase(malformed.status()), tokens.tag())
                    .build();
            Flow back = request.header(Via.TYPE) instanceof Field.Present(Via via) ? ResponseFlows.of(via, flow) : flow;
            sender.send(response, back, null);
        }
        events.report(new CallEvent.Malformed(
                flow, trunk.name(), method(malformed.asFarAsRead()), answered, malformed.why()));
    }

    private static String phrase(int status) {
        return switch (status) {
            case 413 -> "Request Entity Too Large";
            case 414 -> "Request-URI Too Long";
            case 416 -> "Unsupported URI Scheme";
            case 505 -> "Version Not Supported";
            case 513 -> "Message Too Large";
            default -> "Bad Request";
        };
    }

    /// Who registered on a flow keeps it alive (RFC 5626 section 5.4).
    @Override
    public void heard(Flow flow) {
        RegistrarNode registrar = node.registrar();
        if (registrar != null)
            registrar.registrations().heard(flow, agent.timers().now());
    }

    @Override
    public void closed(Flow flow) {
        // A dialog survives its connection: its next request opens another (catalogue FLD-005). Who registered on it is
        // called by it no more (REG-053).
        if (registering != null) registering.closed(flow);
        contacts.lost(flow);
    }

    @Override
    public void invited(IncomingInvite invite) {
        NodeState.Generation generation = node.generation();
        Trunk trunk = sender(invite.flow());
        if (trunk == null) {
            invite.refuse(403, "Forbidden", org.demarc.sip.ua.Extra.NONE);
            return;
        }
        if (RegistrarNode.serves(trunk)) {
            FlowChoice choice = contacts.choice(trunk, invite.flow());
            if (choice != null) invite.choice(choice);
        }
        Call.begin(around, trunk, generation, invite);
    }

    /// OPTIONS: what an INVITE would get now (RFC 3261 section 11.2, catalogue CAL-018). A Request-URI without a
    /// number asks about us.
    @Override
    public void asked(ServerTransaction transaction, Request request) {
        var answer = node.draining()
                ? agent.answer(request, 503, "Service Unavailable").add(HeaderName.RETRY_AFTER, "30")
                : leadsNowhere(transaction.flow(), request)
                        ? agent.answer(request, 404, "Not Found")
                        : agent.answer(request, 200, "OK");
        transaction.respond(answer.add(HeaderName.ALLOW, UserAgent.allow())
                .add(HeaderName.ACCEPT, "application/sdp")
                .add(HeaderName.ACCEPT_ENCODING, "identity")
                .add(HeaderName.ACCEPT_LANGUAGE, "en")
                .add(HeaderName.SUPPORTED, "")
                .build());
    }

    /// Asks each peer of a trunk now, from this lane.
    ///
    /// @param told once, on this lane, within 20 s
    /// @return false when there is no such trunk; nobody is told anything then
    public boolean test(String trunk, Consumer<TrunkTest> told) {
        TrunkState state = node.generation().trunks().get(trunk);
        if (state == null) return false;
        new TrunkTester(agent, sender, state, finder, told).start();
        return true;
    }

    private boolean leadsNowhere(Flow flow, Request request) {
        String number = Called.number(request.requestUri());
        if (number == null) return false;
        Trunk from = sender(flow);
        return from == null
                || node.generation()
                        .routing()
                        .destinations(from, from.known(number))
                        .isEmpty();
    }

    @Override
    public boolean other(ServerTransaction transaction, Request request) {
        Gatekeeper gate = gatekeeper;
        if (gate == null) return false;
        if (gate.respond(transaction)) return true;
        Registration subscriber = gate.subscriber();
        if (!request.method().equals(Method.SUBSCRIBE) || subscriber == null) return false;
        RegSubscriptions taking = subscriptions;
        if (taking == null) subscriptions = taking = new RegSubscriptions(agent, this::choice);
        taking.received(transaction, request, subscriber);
        return true;
    }

    private @Nullable FlowChoice choice(Registration of, Flow flow) {
        TrunkState state = node.generation().trunks().get(of.account().name());
        return state == null ? null : contacts.choice(state.trunk(), flow);
    }

    /// What lives in this lane.
    public EdgeCounts counts() {
        return new EdgeCounts(
                calls.size(),
                agent.transactions().size(),
                agent.dialogs(),
                calls.attempts(),
                calls.answeredSoFar(),
                calls.failedSoFar(),
                ignored + (gatekeeper == null ? 0 : gatekeeper.ignoredSoFar()),
                calls.oneWaySoFar(),
                calls.media().received(),
                calls.media().lost());
    }

    /// The calls of this lane.
    public List<CallSnapshot> calls() {
        List<CallSnapshot> all = new ArrayList<>(calls.size());
        for (Call call : calls.all()) all.add(call.snapshot());
        return all;
    }

    /// Ends a call.
    ///
    /// @return false when this lane has no such call
    public boolean hangup(String id) {
        Call call = calls.find(id);
        if (call == null) return false;
        call.hangup("an operator hung up", "call hangup");
        return true;
    }

    /// Ends every call of this lane: the drain time is over.
    public void hangupAll() {
        for (Call call : calls.all()) call.hangup("this node stops", "drain");
    }
}
