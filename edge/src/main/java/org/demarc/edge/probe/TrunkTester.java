package org.demarc.edge.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.locating.PlaceStatus;
import org.demarc.edge.registrar.RegistrarNode;
import org.demarc.edge.registration.RegisteredTrunk;
import org.demarc.edge.registration.Way;
import org.demarc.edge.status.TrunkTest;
import org.demarc.edge.status.TrunkTest.Target;
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

/// One test of one trunk, because an operator asked: DNS first, then an OPTIONS to each peer at once. Says at
/// which step each of them failed. It changes nothing of what is known of the peers.
public final class TrunkTester implements Expiry {
    private static final int DNS = 0;
    private static final int ANSWERS = 1;
    private static final long LOOK = 50;
    /// A little more than the resolver takes at most.
    private static final long LONGEST_SEARCH = 13_000;
    private static final long LONGEST_ANSWER = 5_000;

    private final UserAgent agent;
    private final Sender sender;
    private final TrunkState state;
    private final @Nullable PeerFinder finder;
    private final Consumer<TrunkTest> told;
    private final List<Ask> asks = new ArrayList<>();
    private final long began;
    private boolean over;

    /// @param finder asked to look again; null where no peer has a name
    /// @param told once, on this lane, within 20 s
    public TrunkTester(
            UserAgent agent, Sender sender, TrunkState state, @Nullable PeerFinder finder, Consumer<TrunkTest> told) {
        this.agent = agent;
        this.sender = sender;
        this.state = state;
        this.finder = finder;
        this.told = told;
        this.began = agent.timers().now();
    }

    public void start() {
        PeerFinder find = finder;
        if (find != null) find.refresh(state.trunk().name());
        expired(DNS);
    }

    @Override
    public void expired(int what) {
        if (what == DNS) {
            PeerFinder find = finder;
            boolean searching = find != null && find.searching(state.trunk().name());
            if (searching && agent.timers().now() - began < LONGEST_SEARCH)
                agent.timers().after(LOOK, this, DNS);
            else ask();
        } else {
            for (Ask ask : asks) ask.end("answer", 0, "no answer for " + LONGEST_ANSWER / 1_000 + " s");
            finish();
        }
    }

    private void ask() {
        Trunk trunk = state.trunk();
        RegisteredTrunk registered = state.registered();
        if (registered == null) {
            for (PeerState peer : state.peers()) asks.add(new Ask(peer.peer(), null));
        } else {
            for (Way way : registered.ways()) asks.add(new Ask(state.server(way).peer(), way.flow()));
        }
        for (Ask ask : List.copyOf(asks)) {
            Flow own = ask.flow;
            Flow flow = own != null
                    ? own
                    : sender.flow(trunk.network(), ask.peer.transport(), ask.peer.address(), trunk.identity(ask.peer));
            if (flow == null) ask.end("network", 0, Prober.noListener(trunk, ask.peer));
            else agent.transactions().send(Prober.options(agent, flow, ask.peer), flow, ask);
        }
        agent.timers().after(LONGEST_ANSWER, this, ANSWERS);
        finishIfDone();
    }

    private void finishIfDone() {
        for (Ask ask : asks) {
            if (ask.result == null) return;
        }
        finish();
    }

    private void finish() {
        if (over) return;
        over = true;
        List<PlaceStatus> places = state.snapshot().places();
        List<Target> targets = new ArrayList<>();
        boolean good = !asks.isEmpty();
        RegisteredTrunk registered = state.registered();
        if (registered != null && asks.isEmpty()) {
            targets.add(notRegistered(registered.whyNot()));
        }
        if (RegistrarNode.serves(state.trunk())) {
            targets.add(notRegistered("a PBX that registers is not asked: `demarc trunk show` says how it stands"));
        }
        for (Ask ask : asks) {
            Target result = ask.result;
            if (result == null) continue;
            good &= result.good();
            targets.add(result);
        }
        for (PlaceStatus place : places) {
            good &= place.state() == PlaceStatus.State.FIXED || place.state() == PlaceStatus.State.FRESH;
            good &= place.why().isEmpty();
        }
        told.accept(new TrunkTest(state.trunk().name(), good, places, targets));
    }

    private Target notRegistered(String why) {
        String domain = state.trunk().domain();
        return new Target(domain == null ? "" : "sip:" + domain, false, "registration", 0, why, 0);
    }

    /// One question.
    private final class Ask implements ClientUser {
        private final Peer peer;
        private final @Nullable Flow flow;
        private final long at = agent.timers().now();
        private @Nullable Target result;

        /// @param flow of a registration; null where it is not reached over one
        Ask(Peer peer, @Nullable Flow flow) {
            this.peer = peer;
            this.flow = flow;
        }

        private void end(String step, int status, String why) {
            if (result != null) return;
            boolean good = status != 0 && status != 408 && status != 503;
            result = new Target(
                    peer.uri(), good, step, status, why, agent.timers().now() - at);
        }

        @Override
        public void response(ClientTransaction transaction, Response response) {
            if (response.isProvisional()) return;
            end("answer", response.status(), "OPTIONS was answered " + response.status());
            finishIfDone();
        }

        @Override
        public void failed(ClientTransaction transaction, Failure failure) {
            boolean tls = failure.why().startsWith("TLS");
            boolean silent = failure.kind() == Failure.Kind.TIMEOUT;
            end(tls ? "tls" : silent ? "answer" : "connect", 0, failure.why());
            finishIfDone();
        }
    }
}
