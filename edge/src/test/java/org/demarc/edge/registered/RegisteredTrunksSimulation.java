package org.demarc.edge.registered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.event.CallEvent;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.BindingChange.Event;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Transport;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.Session;
import org.demarc.trunk.account.RegistrationMode.Authenticate;
import org.demarc.trunk.account.Trunk;

/// Registrations and calls over bad networks, with restarts and breaking connections.
class RegisteredTrunksSimulation {
    private static final String FAR = "+442079460000";

    /// Whatever is lost, and whatever must be proved: a registered account's number is called at its contact,
    /// calls are the account's, every call ends, nothing is left, nobody is registered who did not prove it,
    /// and nobody is shut out but who guesses.
    @Seeded(runs = 100)
    void registrationsAndCallsComeThrough(Gen gen) {
        Border border = new Border(gen, gen.pick(Faults.NONE, Faults.WAN, Faults.LOSSY), gen.between(1, 3));
        Station carrier = new Station(border, Border.CARRIER, Transport.UDP);
        Transport transport = gen.pick(Transport.UDP, Transport.TCP);
        Station acme = new Station(border, Border.address("198.51.100.20", 5060), transport);
        Station beta = new Station(border, Border.address("198.51.100.20", 5062), transport);
        Station thief = new Station(border, Border.address("198.51.100.66", 5060), Transport.UDP);
        thief.password = "guess";
        acme.account = "acme";
        beta.account = "beta";
        thief.account = gen.pick("acme", "beta");
        Authenticate must = gen.pick(Authenticate.FLOW, Authenticate.SECURE_FLOW, Authenticate.ALWAYS);
        border.accounts(m -> RegisteredTrunksTest.with(m, must));
        border.probe(gen.pick(Trunk.Probe.OFF, new Trunk.Probe(5_000, 3, 1)));
        for (int at = 0; at < 20; at++) {
            acme.register("acme", gen.pick(60, 120, 3_600));
            beta.register("beta", gen.pick(60, 120, 3_600));
            thief.register(gen.pick("acme", "beta"), 3_600);
            if (gen.chance(0.2)) border.restart();
            if (gen.chance(0.2)) acme.breakConnections();
            border.run(gen.between(100, 30_000));
            border.sender.loses(acme.address, gen.chance(0.5) ? null : gen.pick(Loss.NOT_SENT, Loss.NO_ROUTE));
            carrier.call("+12145550" + gen.between(100, 299), FAR, Extra.NONE);
            acme.call(FAR, "+12145550123", Extra.NONE);
            beta.call(FAR, "+12145550222", Extra.NONE);
            thief.call(FAR, "+12145550123", Extra.NONE);
            border.run(gen.between(0, 9_000));
            hangUp(carrier);
            hangUp(acme);
            hangUp(beta);
        }
        for (String name : List.of("acme", "beta")) {
            for (Binding b : border.bound(name)) {
                assertThat(b.contact().host()).isEqualTo("198.51.100.20");
                assertThat(b.contact().port()).isEqualTo(name.equals("acme") ? 5060 : 5062);
            }
        }
        if (transport == Transport.UDP) assertThat(border.changes).doesNotContain(Event.FLOW_LOST);
        for (CallEvent.Started s : border.told(CallEvent.Started.class)) {
            assertThat(s.invitation().caller())
                    .isEqualTo(
                            switch (s.invitation().trunk()) {
                                case "acme" -> "+12145550123";
                                case "beta" -> "+12145550222";
                                default -> FAR;
                            });
        }
        assertThat(thief.statuses).doesNotContain(200);
        assertThat(border.told(CallEvent.Banned.class))
                .allSatisfy(b -> assertThat(b.flow().remote()).isEqualTo(thief.address));
        border.sender.loses(acme.address, null);
        for (int i = 0; i < 10; i++) {
            border.run(60_000);
            hangUp(carrier);
            hangUp(acme);
            hangUp(beta);
        }
        for (String name : List.of("acme", "beta")) {
            assertThat(border.shown(name))
                    .as(transport + " " + border.shown(name))
                    .extracting(b -> b.state())
                    .doesNotContain("down");
        }
        border.probe(Trunk.Probe.OFF);
        border.run(200_000);
        border.assertNothingLeft();
    }

    /// Whatever an account says in its Contact, and whatever becomes of its connections: we send nothing to ourselves,
    /// to a peer of another trunk, or to a host that never spoke to us.
    @Seeded(runs = 50)
    void noContactAimsUsAtOthers(Gen gen) {
        Border border = new Border(gen, gen.pick(Faults.NONE, Faults.WAN), gen.between(1, 3));
        Station carrier = new Station(border, Border.CARRIER, Transport.UDP);
        Transport transport = gen.pick(Transport.UDP, Transport.TCP);
        Station acme = new Station(border, Border.address(gen.pick("198.51.100.30", "198.51.100.31"), 5062), transport);
        String own = acme.contactHost;
        var victim = Border.address("198.51.100.99", 5060);
        for (int at = 0; at < 10; at++) {
            acme.contactHost = gen.pick(
                    own, "198.51.100.99:5060", "198.51.100.30:5060", "203.0.113.5:5060", "10.0.0.5:5060", "127.0.0.1");
            acme.path = gen.chance(0.2) ? gen.pick("<sip:198.51.100.99;lr>", "<sip:203.0.113.5;lr>") : "";
            acme.register("acme", gen.pick(60, 3_600));
            border.run(gen.between(100, 20_000));
            if (gen.chance(0.5)) acme.breakConnections();
            if (gen.chance(0.2)) border.restart();
            border.sender.loses(acme.address, gen.chance(0.2) ? Loss.FLOW_FAILED : null);
            carrier.call("+12145550123", FAR, Extra.NONE);
            border.run(gen.between(1_000, 9_000));
            hangUp(carrier);
            hangUp(acme);
        }
        assertThat(border.answered).doesNotContainKeys(victim, Border.GATEWAY, Border.OUTSIDE, Border.INSIDE);
    }

    private static void hangUp(Station station) {
        for (Session session : new ArrayList<>(station.sessions)) session.bye(Extra.NONE);
        station.sessions.clear();
    }
}
