package org.demarc.pbx.phone;

import static org.assertj.core.api.Assertions.assertThat;

import org.demarc.pbx.voice.Heard;
import org.demarc.pbx.world.World;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.junit.jupiter.api.Test;

class PbxTest {
    private final World world = new World(new Gen(1), Faults.NONE);

    private static Heard heard(CallReport report) {
        Heard heard = report.heard();
        return heard == null ? Heard.NOTHING : heard;
    }

    private void nothingIsLeft() {
        world.runFor(40_000);
        assertThat(world.here.pbx.calls()).isEmpty();
        assertThat(world.there.pbx.calls()).isEmpty();
        assertThat(world.here.pbx.dialogs()).isZero();
        assertThat(world.there.pbx.dialogs()).isZero();
        assertThat(world.here.pbx.transactions()).isZero();
        assertThat(world.there.pbx.transactions()).isZero();
        assertThat(world.here.voices.inUse()).isZero();
        assertThat(world.there.voices.inUse()).isZero();
        assertThat(world.clock.pending()).isZero();
    }

    @Test
    void calledPhoneRingsAnswersAndBothHearEachOther() {
        PhoneCall call = world.here.pbx.dial("100", "+12065550203");
        world.runFor(500);
        assertThat(call.state()).isEqualTo(CallState.RINGING);
        world.runFor(3_500);
        assertThat(call.state()).isEqualTo(CallState.TALKING);
        call.hangup();
        world.runFor(100);
        CallReport caller = world.here.last();
        CallReport callee = world.there.last();
        assertThat(caller.released()).isTrue();
        assertThat(caller.end()).isEqualTo(new CallEnd.HungUp());
        assertThat(caller.setupMillis()).isBetween(1_000L, 1_010L);
        assertThat(callee.end()).isEqualTo(new CallEnd.PeerHungUp());
        assertThat(callee.own()).isEqualTo("+12065550203");
        assertThat(callee.other()).isEqualTo("+12145550100");
        assertThat(heard(caller).wasVoice()).isTrue();
        assertThat(heard(callee).wasVoice()).isTrue();
        assertThat(heard(caller).received()).isBetween(145L, 155L);
        assertThat(heard(caller).lost()).isZero();
        assertThat(heard(callee).sent()).isBetween(145L, 155L);
        assertThat(heard(caller).mos()).isBetween(4.3, 4.5);
        nothingIsLeft();
    }

    @Test
    void calledSideHangsUp() {
        world.here.pbx.dial("100", "+12065550203");
        world.runFor(3_000);
        world.there.pbx.calls().getFirst().hangup();
        world.runFor(100);
        assertThat(world.here.last().end()).isEqualTo(new CallEnd.PeerHungUp());
        assertThat(world.there.last().end()).isEqualTo(new CallEnd.HungUp());
        nothingIsLeft();
    }

    @Test
    void unknownNumberIsNotFound() {
        world.here.pbx.dial("100", "+12065559999");
        world.runFor(100);
        assertThat(world.here.last().end()).isEqualTo(new CallEnd.Refused(404, "Not Found"));
        assertThat(world.there.reports).isEmpty();
        nothingIsLeft();
    }

    /// Proves HLD-001, HLD-004.
    @Test
    void heldSideHearsTheHolderOnlyAndIsHeardAfterResume() {
        PhoneCall call = world.here.pbx.dial("100", "+12065550203");
        world.runFor(3_000);
        call.hold();
        world.runFor(200);
        assertThat(call.report().onHold()).isTrue();
        assertThat(world.there.last().heldByPeer()).isTrue();
        long heardHere = heard(call.report()).received();
        long heardThere = heard(world.there.pbx.calls().getFirst().report()).received();
        world.runFor(1_000);
        assertThat(heard(call.report()).received()).isEqualTo(heardHere);
        assertThat(heard(world.there.pbx.calls().getFirst().report()).received())
                .isGreaterThan(heardThere + 45);
        call.resume();
        world.runFor(1_000);
        assertThat(call.report().onHold()).isFalse();
        assertThat(world.there.last().heldByPeer()).isFalse();
        assertThat(heard(call.report()).received()).isGreaterThan(heardHere + 40);
        call.hangup();
        nothingIsLeft();
    }

    @Test
    void bothHoldAtOnceAndBothResume() {
        PhoneCall call = world.here.pbx.dial("100", "+12065550203");
        world.runFor(3_000);
        PhoneCall peer = world.there.pbx.calls().getFirst();
        call.hold();
        peer.hold();
        world.runFor(10_000);
        assertThat(call.report().onHold()).isTrue();
        assertThat(peer.report().onHold()).isTrue();
        assertThat(call.report().heldByPeer()).isTrue();
        call.resume();
        world.runFor(10_000);
        peer.resume();
        world.runFor(10_000);
        assertThat(call.report().heldByPeer()).isFalse();
        assertThat(peer.report().heldByPeer()).isFalse();
        long before = heard(peer.report()).received();
        world.runFor(1_000);
        assertThat(heard(peer.report()).received()).isGreaterThan(before + 45);
        peer.hangup();
        nothingIsLeft();
    }

    @Test
    void callerWhoGivesUpStopsTheRinging() {
        PhoneCall call = world.here.pbx.dial("100", "+12065550203");
        world.runFor(500);
        call.hangup();
        world.runFor(500);
        assertThat(world.there.last().end()).isEqualTo(new CallEnd.PeerHungUp());
        assertThat(world.there.last().released()).isFalse();
        nothingIsLeft();
    }

    @Test
    void busyPhoneRefusesAndPatienceEnds() {
        var busy = new World(new Gen(2), Faults.NONE, new Answering.Refuse(486, "Busy Here"));
        busy.here.pbx.dial("100", "+12065550203");
        busy.runFor(100);
        assertThat(busy.here.last().end()).isEqualTo(new CallEnd.Refused(486, "Busy Here"));
        var deaf = new World(new Gen(3), Faults.NONE, new Answering.Never());
        deaf.here.pbx.dial("100", "+12065550203");
        deaf.runFor(61_000);
        assertThat(deaf.here.last().end()).isEqualTo(new CallEnd.Failed("nobody answered in time"));
        assertThat(deaf.there.last().end()).isEqualTo(new CallEnd.PeerHungUp());
    }

    @Test
    void onlyTheTrunkIsServed() {
        world.network.send(
                World.address("10.0.0.9", 5060), World.HERE, """
                OPTIONS sip:10.0.0.1 SIP/2.0\r
                Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1\r
                From: <sip:a@b>;tag=1\r
                To: <sip:c@d>\r
                Call-ID: x\r
                CSeq: 1 OPTIONS\r
                \r
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        world.runFor(100);
        assertThat(world.here.pbx.ignored()).isOne();
        assertThat(world.network.sent()).isOne();
    }
}
