package org.demarc.edge.registered;

import static org.assertj.core.api.Assertions.assertThat;

import org.demarc.edge.event.CallEvent;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;

/// What is known of a registered contact is known for as long as it is bound.
class ContactHealthTest {
    private static final String ACME = "+12145550123";
    private static final String FAR = "+442079460000";

    private final Border border = new Border(new Gen(12), Faults.NONE, 2);
    private final Station carrier = new Station(border, Border.CARRIER, Transport.UDP);

    private Station registered(int host, Transport transport) {
        Station pbx = new Station(border, Border.address("198.51.100." + host, 5060), transport);
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).containsExactly(200);
        return pbx;
    }

    private void call(long millis) {
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(millis);
    }

    @Test
    void aContactThatJustFailedIsPassedOver() {
        Station first = registered(20, Transport.UDP);
        Station second = registered(21, Transport.UDP);
        second.sender.die();
        call(6_000);
        assertThat(first.invites).as("after 4 s").hasSize(1);
        call(1_000);
        assertThat(first.invites).as("at once").hasSize(2);
        second.sender.revive();
        second.register("acme", 3_600);
        border.run(500);
        call(1_000);
        assertThat(first.invites).as("it registered since then").hasSize(2);
    }

    /// Proves CAL-020.
    @Test
    void aContactThatAskedToBeLeftAloneIsThoughItRegistersAgain() {
        Station pbx = registered(20, Transport.UDP);
        pbx.status = 503;
        pbx.refusal = Extra.of(HeaderName.RETRY_AFTER, "60");
        call(1_000);
        pbx.register("acme", 3_600);
        border.run(500);
        call(1_000);
        assertThat(pbx.invites).hasSize(1);
        assertThat(carrier.statuses).containsExactly(500, 500);
        assertThat(carrier.answers.getLast().raw(HeaderName.RETRY_AFTER)).isNotNull();
        border.run(60_000);
        call(1_000);
        assertThat(pbx.invites).hasSize(2);
    }

    /// Proves FLD-001.
    @Test
    void aContactWithoutAFlowIsAskedAndFoundDeadInTime() {
        border.probe(new Trunk.Probe(5_000, 2, 1));
        Station pbx = registered(20, Transport.TCP);
        border.run(20_000);
        assertThat(pbx.asked).as("its flow is kept open by itself").isZero();
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("up");
        pbx.breakConnections();
        border.run(10_000);
        assertThat(pbx.asked).isPositive();
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("up");
        pbx.sender.die();
        border.run(20_000);
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("down");
        assertThat(border.told(CallEvent.PeerChanged.class).getLast().state()).isEqualTo("down");
        pbx.sender.revive();
        border.run(10_000);
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("up");
        border.probe(Trunk.Probe.OFF);
        border.run(60_000);
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("unwatched");
        border.assertNothingLeft();
    }

    @Test
    void aLateMissSaysNothingOfAContactThatRegisteredSince() {
        border.probe(new Trunk.Probe(5_000, 1, 1));
        Station pbx = registered(20, Transport.TCP);
        pbx.breakConnections();
        border.run(15_000);
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("up");
        pbx.mute = true;
        int asked = pbx.asked;
        for (int i = 0; i < 60 && pbx.asked == asked; i++) border.run(100);
        assertThat(pbx.asked).isEqualTo(asked + 1);
        pbx.register("acme", 3_600);
        border.run(60_000);
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("up");
        assertThat(border.told(CallEvent.PeerChanged.class))
                .extracting(CallEvent.PeerChanged::state)
                .doesNotContain("down");
    }

    @Test
    void aContactWithAFlowIsAskedOnceACallToItFailed() {
        border.probe(new Trunk.Probe(5_000, 2, 1));
        Station pbx = registered(20, Transport.UDP);
        pbx.sender.die();
        call(20_000);
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("down");
        pbx.sender.revive();
        border.run(10_000);
        assertThat(border.shown("acme").getFirst().state()).isEqualTo("up");
        int asked = pbx.asked;
        border.run(60_000);
        assertThat(pbx.asked).isEqualTo(asked);
    }
}
