package org.demarc.edge.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.b2bua.RegisteredContacts;
import org.demarc.edge.event.EventSink;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers.Expiry;
import org.demarc.sip.ua.UserAgent;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// Watches the peers of all trunks from one lane: an OPTIONS to each in its interval. Any final response but
/// 408 and 503 counts as alive; so many misses in a row take the peer out of service, so many answers bring it
/// back, and so does an answer to a call. A miss is looked into at once: the next probe follows after 4 s, until the
/// peer is found to be alive or out of service. For a peer that never answered, 4 s without an answer are a miss.
///
/// Contacts that are registered with us are watched beside them: see `ContactWatch`.
public final class Prober implements Expiry {
    private static final long TICK = 1_000;

    private final NodeState node;
    private final UserAgent agent;
    private final Sender sender;
    private final EventSink events;
    private final RegisteredContacts contacts;
    private final Map<PeerState, Watch> watched = new HashMap<>();
    private List<Trunk> probed = List.of();
    private NodeState.@Nullable Generation seen;
    private @Nullable ContactWatch contactWatch;

    public Prober(NodeState node, UserAgent agent, Sender sender, EventSink events, RegisteredContacts contacts) {
        this.contacts = contacts;
        this.node = node;
        this.agent = agent;
        this.sender = sender;
        this.events = events;
    }

    /// Begins, with a first probe of every peer at once.
    public void start() {
        expired(0);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // each reload makes another one
    public void expired(int what) {
        long now = agent.timers().now();
        NodeState.Generation generation = node.generation();
        if (generation != seen) follow(generation);
        Map<PeerState, Watch> still = new HashMap<>();
        for (Trunk trunk : probed) {
            TrunkState state = generation.of(trunk);
            for (PeerState peer : state.peers()) {
                Watch watch = watched.get(peer);
                if (watch == null || !watch.trunk.equals(trunk)) {
                    watch = new Watch(trunk, peer, new Fixed(trunk, peer), agent, events, false);
                }
                still.put(peer, watch);
                watch.tick(now);
            }
        }
        for (Watch old : watched.values()) if (still.get(old.peer) != old) old.drop();
        watched.clear();
        watched.putAll(still);
        RegistrarNode registering = node.registrar();
        if (registering != null) registered(registering, generation, now);
        node.tick(agent.timers().wallClock());
        agent.timers().after(TICK, this, 0);
    }

    /// Few trunks are asked where thousands register with us.
    private void follow(NodeState.Generation generation) {
        List<Trunk> asked = new ArrayList<>();
        for (Trunk trunk : generation.config().trunks()) {
            if (trunk.probe().intervalMillis() > 0 && trunk.registration() == null) asked.add(trunk);
        }
        probed = asked;
        seen = generation;
    }

    private void registered(RegistrarNode registering, NodeState.Generation generation, long now) {
        ContactWatch known = contactWatch;
        if (known == null) contactWatch = known = new ContactWatch(agent, sender, events, contacts);
        known.tick(registering.registrations(), generation, now);
    }

    static String noListener(Trunk trunk, Peer to) {
        return "network " + trunk.network() + " has no " + to.transport().parameter() + " listener of its family";
    }

    /// An OPTIONS about a peer itself.
    static Request options(UserAgent agent, Flow flow, Peer to) {
        return options(agent, flow, to.requestUri()).build();
    }

    static MessageBuilder<Request> options(UserAgent agent, Flow flow, String uri) {
        String own = "<sip:" + flow.sentBy() + ">";
        return Request.builder(Method.OPTIONS, uri)
                .add(HeaderName.VIA, agent.outbound().via(flow))
                .add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, own + ";tag=" + agent.tokens().tag())
                .add(HeaderName.TO, "<" + uri + ">")
                .add(HeaderName.CALL_ID, agent.tokens().callId())
                .add(HeaderName.CSEQ, "1 OPTIONS")
                .add(HeaderName.CONTACT, UserAgent.contact(flow))
                .add(HeaderName.ACCEPT, "application/sdp");
    }

    /// A peer of the configuration, or of DNS.
    private final class Fixed implements Watch.Asked {
        private final Trunk trunk;
        private final Peer to;

        Fixed(Trunk trunk, PeerState peer) {
            this.trunk = trunk;
            this.to = peer.peer();
        }

        @Override
        public @Nullable Flow flow() {
            return sender.flow(trunk.network(), to.transport(), to.address(), trunk.identity(to));
        }

        @Override
        public String whyNoFlow() {
            return noListener(trunk, to);
        }

        @Override
        public Request options(UserAgent asking, Flow flow) {
            return Prober.options(asking, flow, to);
        }
    }
}
