package org.demarc.edge.probe;

import java.util.HashMap;
import java.util.Map;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.b2bua.RegisteredContacts;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.Target;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
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
/// A contact that is registered with us is watched in the same way while it has no flow of its own. One that has is
/// asked only when a call to it failed, until it answers: its flow is kept open by its PBX.
public final class Prober implements Expiry {
    private static final long TICK = 1_000;
    private static final long AGAIN = 4_000;

    private final NodeState node;
    private final UserAgent agent;
    private final Sender sender;
    private final EventSink events;
    private final RegisteredContacts contacts;
    private final Map<PeerState, Watch> watched = new HashMap<>();

    /// How one of those that are watched is asked.
    interface Asked {
        /// Null when there is no way there.
        @Nullable
        Flow flow();

        /// Why there was none.
        String whyNoFlow();

        Request options(UserAgent agent, Flow flow);
    }

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
    public void expired(int what) {
        long now = agent.timers().now();
        NodeState.Generation generation = node.generation();
        Map<PeerState, Watch> still = new HashMap<>();
        for (Trunk trunk : generation.config().trunks()) {
            if (RegistrarNode.serves(trunk)) registered(trunk, still, now);
            if (trunk.probe().intervalMillis() == 0 || trunk.registration() != null) continue;
            TrunkState state = generation.of(trunk);
            for (PeerState peer : state.peers()) {
                Watch watch = watched.get(peer);
                if (watch == null || !watch.trunk.equals(trunk)) watch = new Watch(trunk, peer, new Fixed(trunk, peer));
                still.put(peer, watch);
                watch.tick(now);
            }
        }
        for (Watch old : watched.values()) old.dropped |= still.get(old.peer) != old;
        watched.clear();
        watched.putAll(still);
        node.tick(agent.timers().wallClock());
        agent.timers().after(TICK, this, 0);
    }

    private void registered(Trunk trunk, Map<PeerState, Watch> still, long now) {
        Registration registration = node.registration(trunk);
        if (registration == null) return;
        long wallClock = agent.timers().wallClock();
        boolean asked = trunk.probe().intervalMillis() > 0;
        for (Binding b : registration.bindings().live(wallClock)) {
            PeerState health = b.health();
            Target target = asked ? Target.itself(b, sender::alive) : null;
            boolean has = target != null && target.flow() != null;
            if (target == null || (has && !health.doubtful(now))) {
                if (target == null) health.follow(false, false, wallClock); // nobody asks it any more
                continue;
            }
            Watch watch = watched.get(health);
            if (watch == null || !watch.trunk.equals(trunk)) {
                watch = new Watch(trunk, health, new ContactProbe(contacts, trunk, target));
                // After a start all of them may be without flows at one time.
                if (!has)
                    watch.nextAt = now
                            + Math.floorMod(
                                    agent.tokens().number(), trunk.probe().intervalMillis());
            } else {
                watch.how = new ContactProbe(contacts, trunk, target);
            }
            if (has && health.state() == PeerState.State.UP) {
                health.found(PeerState.State.PROBING, "a call had no answer", wallClock);
            }
            health.follow(true, false, wallClock);
            still.put(health, watch);
            watch.tick(now);
        }
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
    private final class Fixed implements Asked {
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

    private final class Watch {
        private final Trunk trunk;
        private final PeerState peer;
        private Asked how;
        private long nextAt;
        private @Nullable Ask waiting;
        private long missingSince;
        private int missed;
        private int answered;
        /// Nobody wants to know any more: a contact has registered since then, or the configuration is another.
        private boolean dropped;

        Watch(Trunk trunk, PeerState peer, Asked how) {
            this.trunk = trunk;
            this.peer = peer;
            this.how = how;
        }

        void tick(long now) {
            Ask ask = waiting;
            if (ask != null && peer.state() == PeerState.State.PROBING && now - ask.at >= AGAIN) {
                waiting = null;
                miss("OPTIONS had no answer for " + AGAIN / 1_000 + " s", ask.at);
            }
            if (now >= nextAt && waiting == null && peer.quietFor(now) == 0) probe(now);
        }

        private void probe(long now) {
            nextAt = now + trunk.probe().intervalMillis();
            Flow flow = how.flow();
            if (flow == null) {
                miss(how.whyNoFlow(), now);
                return;
            }
            Ask ask = new Ask(this, now);
            waiting = ask;
            peer.probed(agent.timers().wallClock());
            agent.transactions().send(how.options(agent, flow), flow, ask);
        }

        private void alive(int status) {
            missed = 0;
            if (++answered >= trunk.probe().answers()) found(PeerState.State.UP, "OPTIONS was answered " + status);
        }

        private void miss(String why, long askedAt) {
            if (dropped) return;
            answered = 0;
            if (missed == 0 || peer.heardSince(missingSince)) {
                missed = 0;
                missingSince = askedAt;
            }
            if (peer.heardSince(askedAt)) return; // by a call
            peer.missed(why);
            if (++missed >= trunk.probe().misses()) found(PeerState.State.DOWN, why);
            else nextAt = Math.min(nextAt, askedAt + AGAIN);
        }

        private void found(PeerState.State state, String why) {
            if (peer.found(state, why, agent.timers().wallClock())) {
                events.report(new CallEvent.PeerChanged(
                        trunk.name(), peer.peer().uri(), state.name().toLowerCase(java.util.Locale.ROOT), why));
            }
        }
    }

    /// One probe. It may be answered after it was counted as a miss.
    private static final class Ask implements ClientUser {
        private final Watch watch;
        private final long at;

        Ask(Watch watch, long at) {
            this.watch = watch;
            this.at = at;
        }

        private boolean settled() {
            boolean before = watch.waiting != this;
            if (!before) watch.waiting = null;
            return before;
        }

        @Override
        public void response(ClientTransaction transaction, Response response) {
            if (response.isProvisional()) return;
            boolean counted = settled();
            int status = response.status();
            if (status != 408 && status != 503) watch.alive(status);
            else if (!counted) watch.miss("OPTIONS was answered " + status, at);
        }

        @Override
        public void failed(ClientTransaction transaction, Failure failure) {
            if (!settled()) watch.miss(failure.why(), at);
        }
    }
}
