package org.demarc.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.trunk.account.Faces;
import org.demarc.trunk.account.Trunk;
import org.demarc.trunk.account.Trunk.Limits;
import org.demarc.trunk.account.Trunk.Reserve;
import org.junit.jupiter.api.Test;

class TrunkLimitsTest {
    private static TrunkState trunk(int calls, int perSecond, int kilobits, Reserve reserve) {
        return new TrunkState(
                new Trunk(
                        "acme",
                        Faces.PBX,
                        "outside",
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        new Limits(calls, perSecond, kilobits, reserve),
                        Latching.EXACT,
                        Trunk.Probe.OFF),
                0);
    }

    private static int admitted(TrunkState trunk, Urgency urgency, int kilobits, int tries, long now) {
        int n = 0;
        for (int i = 0; i < tries; i++) if (trunk.admit(urgency, kilobits, now) == null) n++;
        return n;
    }

    /// Proves OVL-007.
    @Test
    void aCallForHelpPassesEveryLimit() {
        TrunkState trunk = trunk(2, 1, 100, Reserve.NONE);
        assertThat(admitted(trunk, Urgency.ORDINARY, 80, 5, 0)).isEqualTo(1);
        assertThat(trunk.admit(Urgency.ORDINARY, 10, 5_000)).isNull();
        assertThat(trunk.admit(Urgency.ORDINARY, 10, 9_000)).isEqualTo("trunks.acme.limits.calls");
        assertThat(admitted(trunk, Urgency.EMERGENCY, 80, 5, 9_000)).isEqualTo(5);
        assertThat(trunk.snapshot().refused()).isEqualTo(5);
    }

    @Test
    void placesAreKeptForCallsForHelp() {
        TrunkState trunk = trunk(10, 0, 0, new Reserve(3, 0));
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 20, 0)).isEqualTo(7);
        assertThat(admitted(trunk, Urgency.EMERGENCY, 0, 3, 0)).isEqualTo(3);
        trunk.release();
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 20, 0)).isEqualTo(1);
    }

    /// Calls for help beyond the reserve take from what others could have.
    @Test
    void moreCallsForHelpThanReservedLeaveLessToOthers() {
        TrunkState trunk = trunk(10, 0, 0, new Reserve(3, 0));
        assertThat(admitted(trunk, Urgency.EMERGENCY, 0, 6, 0)).isEqualTo(6);
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 20, 0)).isEqualTo(4);
        trunk.release(Urgency.EMERGENCY, 0);
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 20, 0)).isEqualTo(1);
    }

    @Test
    void aShareOfTheRateIsKept() {
        TrunkState trunk = trunk(0, 10, 0, new Reserve(0, 20));
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 50, 0)).isEqualTo(8);
        assertThat(admitted(trunk, Urgency.EMERGENCY, 0, 2, 0)).isEqualTo(2);
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 50, 1_000))
                .as("the reserve was enough")
                .isEqualTo(8);
        assertThat(admitted(trunk, Urgency.EMERGENCY, 0, 6, 2_000)).isEqualTo(6);
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 50, 2_000))
                .as("four of them were not")
                .isEqualTo(4);
        assertThat(trunk.admit(Urgency.ORDINARY, 0, 2_000)).isEqualTo("trunks.acme.limits.calls-per-second");
    }

    @Test
    void aFloodOfCallsForHelpHoldsUpOthersForNoMoreThanASecondAfterIt() {
        TrunkState trunk = trunk(0, 10, 0, Reserve.NONE);
        admitted(trunk, Urgency.EMERGENCY, 0, 1_000, 0);
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 50, 900)).isZero();
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 50, 2_000)).isEqualTo(10);
    }

    @Test
    void aShareOfOneCallASecondIsOneNowAndThen() {
        TrunkState trunk = trunk(0, 1, 0, new Reserve(0, 50));
        int n = 0;
        for (long now = 0; now < 20_000; now += 100) n += admitted(trunk, Urgency.ORDINARY, 0, 1, now);
        assertThat(n).isEqualTo(10);
    }

    @Test
    void bandwidthIsBoundedAndGivenBack() {
        TrunkState trunk = trunk(0, 0, 250, Reserve.NONE);
        assertThat(admitted(trunk, Urgency.ORDINARY, 80, 9, 0)).isEqualTo(3);
        assertThat(trunk.admit(Urgency.ORDINARY, 80, 0)).isEqualTo("trunks.acme.limits.bandwidth");
        trunk.adjust(80, 24);
        assertThat(trunk.kilobits()).isEqualTo(184);
        assertThat(admitted(trunk, Urgency.ORDINARY, 24, 9, 0)).isEqualTo(2);
        trunk.release(Urgency.ORDINARY, 24);
        trunk.release(Urgency.ORDINARY, 80);
        assertThat(trunk.kilobits()).isEqualTo(128);
    }

    @Test
    void aShareOfTheBandwidthIsKept() {
        TrunkState trunk = trunk(0, 0, 200, new Reserve(0, 50));
        assertThat(admitted(trunk, Urgency.ORDINARY, 80, 9, 0)).isEqualTo(1);
        assertThat(admitted(trunk, Urgency.EMERGENCY, 80, 9, 0)).isEqualTo(9);
        assertThat(admitted(trunk, Urgency.ORDINARY, 0, 1, 0))
                .as("without known media")
                .isEqualTo(1);
    }

    @Test
    void whatIsRefusedLeavesNothing() {
        TrunkState trunk = trunk(0, 1, 100, Reserve.NONE);
        assertThat(trunk.admit(Urgency.ORDINARY, 80, 0)).isNull();
        assertThat(trunk.admit(Urgency.ORDINARY, 80, 0)).isEqualTo("trunks.acme.limits.bandwidth");
        assertThat(trunk.admit(Urgency.ORDINARY, 10, 0)).isEqualTo("trunks.acme.limits.calls-per-second");
        assertThat(trunk.kilobits()).isEqualTo(80);
        assertThat(trunk.snapshot().calls()).isEqualTo(1);
    }

    /// Proves OVL-002.
    @Test
    void aFullNodeHasPlacesForCallsForHelp() {
        var timing = new Timing(4_000, 60_000, 120_000, 0, 0, 32);
        var node = new NodeState(new EdgeConfig("n", List.of(), List.of(), timing), 0);
        int ordinary = 0;
        while (node.admit()) ordinary++;
        int help = 0;
        while (node.admit(Urgency.EMERGENCY)) help++;
        assertThat(ordinary).isEqualTo(32);
        assertThat(help).isEqualTo(2);
    }
}
