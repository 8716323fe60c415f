package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.demarc.edge.registration.Locator.Target;
import org.demarc.edge.registration.RegistrationConfig.Gin;
import org.demarc.edge.registration.RegistrationConfig.IdentityForm;
import org.demarc.edge.registration.RegistrationConfig.Order;
import org.demarc.edge.registration.RegistrationConfig.OutboundUse;
import org.demarc.edge.registration.RegistrationConfig.Policy;
import org.demarc.edge.registration.RegistrationSnapshot.FlowState;
import org.demarc.edge.registration.RegistrationSnapshot.State;
import org.demarc.sim.Faults;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.transport.Transport;

/// A registering trunk among one or more registrars on a network that loses, repeats and breaks, with registrars that
/// start again, clocks that jump and flows that die. Whatever happens: one REGISTER at a time, and when all is well
/// again, it is registered; stopped, it leaves nothing behind.
///
/// Proves REG-022, REG-035, REG-036, FLD-002.
class RegistrationSimulation {
    /// Longest back-off, with the timeouts of the attempt itself.
    private static final double HEALING = 1_800 + 300;

    private static final class World {
        final Gen gen;
        final OneAtATime watch = new OneAtATime();
        final Bench bench;
        final List<SimRegistrar> registrars = new ArrayList<>();
        final RegistrationClient client;
        int cuts;

        World(Gen gen, Faults faults, Transport transport, int servers, Order order, Policy form) {
            this.gen = gen;
            bench = new Bench(gen, faults, watch);
            watch.clock(bench.timers::now);
            var names = new ArrayList<String>();
            for (int i = 0; i < servers; i++) {
                var registrar = new SimRegistrar(bench.clock, bench.network, gen.split(), "198.51.100." + (i + 1));
                registrars.add(registrar);
                String name = "edge" + i + ".sp.example.net";
                bench.zone.put(name, List.of(new Target(transport, registrar.address)));
                names.add("sip:" + name + (gen.flip() ? ";lr" : ""));
            }
            client = bench.start(Bench.config(
                    new Policy(form.gin(), form.outbound(), order, form.identity(), form.expires()),
                    names.toArray(String[]::new)));
        }

        void disturb() {
            SimRegistrar some = gen.pick(registrars);
            switch (gen.below(8)) {
                case 0 -> some.restart();
                case 1 -> {
                    String name = "cut" + cuts++;
                    bench.network.partition(name, Set.of(bench.here), Set.<InetSocketAddress>of(some.address));
                    later(gen.between(1_000, 900_000), () -> bench.network.heal(name));
                }
                case 2 -> {
                    some.sender.die();
                    later(gen.between(1_000, 900_000), some.sender::revive);
                }
                case 3 -> bench.timers.sleep(gen.between(1_000, 4_000_000));
                case 4 -> bench.timers.setWall(gen.between(-100_000_000_000L, 100_000_000_000L));
                case 5 -> {
                    if (!bench.hearts.isEmpty()) gen.pick(bench.hearts).watch().failed("no pong");
                }
                case 6 -> {
                    if (!bench.hearts.isEmpty()) gen.pick(bench.hearts).watch().answered();
                }
                default -> client.suspect();
            }
            observe();
        }

        private void later(long millis, Runnable what) {
            bench.clock.schedule(java.time.Duration.ofMillis(millis), what);
        }

        /// What holds at any time.
        void observe() {
            RegistrationSnapshot seen = bench.trunk().snapshot();
            for (FlowState flow : seen.flows()) {
                assertThat(flow.state().compareTo(seen.state())).isNotNegative();
                assertThat(flow.failures()).isNotNegative();
            }
            if (seen.state() == State.REGISTERED)
                assertThat(bench.trunk().ways()).isNotEmpty();
            assertThat(bench.hearts.size()).isLessThanOrEqualTo(seen.flows().size());
        }

        void heal() {
            for (int i = 0; i < cuts; i++) bench.network.heal("cut" + i);
            for (SimRegistrar r : registrars) if (r.sender.dead()) r.sender.revive();
            bench.network.faults(Faults.WAN);
        }

        void stop() {
            client.stop();
            bench.run(140);
            assertThat(client.over()).isTrue();
            assertThat(bench.events(RegistrationEvent.Stopped.class)).hasSize(1);
            assertThat(bench.state()).isEqualTo(State.STOPPED);
            assertThat(bench.trunk().ways()).isEmpty();
            int sent = watch.sent;
            bench.nothingIsLeft();
            bench.run(10_000);
            assertThat(watch.sent).isEqualTo(sent);
        }
    }

    private static Policy form(Gen gen) {
        return new Policy(
                gen.pick(Gin.values()),
                gen.pick(OutboundUse.STREAMS, OutboundUse.ALWAYS),
                Order.IN_TURN,
                IdentityForm.ASSERTED,
                gen.pick(30L, 600L, 3_600L));
    }

    private World world(Gen gen, Faults faults) {
        return new World(
                gen,
                faults,
                gen.pick(Transport.UDP, Transport.TCP),
                gen.between(1, 3),
                gen.pick(Order.values()),
                form(gen));
    }

    @Seeded(runs = 200)
    void whenAllIsWellAgainItIsRegistered(Gen gen) {
        var world = world(gen, gen.pick(Faults.WAN, Faults.LOSSY, Faults.AWFUL));
        for (int i = gen.between(5, 25); i > 0; i--) {
            world.bench.run(gen.between(0, 400));
            world.disturb();
        }
        world.heal();
        // The registrars may be busy and ask for patience even now.
        for (int i = 0; i < 5 && world.bench.state() != State.REGISTERED; i++) world.bench.run(HEALING);
        assertThat(world.bench.state()).isEqualTo(State.REGISTERED);
        // A registrar that forgot us without a broken flow is told at the next refresh, and one that is busy later.
        world.bench.run(HEALING);
        for (int i = 0; i < 100 && world.registrars.stream().noneMatch(SimRegistrar::knows); i++) world.bench.run(20);
        assertThat(world.registrars).anyMatch(SimRegistrar::knows);
        world.stop();
        assertThat(world.bench.events(RegistrationEvent.Refused.class)).isEmpty();
    }

    @Seeded(runs = 100)
    void stoppedAtAnyMomentItLeavesNothing(Gen gen) {
        var world = world(gen, gen.pick(Faults.NONE, Faults.LOSSY, Faults.AWFUL));
        for (int i = gen.below(6); i > 0; i--) {
            world.bench.run(gen.between(0, 400));
            world.disturb();
        }
        world.bench.run(gen.below(3_000) / 1_000.0);
        world.stop();
    }

    /// Proves AUT-008.
    @Seeded(runs = 100)
    void refusedCredentialsAreSentAFewTimesSlowlyAndThenNeverAgain(Gen gen) {
        Faults faults = gen.pick(Faults.NONE, Faults.LOSSY);
        var world = new World(gen, faults, gen.pick(Transport.UDP, Transport.TCP), 1, Order.IN_TURN, form(gen));
        world.bench.run(gen.between(0, 1_000));
        SimRegistrar registrar = world.registrars.getFirst();
        registrar.password("changed");
        registrar.restart();
        for (int i = 0; i < 60; i++) {
            world.bench.run(600);
            world.observe();
        }
        assertThat(world.bench.state()).isEqualTo(State.REFUSED);
        assertThat(world.bench.trunk().credentialsRefused()).isTrue();
        List<Long> wrong = List.copyOf(registrar.wrong);
        // One more may have gone out ahead before the first refusal, and answers that were lost with their connection.
        assertThat(wrong.size()).isBetween(3, faults.equals(Faults.NONE) ? 4 : 8);
        assertThat(wrong.get(wrong.size() - 1) - wrong.get(wrong.size() - 2)).isGreaterThan(590_000);
        assertThat(world.bench.events(RegistrationEvent.Refused.class)).hasSize(3);
        world.bench.run(100_000);
        assertThat(registrar.wrong).hasSize(wrong.size());
        world.stop();
    }
}
