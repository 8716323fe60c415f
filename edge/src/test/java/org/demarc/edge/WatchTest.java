package org.demarc.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.world.Party;
import org.demarc.edge.world.Plan;
import org.demarc.edge.world.Plan.Act;
import org.demarc.edge.world.Plan.Deed;
import org.demarc.edge.world.Script;
import org.demarc.edge.world.Setup;
import org.demarc.edge.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Conversations whose media stops, goes one way, or never was: what ends them, and what does not.
class WatchTest {
    private static final int SILENCE = 10_000;
    private static final int PROBE = 20_000;

    private static World world(long silence, long probe) {
        return world(silence, probe, Transport.UDP);
    }

    private static World world(long silence, long probe, Transport transport) {
        var timing = new Timing(4_000, 60_000, 3_600_000, silence, probe, 20_000);
        return new World(
                new Gen(1),
                Faults.NONE.withDelay(10, 0),
                new Setup(1, transport, 0, Trunk.Limits.NONE, timing, Integer.MAX_VALUE));
    }

    private static Script talk(World world, Act... acts) {
        return world.place(Plan.plain(world.number(true)).with(List.of(acts)).withHangup(true, 90_000));
    }

    private static Act act(int at, Deed deed) {
        return new Act(true, at, deed, 200, 0);
    }

    @Test
    void aCallThatIsHeardGoesOn() {
        for (boolean rtcp : List.of(false, true)) {
            var world = world(SILENCE, 0);
            world.speak(_ -> true, rtcp);
            var script = talk(world);
            world.run(Duration.ofSeconds(85));
            assertThat(script.caller().state()).isEqualTo(Party.State.TALKING);
            world.finish();
            assertThat(world.noted()).isEmpty();
        }
    }

    /// Proves FLD-006.
    @Test
    void aSilentCallEnds() {
        var world = world(SILENCE, 0);
        var script = talk(world);
        world.run(Duration.ofSeconds(18));
        assertThat(script.caller().state()).isEqualTo(Party.State.ENDED);
        world.finish();
        assertThat(world.noted()).containsExactly("no media in either direction");
    }

    @Test
    void aCallIsHeardWhileOneSideSpeaks() {
        var world = world(SILENCE, 0);
        world.speak(Party::isCaller, false);
        var script = talk(world);
        world.run(Duration.ofSeconds(85));
        assertThat(script.caller().state()).isEqualTo(Party.State.TALKING);
        world.finish();
        assertThat(world.noted()).containsExactly("one-way stream: no RTP comes from the called side");
        assertThat(world.lanes().getFirst().counts().oneWay()).isEqualTo(1);
        assertThat(world.lanes().getFirst().counts().rtpReceived()).isGreaterThan(100);
        assertThat(world.lanes().getFirst().counts().rtpLost()).isEqualTo(2);
        assertThat(world.told(CallEvent.Ended.class))
                .singleElement()
                .satisfies(told -> assertThat(told.packets()).isGreaterThan(100))
                .satisfies(told -> assertThat(told.lost()).isEqualTo(2))
                .satisfies(told -> assertThat(told.oneWay()).isEqualTo("called"));
    }

    /// Proves HLD-005.
    @Test
    void aHeldCallIsNotSilentAndGetsTimeToSpeakAgain() {
        var world = world(SILENCE, 0);
        world.speak(_ -> true, false);
        var script = talk(world, act(5_000, Deed.UPDATE_HOLD), act(64_999, Deed.UPDATE_RESUME));
        world.run(Duration.ofSeconds(85));
        assertThat(script.caller().state()).isEqualTo(Party.State.TALKING);
        world.finish();
        assertThat(world.noted()).isEmpty();
    }

    /// Proves FLD-006, HLD-005.
    @ParameterizedTest
    @EnumSource(names = {"UDP", "TCP"})
    void theDeadPeersOfAHeldCallAreFoundByOptions(Transport transport) {
        var world = world(SILENCE, PROBE, transport);
        world.speak(_ -> true, false);
        var script = talk(world, act(5_000, Deed.UPDATE_HOLD));
        world.run(Duration.ofSeconds(60));
        assertThat(script.caller().state()).isEqualTo(Party.State.TALKING);
        for (var agent : world.pbxs()) world.crash(agent, 0, 600_000);
        for (var agent : world.carriers()) world.crash(agent, 0, 600_000);
        world.run(Duration.ofSeconds(100));
        assertThat(world.lanes().getFirst().counts().calls()).isZero();
        world.finish();
    }

    @Test
    void aShortCallOneWayIsNotedAtItsEnd() {
        var world = world(SILENCE, 0);
        world.speak(party -> !party.isCaller(), false);
        world.place(Plan.plain(world.number(true)).withHangup(true, 6_000));
        world.finish();
        assertThat(world.noted()).containsExactly("one-way stream: no RTP comes from the caller");
    }
}
