package org.demarc.edge.b2bua;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.admission.Urgency;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.registration.Way;
import org.demarc.edge.registration.Ways;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.world.SeededTokens;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sim.Gen;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Tokens;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.RegistrationMode;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.TrunkAccount;
import org.junit.jupiter.api.Test;

/// Two trunks, `a` with peers 1 and 2, `b` with peers 3 and 4.
class TargetsTest {
    private static final Tokens TOKENS = SeededTokens.ofLane(new Gen(1), 0);

    private final List<TrunkState> trunks = new ArrayList<>();

    TargetsTest() {
        List<Trunk> both = List.of(trunk("a", 1, 2), trunk("b", 3, 4));
        var generation = new NodeState(new EdgeConfig("n", both, List.of(), EdgeConfig.Timing.DEFAULT), 0).generation();
        for (Trunk trunk : both) trunks.add(generation.of(trunk));
    }

    private static Trunk trunk(String name, int... hosts) {
        List<Peer> peers = new ArrayList<>();
        for (int host : hosts) {
            var address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + host), 5060);
            peers.add(new Peer("sip:192.0.2." + host, "192.0.2." + host, address, Transport.UDP));
        }
        return new Trunk(
                name,
                Faces.CORE,
                "net",
                null,
                peers,
                List.of(),
                List.of(),
                Trunk.Limits.NONE,
                Latching.EXACT,
                new Trunk.Probe(1_000, 1, 1));
    }

    private PeerState peer(int number) {
        return trunks.get((number - 1) / 2).peers().get((number - 1) % 2);
    }

    private List<Integer> order(long now) {
        var targets = new Targets(trunks, now, TOKENS);
        targets.answered();
        return order(targets);
    }

    /// When nobody answers.
    private List<Integer> everybody(long now) {
        return order(new Targets(trunks, now, TOKENS));
    }

    private static List<Integer> order(Targets targets) {
        List<Integer> order = new ArrayList<>();
        for (var t = targets.next(); t != null; t = targets.next()) {
            order.add(t.peer().peer().address().getAddress().getAddress()[3] + 0);
        }
        assertThat(targets.exhausted()).isTrue();
        return order;
    }

    @Test
    void allInOrder() {
        assertThat(order(0)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void whoRestsOrIsDownIsLeftOutWhileAnotherPeerOfTheTrunkIsNot() {
        peer(1).rest(1_000);
        peer(4).found(PeerState.State.DOWN, "silent", 0);
        assertThat(order(999)).containsExactly(2, 3);
        assertThat(order(1_000)).containsExactly(1, 2, 3);
    }

    @Test
    void aTrunkWhosePeersAllRestOrAreDownIsTheLastResort() {
        peer(1).rest(1_000);
        peer(2).found(PeerState.State.DOWN, "silent", 0);
        assertThat(order(0)).containsExactly(3, 4, 2, 1);
        assertThat(order(1_000)).containsExactly(1, 3, 4);
    }

    @Test
    void whoWasLeftOutIsTriedWhenNobodyElseAnswers() {
        peer(1).rest(1_000);
        peer(4).found(PeerState.State.DOWN, "silent", 0);
        assertThat(everybody(0)).containsExactly(2, 3, 4, 1);
        peer(4).quiet(1_000);
        assertThat(everybody(0)).containsExactly(2, 3, 1);
        var targets = new Targets(trunks, 0, TOKENS);
        targets.next();
        targets.skip(trunks.getFirst());
        assertThat(order(targets)).containsExactly(3);
    }

    @Test
    void whoJustFailedIsTriedAfterOthersThatAreDown() {
        for (int number = 1; number <= 4; number++) peer(number).found(PeerState.State.DOWN, "silent", 0);
        peer(3).rest(1_000);
        assertThat(order(0)).containsExactly(1, 2, 4, 3);
        assertThat(order(1_000)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void whoAnswersACallIsInServiceAgain() {
        for (int number = 1; number <= 2; number++) peer(number).found(PeerState.State.DOWN, "silent", 0);
        peer(2).rest(1_000);
        assertThat(peer(2).heard(486, 500, 0)).isTrue();
        assertThat(peer(2).heard(486, 500, 0)).isFalse();
        assertThat(order(500)).containsExactly(2, 3, 4);
    }

    @Test
    void whoAskedToBeLeftAloneIs() {
        peer(1).quiet(1_000);
        peer(2).rest(1_000);
        assertThat(order(0)).containsExactly(3, 4, 2);
        peer(2).quiet(500);
        assertThat(order(0)).containsExactly(3, 4);
        assertThat(new Targets(trunks, 0, TOKENS).quietFor(0)).isZero();
        peer(3).quiet(700);
        peer(4).quiet(800);
        assertThat(order(0)).isEmpty();
        assertThat(new Targets(trunks, 0, TOKENS).quietFor(0)).isEqualTo(500);
        assertThat(order(500)).containsExactly(2);
    }

    @Test
    void anAnswerToAProbeDoesNotEndWhatWasAskedFor() {
        peer(1).rest(1_000);
        peer(1).quiet(1_000);
        peer(1).found(PeerState.State.UP, "OPTIONS was answered 200", 0);
        assertThat(order(0)).containsExactly(2, 3, 4);
    }

    /// Proves DNS-015.
    @Test
    void peersOfOnePriorityShareByWeight() {
        List<Peer> peers = new ArrayList<>();
        int[][] ranks = {{2, 0}, {1, 30}, {1, 10}};
        for (int i = 0; i < 3; i++) {
            var address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + (i + 1)), 5060);
            peers.add(new Peer("sip:192.0.2." + (i + 1), "192.0.2." + (i + 1), address, Transport.UDP)
                    .ranked(ranks[i][0], ranks[i][1]));
        }
        Trunk shared = new Trunk(
                "c",
                Faces.CORE,
                "net",
                null,
                peers,
                List.of(),
                List.of(),
                Trunk.Limits.NONE,
                Latching.EXACT,
                Trunk.Probe.OFF);
        var generation = new NodeState(new EdgeConfig("n", List.of(shared), List.of(), EdgeConfig.Timing.DEFAULT), 0)
                .generation();
        int first = 0;
        for (int i = 0; i < 400; i++) {
            List<Integer> order = order(new Targets(List.of(generation.of(shared)), 0, TOKENS));
            assertThat(order).containsExactlyInAnyOrder(1, 2, 3).endsWith(1);
            if (order.getFirst() == 2) first++;
        }
        assertThat(first).isBetween(260, 340);
        assertThat(generation.of(shared).snapshot().peers())
                .extracting(TrunkSnapshot.PeerSnapshot::priority)
                .containsExactly(1, 1, 2);
    }

    @Test
    void skippingATrunkGoesOnWithTheNext() {
        var targets = new Targets(trunks, 0, TOKENS);
        targets.next();
        targets.skip(trunks.getFirst());
        var next = targets.next();
        assertThat(next == null ? null : next.peer()).isSameAs(peer(3));
    }

    /// Proves EMG-012.
    @Test
    void aCallForHelpTriesWhoWantsToBeLeftAloneAfterAllOthers() {
        peer(1).rest(1_000);
        peer(3).quiet(1_000);
        assertThat(order(new Targets(trunks, null, Urgency.EMERGENCY, 0, TOKENS)))
                .containsExactly(2, 4, 1, 3);
        var targets = new Targets(trunks, null, Urgency.EMERGENCY, 0, TOKENS);
        targets.next();
        targets.answered();
        peer(2).quiet(1_000);
        assertThat(order(targets)).as("each once").containsExactly(4, 3);
    }

    /// A registrar is no peer: 9 is called for help alone, which waits for no registration.
    @Test
    void aTrunkThatRegistersIsReachedOverItsRegistrationAlone() {
        TrunkState provider = registered();
        Way first = way(5);
        Way second = way(6);
        Ways.publish(Objects.requireNonNull(provider.registered()), first, second);
        List<TrunkState> one = List.of(provider);
        assertThat(order(new Targets(one, 0, TOKENS))).containsExactly(5, 6);

        provider.server(first).rest(1_000);
        assertThat(order(new Targets(one, 0, TOKENS)))
                .as("the other one, then it")
                .containsExactly(6, 5);
        var spoken = new Targets(one, 0, TOKENS);
        spoken.answered();
        assertThat(order(spoken)).containsExactly(6);

        provider.server(first).quiet(700);
        provider.server(second).quiet(500);
        assertThat(order(new Targets(one, 0, TOKENS))).isEmpty();
        assertThat(new Targets(one, 0, TOKENS).quietFor(0)).isEqualTo(500);
        var help = new Targets(one, null, Urgency.EMERGENCY, 0, TOKENS);
        assertThat(order(help)).as("who asked for nothing first").containsExactly(9, 5, 6);
    }

    private static TrunkState registered() {
        var mode = new RegistrationMode(
                new TrunkAccount("acme", "secret", Map.of(), List.of(Algorithm.values()), null),
                RegistrationMode.Gin.REQUIRED,
                new RegistrationMode.Lifetimes(1, 600, 86_400),
                4,
                RegistrationMode.CalledNumber.REQUEST_URI,
                RegistrationMode.Authenticate.FLOW);
        Peer registrar = new Peer("sip:192.0.2.9", "192.0.2.9", address(9), Transport.UDP);
        Trunk trunk = new Trunk(
                "p",
                Faces.PROVIDER,
                "net",
                "sp.example",
                List.of(registrar),
                List.of(),
                List.of(),
                Trunk.Limits.NONE,
                Latching.EXACT,
                Trunk.Probe.OFF,
                mode);
        return new NodeState(new EdgeConfig("n", List.of(trunk), List.of(), EdgeConfig.Timing.DEFAULT), 0)
                .generation()
                .of(trunk);
    }

    private static Way way(int host) {
        return new Way(
                new Flow("net", Transport.UDP, address(200), address(host), 0, "192.0.2.200"), List.of(), true, false);
    }

    private static InetSocketAddress address(int host) {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + host), 5060);
    }
}
