package org.demarc.edge.registered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.demarc.edge.event.CallEvent;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.Session;
import org.demarc.trunk.account.RegistrationMode.AsRegistrar;
import org.demarc.trunk.account.Trunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A PBX that falls silent on its flow is noticed in the time that is configured, and no call waits for it any more:
/// RFC 5626 sections 4.4 and 5.4.
class SilentFlowTest {
    private static final String ACME = "+12145550123";
    private static final String FAR = "+442079460000";
    private static final int FLOW_TIMER = 30;
    /// Flow-Timer, three questions, and a look each second.
    private static final long IN_TIME = FLOW_TIMER * 1_000 + 3 * 4_000 + 2_000;

    private final Border border = border(new Gen(21), Faults.NONE, 2);
    private final Station carrier = new Station(border, Border.CARRIER, Transport.UDP);

    private static Border border(Gen gen, Faults faults, int lanes) {
        Border made = new Border(gen, faults, lanes);
        made.accounts(m -> m.with(new AsRegistrar(FLOW_TIMER, List.of())));
        made.probe(new Trunk.Probe(60_000, 3, 1));
        return made;
    }

    private Station registered(int host, Transport transport) {
        Station pbx = new Station(border, Border.address("198.51.100." + host, 5060), transport);
        register(pbx);
        return pbx;
    }

    private void register(Station pbx) {
        pbx.register("acme", 3_600);
        border.run(500);
        assertThat(pbx.statuses).endsWith(200);
    }

    private void keepingAlive(Station pbx, long millis) {
        for (long at = 0; at < millis; at += 25_000) {
            pbx.keepAlive();
            border.run(25_000);
        }
    }

    private String state(int contact) {
        return border.shown("acme").get(contact).state();
    }

    /// Proves FLD-001, FLD-007.
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"UDP", "TCP"})
    void whoFallsSilentIsPassedOverInTime(Transport transport) {
        Station first = registered(20, transport);
        Station second = registered(21, transport);
        border.run(120_000);
        assertThat(second.asked)
                .as("whether it answers at all, and while it says nothing by itself")
                .isBetween(3, 6);
        second.deaf = true;
        border.run(IN_TIME);
        assertThat(state(0)).isEqualTo("down");
        assertThat(border.shown("acme").getFirst().cause()).contains("OPTIONS had no answer");
        assertThat(border.told(CallEvent.PeerChanged.class).getLast().state()).isEqualTo("down");
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(first.invites).as("without a delay").hasSize(1);
        second.deaf = false;
        border.run(70_000);
        assertThat(state(0)).isEqualTo("up");
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(second.invites).as("it came back by itself").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"UDP", "TCP"})
    void theOnlyOneThatFellSilentIsNotWaitedFor(Transport transport) {
        Station pbx = registered(20, transport);
        border.run(40_000);
        pbx.deaf = true;
        border.run(IN_TIME);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(500);
        assertThat(carrier.statuses).as("at once").containsExactly(480);
        pbx.deaf = false;
        register(pbx);
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.invites).hasSize(1);
    }

    /// Proves NAT-004, NAT-012.
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"UDP", "TCP"})
    void whoKeepsItsFlowAliveIsNeverAsked(Transport transport) {
        Station pbx = new Station(border, Border.address("198.51.100.20", 5060), transport);
        pbx.instance = "<urn:uuid:00000000-0000-1000-8000-000a95a0e128>";
        pbx.regId = ";reg-id=1";
        pbx.supported = "path, outbound";
        register(pbx);
        assertThat(pbx.answers.getLast().raw(HeaderName.FLOW_TIMER)).isEqualTo("30");
        keepingAlive(pbx, 600_000);
        assertThat(pbx.asked).isZero();
        assertThat(state(0)).isEqualTo("up");
    }

    /// Proves NAT-003.
    @Test
    void whoOffersKeepAlivesIsToldHowOften() {
        Station pbx = new Station(border, Border.address("198.51.100.20", 5060), Transport.UDP);
        pbx.keep = ";keep";
        register(pbx);
        assertThat(pbx.answers.getLast().raw(HeaderName.VIA)).contains(";keep=30");
        assertThat(pbx.answers.getLast().raw(HeaderName.FLOW_TIMER)).isNull();
        keepingAlive(pbx, 300_000);
        assertThat(pbx.asked).isZero();
        pbx.keep = "";
        register(pbx);
        assertThat(pbx.answers.getLast().raw(HeaderName.VIA)).doesNotContain("keep");
        border.run(60_000);
        assertThat(pbx.asked).as("a refresh without the offer takes it back").isPositive();
    }

    @Test
    void withoutProbesAKeepAliveThatStaysAwayIsEnough() {
        border.probe(Trunk.Probe.OFF);
        Station pbx = new Station(border, Border.address("198.51.100.20", 5060), Transport.UDP);
        pbx.keep = ";keep";
        register(pbx);
        keepingAlive(pbx, 100_000);
        assertThat(state(0)).isEqualTo("up");
        border.run(IN_TIME);
        assertThat(pbx.asked).isZero();
        assertThat(state(0)).isEqualTo("down");
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(500);
        assertThat(carrier.statuses).containsExactly(480);
        pbx.keepAlive();
        border.run(3_000);
        assertThat(state(0)).isEqualTo("up");
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.invites).hasSize(1);
    }

    @Test
    void whoAnswersNoOptionsIsCalledAllTheSame() {
        Station pbx = registered(20, Transport.UDP);
        pbx.mute = true;
        border.run(600_000);
        assertThat(pbx.asked).isPositive();
        assertThat(state(0)).isEqualTo("up");
        carrier.call(ACME, FAR, Extra.NONE);
        border.run(1_000);
        assertThat(pbx.invites).hasSize(1);
    }

    @Test
    void flowsThatNobodyIsToWatchAreNotAsked() {
        border.accounts(m -> m.with(new AsRegistrar(0, List.of())));
        Station pbx = registered(20, Transport.UDP);
        border.run(600_000);
        assertThat(pbx.asked).isZero();
        assertThat(state(0)).isEqualTo("unwatched");
    }

    /// Whoever falls silent, on whatever network, and however it keeps its flow: once the time is over no call is tried
    /// there, and whoever lives is called.
    @Seeded(runs = 60)
    void noCallIsTriedWhereNobodyIs(Gen gen) {
        Border world = border(gen, gen.pick(Faults.NONE, Faults.WAN), gen.between(1, 3));
        Station far = new Station(world, Border.CARRIER, Transport.UDP);
        Station[] pbxs = new Station[3];
        for (int i = 0; i < pbxs.length; i++) {
            pbxs[i] = new Station(
                    world, Border.address("198.51.100." + (20 + i), 5060), gen.pick(Transport.UDP, Transport.TCP));
            pbxs[i].keep = gen.pick("", ";keep");
            pbxs[i].register("acme", 7_200);
        }
        world.run(2_000);
        boolean[] silent = new boolean[pbxs.length];
        for (int round = 0; round < 6; round++) {
            pass(world, pbxs, 110_000);
            for (int i = 0; i < pbxs.length; i++) {
                silent[i] = gen.chance(0.4);
                pbxs[i].deaf = silent[i];
            }
            pass(world, pbxs, 110_000);
            int tried = world.told(CallEvent.Tried.class).size();
            far.call(ACME, FAR, Extra.NONE);
            pass(world, pbxs, 9_000);
            List<CallEvent.Tried> now = world.told(CallEvent.Tried.class);
            boolean all = silent[0] && silent[1] && silent[2];
            assertThat(now.size() - tried).isEqualTo(all ? 0 : 1);
            for (CallEvent.Tried t : now.subList(tried, now.size())) {
                for (int i = 0; i < pbxs.length; i++) {
                    if (silent[i]) assertThat(t.peer()).doesNotContain("198.51.100." + (20 + i));
                }
            }
            for (Session s : List.copyOf(far.sessions)) s.bye(Extra.NONE);
            for (Station pbx : pbxs) pbx.deaf = false;
        }
        world.probe(Trunk.Probe.OFF);
        world.run(200_000);
        world.assertNothingLeft();
    }

    private static void pass(Border world, Station[] pbxs, long millis) {
        for (long at = 0; at < millis; at += 10_000) {
            for (Station pbx : pbxs) if (!pbx.keep.isEmpty()) pbx.keepAlive();
            world.run(Math.min(10_000, millis - at));
        }
    }
}
