package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sim.VirtualClock;
import org.demarc.sip.transport.Flow;

/// A PBX over a network that loses its requests and our answers. It restarts, with its counters at the beginning and on
/// another port, and so do we, with what the store was told. Whenever the PBX has been answered and nobody restarted
/// since, its numbers are reached where it is.
///
/// Proves REG-020, REG-024.
class RegistrationSimulation {
    private static final int LIFETIME = 120;

    /// The PBX: one boot has one Call-ID, one port, one connection.
    private static final class Pbx {
        private final Gen gen;
        private int boot;
        private long cseq;
        private long answeredUntil;

        Pbx(Gen gen) {
            this.gen = gen;
        }

        void restart() {
            boot++;
            cseq = gen.between(0, 3);
            answeredUntil = 0;
        }

        Flow flow() {
            return Office.tls("198.51.100.3", 40_000 + boot, 1 + boot);
        }

        String contact() {
            return "<sip:198.51.100.3:" + (40_000 + boot) + ";bnc>";
        }
    }

    /// Forgets nothing that it was told.
    private static final class Memory implements BindingsStore {
        private List<Binding> kept = List.of();
        private long revision = -1;

        @Override
        public Map<String, List<Binding>> load() {
            return Map.of("acme acme@" + Office.DOMAIN, kept);
        }

        @Override
        public void changed(RegistrationAccount account, Bindings now, List<BindingChange> changes) {
            assertThat(now.revision()).isGreaterThan(revision);
            revision = now.revision();
            kept = now.all();
        }
    }

    @Seeded(runs = 100)
    void theNumbersAreReachedWhereThePbxIs(Gen gen) {
        var clock = new VirtualClock(1_790_000_000_000L);
        var pbx = new Pbx(gen);
        pbx.restart();
        Memory store = new Memory();
        Office office = start(store, clock);
        for (int round = 0; round < 200; round++) {
            clock.runFor(Duration.ofSeconds(gen.between(1, 20)));
            office.now = clock.millis();
            office.registrations.expire(office.now);
            if (gen.chance(0.03)) {
                Flow before = pbx.flow();
                pbx.restart();
                if (gen.chance(0.7)) office.registrations.closed(before); // or the other end is never heard of again
            }
            if (gen.chance(0.02)) {
                office = start(store, clock);
                pbx.answeredUntil = 0; // its connection is gone; it registers anew
                pbx.restart();
            }
            boolean arrives = gen.chance(0.8);
            boolean answered = gen.chance(0.8);
            pbx.cseq++;
            if (arrives) {
                Outcome outcome = office.register(
                        "acme",
                        pbx.flow(),
                        "boot" + pbx.boot,
                        pbx.cseq,
                        Office.bulk(pbx.contact() + ";expires=" + LIFETIME));
                assertThat(Office.status(outcome)).isEqualTo(200);
                if (answered) pbx.answeredUntil = office.now + LIFETIME * 1_000L;
            }
            if (pbx.answeredUntil > office.now) reached(office, pbx);
            assertThat(Objects.requireNonNull(office.registrations.find("acme"))
                            .bindings()
                            .all())
                    .hasSizeLessThanOrEqualTo(3);
        }
    }

    private static void reached(Office office, Pbx pbx) {
        Targets targets = new Inbound(office.registrations, null, _ -> true)
                .toNumber(Objects.requireNonNull(office.registrations.find("acme")), "+12145550100", null, office.now);
        Target first = Objects.requireNonNull(targets.first(), "somewhere to go");
        assertThat(first.flow()).isEqualTo(pbx.flow());
        assertThat(first.requestUri().port()).isEqualTo(40_000 + pbx.boot);
        assertThat(Objects.requireNonNull(office.registrations.on(pbx.flow(), office.now))
                        .account()
                        .name())
                .isEqualTo("acme");
    }

    private static Office start(Memory store, VirtualClock clock) {
        RegistrationAccount acme = Office.account("acme", Gin.REQUIRED, 3, false, "+12145550100");
        store.revision = -1;
        var office = Office.listening(List.of(store), acme);
        office.now = clock.millis();
        office.registrations.load(store, office.now);
        return office;
    }
}
