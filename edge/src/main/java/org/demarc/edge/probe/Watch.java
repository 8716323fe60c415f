package org.demarc.edge.probe;

import java.util.Locale;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.event.EventSink;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.ua.UserAgent;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// The probes of one peer, or of one contact, and what they say of it.
final class Watch {
    /// What failed once is asked again after that.
    static final long AGAIN = 4_000;

    /// How it is asked.
    interface Asked {
        /// Null when there is no way there.
        @Nullable
        Flow flow();

        /// Why there was none.
        String whyNoFlow();

        Request options(UserAgent agent, Flow flow);
    }

    final Trunk trunk;
    final PeerState peer;
    Asked how;
    /// Silence takes it out of service.
    boolean fatal = true;
    private final UserAgent agent;
    private final EventSink events;
    private final boolean hasty;
    private long nextAt;
    private @Nullable Ask waiting;
    private long missingSince;
    private int missed;
    private int answered;
    /// Nobody wants to know any more: a contact has registered since then, or the configuration is another.
    private boolean dropped;

    /// @param hasty an answer is awaited no longer than until the next question, whatever is known of it
    Watch(Trunk trunk, PeerState peer, Asked how, UserAgent agent, EventSink events, boolean hasty) {
        this.trunk = trunk;
        this.peer = peer;
        this.how = how;
        this.agent = agent;
        this.events = events;
        this.hasty = hasty;
    }

    /// From now on its answers and its silence say nothing.
    void drop() {
        dropped = true;
    }

    /// When there may be something to do.
    long due(long now) {
        Ask ask = waiting;
        return Math.max(now + 1, ask == null ? nextAt : ask.at + AGAIN);
    }

    /// It is not asked before.
    void notBefore(long at) {
        nextAt = at;
    }

    void tick(long now) {
        Ask ask = waiting;
        if (ask != null && (hasty || peer.state() == PeerState.State.PROBING) && now - ask.at >= AGAIN) {
            waiting = null;
            miss("OPTIONS had no answer for " + AGAIN / 1_000 + " s", now - ask.at);
        }
        if (now >= nextAt && waiting == null && peer.quietFor(now) == 0) probe(now);
    }

    private void probe(long now) {
        nextAt = now + trunk.probe().intervalMillis();
        Flow flow = how.flow();
        if (flow == null) {
            miss(how.whyNoFlow(), 0);
            return;
        }
        Ask ask = new Ask(this, now);
        waiting = ask;
        peer.probed(agent.timers().wallClock());
        agent.transactions().send(how.options(agent, flow), flow, ask);
    }

    private void alive(int status) {
        if (dropped) return;
        missed = 0;
        if (++answered < trunk.probe().answers()) return;
        peer.answered(agent.timers().now());
        found(PeerState.State.UP, "OPTIONS was answered " + status);
    }

    /// @param spent how long ago it was asked, in milliseconds
    private void miss(String why, long spent) {
        if (dropped) return;
        answered = 0;
        long askedAt = agent.timers().now() - spent;
        if (missed == 0 || lives(missingSince)) {
            missed = 0;
            missingSince = askedAt;
        }
        if (lives(askedAt)) return;
        peer.missed(why);
        if (++missed >= trunk.probe().misses()) {
            if (fatal) found(PeerState.State.DOWN, why);
        } else nextAt = Math.min(nextAt, askedAt + AGAIN);
    }

    /// It answered a call since then, or registered again.
    private boolean lives(long since) {
        long ago = agent.timers().now() - since;
        return peer.heardSince(since) || peer.registeredSince(agent.timers().wallClock() - ago);
    }

    private void found(PeerState.State state, String why) {
        if (peer.found(state, why, agent.timers().wallClock())) {
            events.report(new CallEvent.PeerChanged(
                    trunk.name(), peer.peer().uri(), state.name().toLowerCase(Locale.ROOT), why));
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

        private long spent() {
            return watch.agent.timers().now() - at;
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
            else if (!counted) watch.miss("OPTIONS was answered " + status, spent());
        }

        @Override
        public void failed(ClientTransaction transaction, Failure failure) {
            if (!settled()) watch.miss(failure.why(), spent());
        }
    }
}
