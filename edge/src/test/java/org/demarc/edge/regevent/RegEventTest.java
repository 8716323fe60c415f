package org.demarc.edge.regevent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.demarc.edge.registrar.BindingChange;
import org.demarc.edge.registrar.Gin;
import org.demarc.edge.registrar.Lifetimes;
import org.demarc.edge.registrar.NumberPlace;
import org.demarc.edge.registrar.Office;
import org.demarc.edge.registrar.Registration;
import org.demarc.edge.registrar.RegistrationAccount;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Flow;
import org.demarc.trunk.numbers.NumberRange;
import org.junit.jupiter.api.Test;

/// What a PBX learns of its own registration.
///
/// Proves REG-010, REG-030, REG-044.
class RegEventTest {
    private static final Flow FLOW = Office.tls("198.51.100.3", 40_001, 1);

    private final Office office = new Office(Office.acme());

    private Registration acme() {
        return Objects.requireNonNull(office.registrations.find("acme"));
    }

    private static Request subscribe(String uri, String... lines) {
        var builder = Request.builder(Method.SUBSCRIBE, uri);
        for (String line : lines) {
            int colon = line.indexOf(':');
            builder.add(HeaderName.of(line.substring(0, colon)), line.substring(colon + 2));
        }
        return builder.build();
    }

    private Subscribing.Decision decide(String uri, String... lines) {
        return Subscribing.decide(subscribe(uri, lines), acme(), office.now);
    }

    private void bind(String callId, long cseq, String contact) {
        office.register("acme", FLOW, callId, cseq, Office.bulk(contact));
    }

    @Test
    void theAccountMayAskAboutItselfAndNobodyElse() {
        String own = "sip:acme@sp.example.net";
        assertThat(decide(own, "Event: reg")).isEqualTo(new Subscribing.Decision.Take(acme(), null, 3_761));
        assertThat(decide(own, "Event: reg", "Expires: 0")).isEqualTo(new Subscribing.Decision.Take(acme(), null, 0));
        assertThat(status(decide(own, "Event: presence"))).isEqualTo(489);
        assertThat(status(decide(own))).isEqualTo(489);
        assertThat(status(decide(own, "Event: reg", "Expires: 10"))).isEqualTo(423);
        assertThat(status(decide(own, "Event: reg", "Accept: application/pidf+xml")))
                .isEqualTo(406);
        assertThat(decide(own, "Event: reg", "Accept: application/reginfo+xml, text/plain"))
                .isInstanceOf(Subscribing.Decision.Take.class);
        assertThat(status(decide("sip:other@sp.example.net", "Event: reg"))).isEqualTo(403);
        assertThat(status(decide("sip:+12145559999@sp.example.net", "Event: reg")))
                .isEqualTo(403);
    }

    private static int status(Subscribing.Decision decision) {
        return decision instanceof Subscribing.Decision.Refuse(int status, String _, HeaderName _, String _)
                ? status
                : 0;
    }

    @Test
    void aNumberIsAskedOfThePbxWhileItIsThere() {
        String number = "sip:+12145550105@sp.example.net";
        assertThat(decide(number, "Event: reg"))
                .isEqualTo(new Subscribing.Decision.Take(acme(), "+12145550105", 3_761));
        var away = RegSubscription.begin(new Subscribing.Decision.Take(acme(), "+12145550105", 3_761), office.now);
        Xml document = Xml.parse(away.notifications().getFirst().document());
        assertThat(document.all("registration")).singleElement().satisfies(r -> {
            assertThat(r.attribute("aor")).isEqualTo(number);
            assertThat(r.attribute("state")).isEqualTo("init");
        });
        bind("c", 1, "<sip:198.51.100.3;bnc>");
        assertThat(decide(number, "Event: reg")).isEqualTo(new Subscribing.Decision.Forward(acme(), "+12145550105"));
    }

    @Test
    void eachNumberIsShownWithItsOwnContact() {
        bind("c\"<", 3, "<sip:198.51.100.3:5060;bnc;line=7>;q=0.5;+sip.instance=\"<urn:uuid:1>\"");
        office.now += 5_000;
        var begun = RegSubscription.begin(new Subscribing.Decision.Take(acme(), null, 600), office.now);
        assertThat(begun.notifications()).singleElement().satisfies(n -> {
            assertThat(n.state()).isEqualTo("active;expires=600");
            assertThat(new String(n.document(), java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain("bnc");
        });
        Xml document = Xml.parse(begun.notifications().getFirst().document());
        assertThat(document.attribute("version")).isEqualTo("0");
        assertThat(document.attribute("state")).isEqualTo("full");
        List<Xml> registrations = document.all("registration");
        assertThat(registrations).hasSize(100);
        Xml fifth = registrations.get(5);
        assertThat(fifth.attribute("aor")).isEqualTo("sip:+12145550105@sp.example.net");
        assertThat(fifth.attribute("state")).isEqualTo("active");
        Xml contact = fifth.all("contact").getFirst();
        assertThat(contact.all("uri").getFirst().text()).isEqualTo("sip:+12145550105@198.51.100.3:5060;line=7");
        assertThat(contact.attribute("state")).isEqualTo("active");
        assertThat(contact.attribute("event")).isEqualTo("registered");
        assertThat(contact.attribute("expires")).isEqualTo("3595");
        assertThat(contact.attribute("duration-registered")).isEqualTo("5");
        assertThat(contact.attribute("q")).isEqualTo("0.5");
        assertThat(contact.attribute("cseq")).isEqualTo("3");
        assertThat(contact.attribute("callid")).isEqualTo("c\"<");
        assertThat(contact.all("unknown-param").getFirst().text()).isEqualTo("\"<urn:uuid:1>\"");
        Set<String> ids = new HashSet<>();
        for (Xml c : document.all("contact")) ids.add(c.attribute("id"));
        assertThat(ids).hasSize(100);
    }

    @Test
    void changesAreToldOnceInFiveSecondsAndRefreshesNotAtAll() {
        var step = RegSubscription.begin(new Subscribing.Decision.Take(acme(), null, 600), office.now);
        assertThat(step.wakeAt()).isEqualTo(office.now + 600_000);
        office.now += 1_000;
        bind("c", 1, "<sip:198.51.100.3;bnc>");
        step = step.next().changed(acme().bindings(), taken(), office.now);
        assertThat(step.notifications()).isEmpty();
        assertThat(step.wakeAt()).isEqualTo(office.now + 4_000);
        office.now += 4_000;
        step = step.next().timer(office.now);
        Xml document = Xml.parse(step.notifications().getFirst().document());
        assertThat(document.attribute("version")).isEqualTo("1");
        assertThat(document.attribute("state")).isEqualTo("partial");
        assertThat(document.all("contact").getFirst().attribute("event")).isEqualTo("registered");
        office.now += 10_000;
        bind("c", 2, "<sip:198.51.100.3;bnc>");
        step = step.next().changed(acme().bindings(), taken(), office.now);
        assertThat(step.notifications()).isEmpty();
        bind("c", 3, "<sip:198.51.100.3;bnc>;expires=0");
        step = step.next().changed(acme().bindings(), taken(), office.now);
        document = Xml.parse(step.notifications().getFirst().document());
        assertThat(document.attribute("version")).isEqualTo("2");
        Xml registration = document.all("registration").getFirst();
        assertThat(registration.attribute("state")).isEqualTo("terminated");
        assertThat(registration.all("contact").getFirst().attribute("event")).isEqualTo("unregistered");
        assertThat(registration.all("contact").getFirst().attribute("state")).isEqualTo("terminated");
    }

    private List<BindingChange> taken() {
        List<BindingChange> all = List.copyOf(office.told);
        office.told.clear();
        return all;
    }

    @Test
    void aSubscriptionEndsWithItsTimeOrWhenItIsToldTo() {
        long start = office.now;
        var begun = RegSubscription.begin(new Subscribing.Decision.Take(acme(), null, 60), start);
        var refreshed = begun.next().refreshed(120, start + 30_000);
        assertThat(refreshed.notifications().getFirst().state()).isEqualTo("active;expires=120");
        assertThat(Xml.parse(refreshed.notifications().getFirst().document()).attribute("state"))
                .isEqualTo("full");
        assertThat(refreshed.next().timer(start + 149_999).notifications()).isEmpty();
        var over = refreshed.next().timer(start + 150_000);
        assertThat(over.notifications()).singleElement().satisfies(n -> {
            assertThat(n.state()).isEqualTo("terminated;reason=timeout");
            assertThat(n.document()).isEmpty();
        });
        assertThat(over.next().ended()).isTrue();
        assertThat(over.wakeAt()).isEqualTo(Long.MAX_VALUE);
        var left = begun.next().refreshed(0, start + 1);
        assertThat(left.notifications().getFirst().state()).isEqualTo("terminated;reason=timeout");
        assertThat(left.next().refreshed(60, start + 2).notifications()).isEmpty();
        assertThat(begun.next().failed().next().ended()).isTrue();
        assertThat(begun.next().withdrawn().notifications().getFirst().state())
                .isEqualTo("terminated;reason=noresource");
    }

    private static RegistrationAccount withNumbers(String numbers) {
        RegistrationAccount acme = Office.acme();
        return new RegistrationAccount(
                acme.name(),
                acme.user(),
                acme.domain(),
                Gin.REQUIRED,
                NumberPlace.REQUEST_URI,
                List.of(Objects.requireNonNull(NumberRange.parse(numbers))),
                acme.secrets(),
                Lifetimes.DEFAULT,
                4,
                true);
    }

    @Test
    void aLargeInventoryTakesSeveralDocuments() {
        Office large = new Office(withNumbers("+12145550000..+12145550999"));
        large.register("acme", FLOW, "c", 1, Office.bulk("<sip:198.51.100.3;bnc>"));
        var step = RegSubscription.begin(
                new Subscribing.Decision.Take(Objects.requireNonNull(large.registrations.find("acme")), null, 600),
                large.now);
        Set<String> numbers = new HashSet<>();
        int version = 0;
        for (RegSubscription.Notification n : step.notifications()) {
            assertThat(n.document().length).isLessThanOrEqualTo(RegInfo.MOST);
            Xml document = Xml.parse(n.document());
            assertThat(document.attribute("state")).isEqualTo(version == 0 ? "full" : "partial");
            assertThat(document.attribute("version")).isEqualTo(Integer.toString(version++));
            for (Xml r : document.all("registration")) numbers.add(r.attribute("aor"));
        }
        assertThat(version).isGreaterThan(1);
        assertThat(numbers).hasSize(1_000);
        assertThat(step.next().version()).isEqualTo(version);
    }
}
