package org.demarc.edge.b2bua;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.admission.NodeState;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Peer;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// Two trunks, `a` with peers 1 and 2, `b` with peers 3 and 4.
class TargetsTest {
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
        var targets = new Targets(trunks, now);
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
        assertThat(new Targets(trunks, 0).quietFor(0)).isZero();
        peer(3).quiet(700);
        peer(4).quiet(800);
        assertThat(order(0)).isEmpty();
        assertThat(new Targets(trunks, 0).quietFor(0)).isEqualTo(500);
        assertThat(order(500)).containsExactly(2);
    }

    @Test
    void anAnswerToAProbeDoesNotEndWhatWasAskedFor() {
        peer(1).rest(1_000);
        peer(1).quiet(1_000);
        peer(1).found(PeerState.State.UP, "OPTIONS was answered 200", 0);
        assertThat(order(0)).containsExactly(2, 3, 4);
    }

    @Test
    void skippingATrunkGoesOnWithTheNext() {
        var targets = new Targets(trunks, 0);
        targets.next();
        targets.skip(trunks.getFirst());
        var next = targets.next();
        assertThat(next == null ? null : next.peer()).isSameAs(peer(3));
    }
}
