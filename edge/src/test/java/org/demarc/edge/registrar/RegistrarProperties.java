package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.demarc.sim.Gen;
import org.demarc.sim.Seeded;
import org.demarc.sip.message.Contact;
import org.demarc.sip.message.Fields;
import org.demarc.sip.transport.Flow;

/// Whatever a PBX that knows the secret sends, in whatever order, a few things hold.
///
/// Proves REG-020, REG-037, REG-038.
class RegistrarProperties {
    private static final List<String> HOSTS = List.of("192.0.2.1", "192.0.2.2", "192.0.2.3");
    private static final String INSTANCE = ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"";

    @Seeded(runs = 200)
    void bindingsStayWithinTheirBounds(Gen gen) {
        int most = gen.between(1, 4);
        var office = new Office(Office.account("acme", Gin.OPTIONAL, most, gen.flip(), "+12145550100"));
        for (int i = 0; i < 60; i++) {
            office.now += gen.between(0, 40_000);
            if (gen.chance(0.3)) office.registrations.expire(office.now);
            if (gen.chance(0.1)) office.registrations.closed(flow(gen));
            String callId = gen.pick("a", "b", "c");
            long cseq = gen.between(1, 40);
            String contact = contact(gen);
            boolean star = gen.chance(0.05);
            Flow flow = flow(gen);
            List<Binding> before = office.bound("acme");
            Outcome outcome = star
                    ? office.register("acme", flow, callId, cseq, "Contact: *", "Expires: 0")
                    : office.register("acme", flow, callId, cseq, Office.bulk(contact));
            List<Binding> after = office.bound("acme");
            assertThat(after).hasSizeLessThanOrEqualTo(most);
            for (Binding b : after) {
                assertThat(b.expiresAt()).isGreaterThan(office.now);
                assertThat(b.secondsLeft(office.now)).isBetween(1L, Lifetimes.DEFAULT.most());
            }
            if (Office.status(outcome) == 200) {
                assertThat(listed(outcome)).isEqualTo(after.size());
                inOrder(before, after, callId, cseq);
            } else {
                assertThat(after).isEqualTo(before);
            }
        }
        office.registrations.expire(office.now + 86_400_000L);
        assertThat(office.registrations.all())
                .allSatisfy(r -> assertThat(r.bindings().all()).isEmpty());
        for (String host : HOSTS) {
            for (long connection = 1; connection <= 3; connection++) {
                assertThat(office.registrations.on(Office.tls(host, 5061, connection), office.now))
                        .isNull();
            }
        }
        endsBalance(office);
    }

    /// A binding that changed was of another Call-ID or an older CSeq.
    private static void inOrder(List<Binding> before, List<Binding> after, String callId, long cseq) {
        for (Binding old : before) {
            boolean same = after.contains(old);
            if (!same && old.callId().equals(callId)) {
                boolean evicted = after.stream().noneMatch(b -> b.isAt(old.contact(), old.instance(), old.regId()));
                assertThat(evicted || cseq > old.cseq()).isTrue();
            }
        }
    }

    /// What began has ended, and nothing else has.
    private static void endsBalance(Office office) {
        int begun = 0;
        int ended = 0;
        for (BindingChange c : office.told) {
            begun += c.event() == BindingChange.Event.REGISTERED ? 1 : 0;
            ended += c.event().active() ? 0 : 1;
        }
        assertThat(ended).isEqualTo(begun);
    }

    private static int listed(Outcome outcome) {
        return ((Fields.Values<Contact>) Office.response(outcome).all(Contact.TYPE))
                .values()
                .size();
    }

    private static Flow flow(Gen gen) {
        return Office.tls(gen.pick(HOSTS), 5061, gen.between(1, 3));
    }

    private static String contact(Gen gen) {
        String uri = "<sip:" + gen.pick(HOSTS) + ":" + gen.between(5060, 5063) + ";bnc>";
        String flow = gen.chance(0.4) ? INSTANCE + (gen.chance(0.8) ? ";reg-id=" + gen.between(1, 3) : "") : "";
        String expires = gen.pick("", ";expires=0", ";expires=30", ";expires=60", ";expires=600", ";expires=x");
        return uri + flow + expires + gen.pick("", ";q=0.5", ";q=1.0");
    }
}
