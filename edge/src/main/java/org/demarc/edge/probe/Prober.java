package org.demarc.edge.probe;

import java.util.HashMap;
import java.util.Map;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;
import org.demarc.sip.message.HeaderName;
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
public final class Prober implements Expiry {
    private static final long TICK = 1_000;
    private static final long AGAIN = 4_000;

    private final NodeState node;
    private final UserAgent agent;
    private final Sender sender;
    private final EventSink events;
    private final Map<PeerState, Watch> watched = new HashMap<>();

    public Prober(NodeState node, UserAgent agent, Sender sender, EventSink events) {
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
            if (trunk.probe().intervalMillis() == 0 || trunk.registration() != null) continue;
            TrunkState state = generation.of(trunk);
            for (PeerState peer : state.peers()) {
                Watch watch = watched.get(peer);
                if (watch == null || !watch.trunk.equals(trunk)) watch = new Watch(trunk, peer);
                still.put(peer, watch);
                watch.tick(now);
            }
        }
        watched.clear();
        watched.putAll(still);
        node.tick(agent.timers().wallClock());
        agent.timers().after(TICK, this, 0);
    }

    static String noListener(Trunk trunk, Peer to) {
        return "network " + trunk.network() + " has no " + to.transport().parameter() + " listener of its family";
    }

    /// An OPTIONS about a peer itself.
    static Request options(UserAgent agent, Flow flow, Peer to) {
        String own = "<sip:" + flow.sentBy() + ">";
        return Request.builder(Method.OPTIONS, to.requestUri())
                .add(HeaderName.VIA, agent.outbound().via(flow))
                .add(HeaderName.MAX_FORWARDS, "70")
                .add(HeaderName.FROM, own + ";tag=" + agent.tokens().tag())
                .add(HeaderName.TO, "<" + to.requestUri() + ">")
                .add(HeaderName.CALL_ID, agent.tokens().callId())
                .add(HeaderName.CSEQ, "1 OPTIONS")
                .add(HeaderName.CONTACT, UserAgent.contact(flow))
                .add(HeaderName.ACCEPT, "application/sdp")
                .build();
    }

    private final class Watch {
        private final Trunk trunk;
        private final PeerState peer;
        private long nextAt;
        private @Nullable Ask waiting;
        private long missingSince;
        private int missed;
        private int answered;

        Watch(Trunk trunk, PeerState peer) {
            this.trunk = trunk;
            this.peer = peer;
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
            Peer to = peer.peer();
            nextAt = now + trunk.probe().intervalMillis();
            Flow flow = sender.flow(trunk.network(), to.transport(), to.address(), trunk.identity(to));
            if (flow == null) {
                miss(noListener(trunk, to), now);
                return;
            }
            Ask ask = new Ask(this, now);
            waiting = ask;
            peer.probed(agent.timers().wallClock());
            agent.transactions().send(options(agent, flow, to), flow, ask);
        }

        private void alive(int status) {
            missed = 0;
            if (++answered >= trunk.probe().answers()) found(PeerState.State.UP, "OPTIONS was answered " + status);
        }

        private void miss(String why, long askedAt) {
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
