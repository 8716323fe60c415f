package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.demarc.sip.transport.Flow;
import org.junit.jupiter.api.Test;

/// What the lanes of a node share.
///
/// Proves ARCH-006, REG-053.
class RegistrationsTest {
    private static final Flow UDP = Office.udp("198.51.100.3", 5060);
    private static final Flow TLS = Office.tls("198.51.100.3", 40_001, 1);

    private final Office office =
            new Office(Office.acme(), Office.account("other", Gin.REQUIRED, 4, true, "+12145550200..+12145550201"));

    private Registration account(String name) {
        return Objects.requireNonNull(office.registrations.find(name));
    }

    @Test
    void anAccountIsFoundByNameAddressNumberAndFlow() {
        Registration acme = account("acme");
        assertThat(office.registrations.find("acme", "SP.example.NET")).isSameAs(acme);
        assertThat(office.registrations.find("acme", "example.net")).isNull();
        assertThat(office.registrations.owner("+12145550199")).isSameAs(acme);
        assertThat(office.registrations.owner("+12145550200")).isSameAs(account("other"));
        assertThat(office.registrations.owner("+12145550202")).isNull();
        assertThat(office.registrations.owner("0105")).isNull();
        assertThat(office.registrations.on(UDP, office.now)).isNull();
        office.register("acme", UDP, "c", 1, Office.bulk("<sip:198.51.100.3;bnc>;expires=60"));
        office.register("other", TLS, "d", 1, Office.bulk("<sip:198.51.100.3;bnc>"));
        assertThat(office.registrations.on(UDP, office.now)).isSameAs(acme);
        assertThat(office.registrations.on(TLS, office.now)).isSameAs(account("other"));
        assertThat(office.registrations.on(Office.udp("198.51.100.3", 5061), office.now))
                .isNull();
        assertThat(office.registrations.on(Office.tls("198.51.100.3", 40_001, 2), office.now))
                .isNull();
        assertThat(office.registrations.on(UDP, office.now + 60_000)).isNull();
        office.registrations.closed(TLS);
        assertThat(office.registrations.on(TLS, office.now)).isNull();
    }

    @Test
    void aFlowThatAnotherTookOverIsThatOnes() {
        office.register("acme", UDP, "c", 1, Office.bulk("<sip:198.51.100.3;bnc>"));
        office.register("acme", UDP, "c", 2, "Contact: *", "Expires: 0");
        office.register("other", UDP, "d", 1, Office.bulk("<sip:198.51.100.3;bnc>"));
        assertThat(office.registrations.on(UDP, office.now)).isSameAs(account("other"));
    }

    @Test
    void whatIsPastItsTimeIsSweptOutAndTold() {
        office.register("acme", UDP, "c", 1, Office.bulk("<sip:192.0.2.1;bnc>;expires=60"));
        office.register("acme", UDP, "d", 1, Office.bulk("<sip:192.0.2.2;bnc>;expires=90"));
        long start = office.now;
        assertThat(office.registrations.expire(start)).isEqualTo(start + 60_000);
        assertThat(office.registrations.expire(start + 60_000)).isEqualTo(start + 90_000);
        assertThat(office.told.getLast().event()).isEqualTo(BindingChange.Event.EXPIRED);
        assertThat(office.told.getLast().binding().contact().host()).isEqualTo("192.0.2.1");
        assertThat(office.registrations.expire(start + 90_000)).isEqualTo(Long.MAX_VALUE);
        assertThat(account("acme").bindings().all()).isEmpty();
    }

    @Test
    void aReloadKeepsTheBindingsOfWhoStays() {
        office.register("acme", UDP, "c", 1, Office.bulk("<sip:192.0.2.1;bnc>"));
        office.register("other", TLS, "d", 1, Office.bulk("<sip:192.0.2.2;bnc>"));
        office.registrations.reconfigure(
                List.of(Office.account("acme", Gin.REQUIRED, 1, false, "+12145550300")), office.now);
        assertThat(account("acme").bindings().all()).hasSize(1);
        assertThat(office.registrations.owner("+12145550300")).isSameAs(account("acme"));
        assertThat(office.registrations.owner("+12145550105")).isNull();
        assertThat(office.registrations.find("other")).isNull();
        assertThat(office.registrations.on(TLS, office.now)).isNull();
        assertThat(office.told.getLast().event()).isEqualTo(BindingChange.Event.REJECTED);
    }

    /// What a store was told last is what it gives back at the next start.
    @Test
    void aStoreBringsBackWhatStillLivesWithoutItsConnections() {
        office.register("acme", UDP, "c", 1, Office.bulk("<sip:192.0.2.1;bnc>"));
        office.register("acme", TLS, "d", 1, Office.bulk("<sip:192.0.2.2;bnc>"));
        office.register("acme", UDP, "e", 1, Office.bulk("<sip:192.0.2.3;bnc>;expires=60"));
        List<Binding> kept = account("acme").bindings().all();
        Office next = new Office(Office.acme());
        next.now = office.now + 60_000;
        next.registrations.load(
                new FixedStore(Map.of(Office.acme().key(), kept, "gone gone@" + Office.DOMAIN, kept)), next.now);
        assertThat(next.bound("acme"))
                .extracting(b -> b.contact().host())
                .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
        assertThat(next.registrations.on(UDP, next.now)).isNotNull();
        assertThat(next.registrations.on(TLS, next.now)).isNull();
        assertThat(next.told).isEmpty();
    }

    /// What an account left behind is nothing to the next one, though its trunk is called the same.
    @Test
    void aStoreBringsNothingOfAnAccountThatIsNoMore() {
        office.register("acme", UDP, "c", 1, Office.bulk("<sip:192.0.2.1;bnc>"));
        List<Binding> kept = account("acme").bindings().all();
        Office next = new Office(Office.acme());
        next.registrations.load(new FixedStore(Map.of("acme before@" + Office.DOMAIN, kept)), next.now);
        assertThat(next.bound("acme")).isEmpty();
    }

    private record FixedStore(Map<String, List<Binding>> kept) implements BindingsStore {
        @Override
        public Map<String, List<Binding>> load() {
            return kept;
        }

        @Override
        public void changed(RegistrationAccount account, Bindings now, List<BindingChange> changes) {
            throw new UnsupportedOperationException("nothing changes");
        }
    }

    /// Two lanes change the same account: each change counts, and the flows are right at the end.
    @Test
    void lanesDoNotLoseEachOthersChanges() throws InterruptedException {
        List<RegistrationAccount> accounts = List.of(Office.account("acme", Gin.REQUIRED, 16, false, "+12145550100"));
        var shared = new Registrations(accounts, List.of());
        Registration acme = Objects.requireNonNull(shared.find("acme"));
        var go = new CountDownLatch(1);
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < 4; lane++) {
            int number = lane;
            lanes.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int i = 0; i < 2_000; i++) toggle(shared, acme, number);
            }));
        }
        go.countDown();
        for (Thread lane : lanes) lane.join();
        assertThat(acme.bindings().revision()).isEqualTo(8_000);
        for (int lane = 0; lane < 4; lane++) {
            boolean bound = acme.bindings().usesFlow(Office.udp("192.0.2.1", 6_000 + lane));
            assertThat(shared.on(Office.udp("192.0.2.1", 6_000 + lane), 1) != null)
                    .isEqualTo(bound);
        }
    }

    /// Each lane binds and removes one flow, and once in a while all flows meet in one bucket.
    private static void toggle(Registrations shared, Registration acme, int lane) {
        Flow flow = Office.udp("192.0.2.1", 6_000 + lane);
        while (true) {
            Bindings before = acme.bindings();
            List<Binding> next = new ArrayList<>(before.all());
            if (!next.removeIf(b -> flow.equals(b.flow()))) next.add(binding(flow));
            if (shared.commit(acme, before, before.next(next), List.of())) return;
        }
    }

    private static Binding binding(Flow flow) {
        return new Binding(
                org.demarc.sip.message.SipUri.of("", "192.0.2.1", flow.remote().getPort()),
                org.demarc.sip.message.Params.EMPTY,
                1_000,
                "c",
                1,
                0,
                0,
                1_000,
                List.of(),
                "",
                0,
                0,
                Origin.of(flow),
                "",
                flow);
    }
}
