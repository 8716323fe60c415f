package org.demarc.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.demarc.pbx.phone.CallEnd;
import org.demarc.pbx.phone.CallReport;
import org.demarc.pbx.phone.PhoneCall;
import org.demarc.pbx.voice.Heard;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.junit.jupiter.api.Test;

/// Phones call each other through both edges, on virtual time.
class LabSimulation {
    private static Heard heard(CallReport report) {
        Heard heard = report.heard();
        return heard == null ? Heard.NOTHING : heard;
    }

    @Test
    void callCrossesBothEdgesWithItsNumbersAndAudioBothWays() {
        var lab = new VirtualLab(new Gen(1), Faults.NONE);
        PhoneCall call = lab.pbx.pbx().dial("100", "+12065550130");
        lab.runFor(4_000);
        assertThat(lab.enterprise.edge().counts().calls()).isOne();
        call.hangup();
        lab.runFor(1_000);
        CallReport caller = lab.pbx.reports().getLast();
        CallReport called = lab.far.reports().getLast();
        assertThat(caller.released()).isTrue();
        assertThat(called.released()).isTrue();
        assertThat(called.other()).isEqualTo("+12145550100");
        assertThat(heard(caller).wasVoice()).isTrue();
        assertThat(heard(called).wasVoice()).isTrue();
        assertThat(heard(caller).received()).isGreaterThan(140);
        assertThat(heard(caller).foreign()).isZero();
        assertThat(lab.isEmpty()).isTrue();
    }

    /// Proves HLD-001.
    @Test
    void holdAndResumeCrossBothEdges() {
        var lab = new VirtualLab(new Gen(2), Faults.NONE);
        PhoneCall call = lab.far.pbx().dial("125", "+12145550107");
        lab.runFor(3_000);
        call.hold();
        lab.runFor(1_000);
        PhoneCall other = lab.pbx.pbx().calls().getFirst();
        assertThat(call.report().onHold()).isTrue();
        assertThat(other.report().heldByPeer()).isTrue();
        long before = heard(call.report()).received();
        lab.runFor(1_000);
        assertThat(heard(call.report()).received()).isEqualTo(before);
        call.resume();
        lab.runFor(2_000);
        assertThat(other.report().heldByPeer()).isFalse();
        assertThat(heard(call.report()).received()).isGreaterThan(before + 80);
        other.hangup();
        lab.runFor(1_000);
        assertThat(lab.far.reports().getLast().end()).isEqualTo(new CallEnd.PeerHungUp());
        assertThat(lab.isEmpty()).isTrue();
    }

    @Test
    void unknownNumberIsRefusedToTheCaller() {
        var lab = new VirtualLab(new Gen(3), Faults.NONE);
        lab.pbx.pbx().dial("100", "+12065559999");
        lab.runFor(1_000);
        assertThat(lab.pbx.reports().getLast().end()).isEqualTo(new CallEnd.Refused(404, "Not Found"));
        lab.runFor(1_000);
        assertThat(lab.isEmpty()).isTrue();
    }

    @Seeded(runs = 25)
    void whateverTheNetworkLosesEachCallEndsEverywhere(Gen gen) {
        var lab = new VirtualLab(gen, gen.pick(Faults.WAN, Faults.LOSSY, Faults.AWFUL));
        int calls = gen.between(1, 4);
        for (int i = 0; i < calls; i++) {
            boolean outwards = gen.flip();
            lab.clock.scheduleAt(lab.clock.millis() + gen.between(0, 3_000), () -> {
                PhoneCall call = outwards
                        ? lab.pbx.pbx().dial("10" + gen.between(0, 9), "+1206555013" + gen.between(0, 9))
                        : lab.far.pbx().dial("13" + gen.between(0, 9), "+1214555010" + gen.between(0, 9));
                long now = lab.clock.millis();
                if (gen.flip()) lab.clock.scheduleAt(now + gen.between(2_000, 6_000), call::hold);
                if (gen.flip()) lab.clock.scheduleAt(now + gen.between(4_000, 8_000), call::resume);
                lab.clock.scheduleAt(now + gen.between(100, 9_000), call::hangup);
            });
        }
        lab.runFor(240_000);
        assertThat(lab.pbx.ended().size() + lab.far.ended().size()).isGreaterThanOrEqualTo(calls);
        assertThat(lab.pbx.pbx().calls()).isEmpty();
        assertThat(lab.far.pbx().calls()).isEmpty();
        assertThat(lab.enterprise.isEmpty()).isTrue();
        assertThat(lab.provider.isEmpty()).isTrue();
        assertThat(lab.isEmpty()).isTrue();
    }

    @Seeded(runs = 10)
    void fivePercentLossLosesNoCall(Gen gen) {
        var lab = new VirtualLab(gen, Faults.WAN.withLoss(0.05));
        PhoneCall call = gen.flip()
                ? lab.pbx.pbx().dial("101", "+12065550131")
                : lab.far.pbx().dial("131", "+12145550101");
        lab.runFor(15_000);
        assertThat(call.report().answeredAt()).isPositive();
        call.hangup();
        lab.runFor(40_000);
        assertThat(lab.pbx.reports().getLast().released()).isTrue();
        assertThat(lab.far.reports().getLast().released()).isTrue();
        assertThat(heard(lab.pbx.reports().getLast()).wasVoice()).isTrue();
        assertThat(heard(lab.far.reports().getLast()).wasVoice()).isTrue();
        assertThat(lab.isEmpty()).isTrue();
    }
}
