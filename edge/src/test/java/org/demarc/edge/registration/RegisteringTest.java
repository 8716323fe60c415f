package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.edge.registration.Server.SILENCE;
import static org.demarc.edge.registration.Server.challenge;
import static org.demarc.edge.registration.Server.grant;
import static org.demarc.edge.registration.Server.status;

import java.util.List;
import org.demarc.edge.registration.RegistrationConfig.Gin;
import org.demarc.edge.registration.RegistrationConfig.IdentityForm;
import org.demarc.edge.registration.RegistrationConfig.Order;
import org.demarc.edge.registration.RegistrationConfig.OutboundUse;
import org.demarc.edge.registration.RegistrationConfig.Policy;
import org.demarc.edge.registration.RegistrationSnapshot.State;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A trunk registers, stays registered and takes its registration away: what is sent, against scripted answers.
class RegisteringTest {
    private final Bench bench = new Bench();
    private final Server server = bench.server();

    private static Policy policy(Gin gin, OutboundUse outbound) {
        return new Policy(gin, outbound, Order.IN_TURN, IdentityForm.ASSERTED, 3_600);
    }

    /// Proves REG-001, REG-002, REG-003, REG-004.
    @Test
    void oneBulkRegisterStandsForTheAccount() {
        server.answer(grant(3_600, "Path: <sip:a.sp.example.net;lr>", "Path: <sip:b.sp.example.net;lr>"));
        bench.start();
        bench.run(1);
        Request register = server.last();
        assertThat(server.requests).hasSize(1);
        assertThat(register.requestUriText()).isEqualTo("sip:sp.example.net");
        assertThat(register.raw(HeaderName.FROM)).startsWith("<sip:acme@sp.example.net>;tag=");
        assertThat(register.raw(HeaderName.TO)).isEqualTo("<sip:acme@sp.example.net>");
        assertThat(register.raw(HeaderName.REQUIRE)).isEqualTo("gin");
        assertThat(register.raw(HeaderName.PROXY_REQUIRE)).isEqualTo("gin");
        assertThat(register.raw(HeaderName.SUPPORTED)).isEqualTo("path, gin");
        assertThat(register.raw(HeaderName.CONTACT)).isEqualTo("<sip:203.0.113.5:5060;bnc>");
        assertThat(register.has(HeaderName.ROUTE)).isFalse();
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
        assertThat(bench.flow().lastStatus()).isEqualTo(200);
    }

    /// Proves REG-032.
    @Test
    void thePlainFormRegistersTheAccountAlone() {
        server.answer(grant(3_600));
        bench.start(Bench.config(policy(Gin.OFF, OutboundUse.OFF)));
        bench.run(1);
        assertThat(server.last().raw(HeaderName.CONTACT)).isEqualTo("<sip:acme@203.0.113.5:5060>");
        assertThat(server.last().has(HeaderName.REQUIRE)).isFalse();
        assertThat(server.last().has(HeaderName.PROXY_REQUIRE)).isFalse();
        assertThat(server.last().raw(HeaderName.SUPPORTED)).isEqualTo("path");
        assertThat(bench.flow().gin()).isFalse();
    }

    /// Proves REG-032, REG-033.
    @Test
    void withoutGinAtTheProviderTheOptionalFormFallsBack() {
        server.answer(status(420, "Unsupported: gin"), grant(3_600));
        bench.start(Bench.config(policy(Gin.OPTIONAL, OutboundUse.OFF)));
        bench.run(1);
        assertThat(server.requests).hasSize(2);
        assertThat(server.last().raw(HeaderName.CONTACT)).isEqualTo("<sip:acme@203.0.113.5:5060>");
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
        assertThat(bench.flow().gin()).isFalse();
        assertThat(bench.events(RegistrationEvent.Adapted.class).getFirst().rule())
                .isEqualTo("REG-032");
    }

    /// Proves REG-033.
    @Test
    void withoutGinAtTheProviderTheRequiredFormIsRefused() {
        server.answer(status(420, "Unsupported: gin"));
        bench.start();
        bench.run(300);
        assertThat(server.requests).hasSize(1);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
        RegistrationEvent.Refused refused =
                bench.events(RegistrationEvent.Refused.class).getFirst();
        assertThat(refused.why()).contains("gin");
        assertThat(refused.rule()).isEqualTo("REG-033");
    }

    /// Proves AUT-003, AUT-006, REG-019, REG-035.
    @Test
    void theSequenceHasNoGapsAndOneCallId() {
        server.answer(challenge("n1"), grant(120), challenge("n2"), grant(120), grant(120));
        bench.start();
        bench.run(300);
        assertThat(server.requests.size()).isGreaterThanOrEqualTo(5);
        Request first = server.requests.getFirst();
        for (int i = 0; i < server.requests.size(); i++) {
            Request r = server.requests.get(i);
            assertThat(r.cseq()).isEqualTo(i + 1L);
            assertThat(r.callId()).isEqualTo(first.callId());
            assertThat(r.raw(HeaderName.FROM)).isEqualTo(first.raw(HeaderName.FROM));
            assertThat(r.raw(HeaderName.TO)).isEqualTo(first.raw(HeaderName.TO));
        }
        assertThat(server.requests.stream().map(Request::topBranch).distinct()).hasSize(server.requests.size());
        assertThat(server.requests.get(1).raw(HeaderName.AUTHORIZATION)).contains("nonce=\"n1\"", "nc=00000001");
        // The next one comes with credentials ahead, and takes the new nonce that it is given.
        assertThat(server.requests.get(2).raw(HeaderName.AUTHORIZATION)).contains("nonce=\"n1\"", "nc=00000002");
        assertThat(server.requests.get(3).raw(HeaderName.AUTHORIZATION)).contains("nonce=\"n2\"", "nc=00000001");
        assertThat(server.requests.get(4).raw(HeaderName.AUTHORIZATION)).contains("nonce=\"n2\"", "nc=00000002");
    }

    /// Proves REG-016, REG-017.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<sip:203.0.113.5:5060;bnc>;expires=120 |",
                "<sip:203.0.113.5:5060;bnc> | 120",
                "<sip:192.0.2.9:5060;bnc>;expires=900, <sip:203.0.113.5:5060;BNC>;q=0.5;expires=120 | 900",
                "<sip:192.0.2.9:5060;bnc>;expires=60, <sip:203.0.113.5:5060;line=7;bnc>;expires=120 | 900",
                "<sip:192.0.2.9:1024;bnc>;expires=120 | 900",
            })
    void theLifetimeIsThatOfTheAnswer(String contact, String expires) {
        server.answer(
                request -> {
                    var ok = Response.answering(request, 200, "OK", "srv").add(HeaderName.CONTACT, contact);
                    if (expires != null) ok.add(HeaderName.EXPIRES, expires);
                    return ok.build();
                },
                grant(3_600));
        bench.start();
        bench.run(1);
        double taken = bench.runUntil(server, 2, 130);
        assertThat(taken + 1).isBetween(60.0, 114.1);
        assertThat(bench.events(RegistrationEvent.Registered.class).getFirst().seconds())
                .isEqualTo(120);
        assertThat(bench.events(RegistrationEvent.Refreshed.class)).hasSize(1);
    }

    /// Proves REG-018.
    @Test
    void aLongerLifetimeIsAskedForWhenTheProviderWantsIt() {
        server.answer(status(423, "Min-Expires: 7200"), grant(7_200));
        bench.start();
        bench.run(1);
        assertThat(server.last().raw(HeaderName.EXPIRES)).isEqualTo("7200");
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    @Test
    void thereIsAnEndToWhatTheProviderWantsOtherwise() {
        server.answer(request -> Response.answering(request, 423, "Interval Too Brief", "srv")
                .add(HeaderName.MIN_EXPIRES, 1 + Long.parseLong("" + request.raw(HeaderName.EXPIRES)))
                .build());
        bench.start();
        bench.run(60);
        assertThat(server.requests.size()).isLessThan(12);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
    }

    /// Proves REG-014, REG-015.
    @Test
    void theServiceRouteIsThatOfTheLastAnswer() {
        server.answer(
                grant(120, "Service-Route: <sip:edge1.sp.example.net;lr>, <sip:core.sp.example.net;lr>"),
                grant(120, "Service-Route: <sip:edge2.sp.example.net;lr>"),
                grant(120));
        bench.start();
        bench.run(1);
        assertThat(routes()).containsExactly("<sip:edge1.sp.example.net;lr>", "<sip:core.sp.example.net;lr>");
        bench.runUntil(server, 2, 120);
        bench.run(1);
        assertThat(routes()).containsExactly("<sip:edge2.sp.example.net;lr>");
        bench.runUntil(server, 3, 120);
        bench.run(1);
        assertThat(routes()).isEmpty();
    }

    private List<String> routes() {
        return bench.trunk().ways().getFirst().routes();
    }

    /// Proves REG-041.
    @Test
    void recordRouteOfAnAnswerMakesNoRoute() {
        server.answer(grant(120, "Record-Route: <sip:evil.example.org;lr>"));
        bench.start();
        bench.run(1);
        assertThat(routes()).isEmpty();
    }

    @Test
    void anOutboundProxyGoesIntoRoute() {
        Server proxy = bench.server("edge1.sp.example.net");
        proxy.answer(grant(120));
        bench.start(Bench.config("sip:edge1.sp.example.net;lr"));
        bench.run(1);
        assertThat(proxy.last().raw(HeaderName.ROUTE)).isEqualTo("<sip:edge1.sp.example.net;lr>");
        assertThat(proxy.last().requestUriText()).isEqualTo("sip:sp.example.net");
        assertThat(routes()).containsExactly("<sip:edge1.sp.example.net;lr>");
        assertThat(server.requests).isEmpty();
    }

    /// Proves REG-002, REG-021, AUT-003.
    @Test
    void stoppingTakesTheBindingAway() {
        server.answer(grant(3_600), challenge("n1"), grant(0));
        RegistrationClient client = bench.start();
        bench.run(1);
        client.stop();
        assertThat(bench.trunk().ways()).isEmpty();
        bench.run(1);
        assertThat(server.requests).hasSize(3);
        assertThat(server.last().raw(HeaderName.EXPIRES)).isEqualTo("0");
        assertThat(server.last().raw(HeaderName.REQUIRE)).isEqualTo("gin");
        assertThat(server.last().raw(HeaderName.PROXY_REQUIRE)).isEqualTo("gin");
        assertThat(server.last().raw(HeaderName.CONTACT))
                .isEqualTo(server.requests.getFirst().raw(HeaderName.CONTACT));
        assertThat(client.over()).isTrue();
        assertThat(bench.events(RegistrationEvent.Stopped.class))
                .containsExactly(new RegistrationEvent.Stopped("acme", true, "nothing is left at the registrar"));
        assertThat(bench.state()).isEqualTo(State.STOPPED);
        bench.nothingIsLeft();
    }

    /// Proves REG-021, REG-036.
    @Test
    void stoppingWaitsForTheRegisterUnderWay() {
        server.answer(SILENCE, grant(3_600));
        RegistrationClient client = bench.start();
        bench.run(10);
        client.stop();
        client.stop();
        bench.run(5);
        assertThat(server.requests).hasSize(1);
        assertThat(client.over()).isFalse();
        bench.run(30);
        assertThat(client.over()).isTrue();
        assertThat(bench.events(RegistrationEvent.Stopped.class)).hasSize(1);
        bench.nothingIsLeft();
    }

    @Test
    void aRemovalWithoutAnswerComesToAnEnd() {
        server.answer(grant(3_600), SILENCE);
        RegistrationClient client = bench.start();
        bench.run(1);
        client.stop();
        bench.run(33);
        assertThat(client.over()).isTrue();
        assertThat(bench.events(RegistrationEvent.Stopped.class).getFirst().clean())
                .isFalse();
        bench.nothingIsLeft();
    }

    /// Proves REG-036.
    @Test
    void whileAnAnswerIsAwaitedOnlyRepetitionsAreSent() {
        server.answer(SILENCE);
        bench.start();
        bench.run(31);
        bench.agent.timers();
        assertThat(server.requests).hasSize(1);
        assertThat(bench.state()).isEqualTo(State.REGISTERING);
    }

    /// Proves REG-028.
    @Test
    void aFailedRefreshLeavesCallsAloneWhileTheLifetimeRuns() {
        server.answer(grant(600), SILENCE);
        bench.start();
        bench.runUntil(server, 2, 600);
        bench.run(40);
        assertThat(bench.events(RegistrationEvent.Deferred.class)).isNotEmpty();
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
        assertThat(bench.flow().lastStatus()).isEqualTo(408);
        assertThat(bench.trunk().ways()).hasSize(1);
        bench.run(600);
        assertThat(bench.trunk().ways()).isEmpty();
        assertThat(bench.events(RegistrationEvent.Lost.class)).hasSize(1);
        assertThat(bench.state()).isIn(State.FAILED, State.REGISTERING);
        server.answer(grant(600));
        bench.run(1_900);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    /// Proves REG-025, NAT-002, NAT-010.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flowsAreAskedForOnStreamsAndKeptAlive(boolean served) {
        bench.over(Transport.TCP).zone.clear();
        Server edge = bench.server("edge1.sp.example.net");
        String[] headers = served ? new String[] {"Require: outbound", "Flow-Timer: 60"} : new String[0];
        edge.answer(grant(3_600, headers));
        bench.start(Bench.config("sip:edge1.sp.example.net"));
        bench.run(1);
        assertThat(edge.last().raw(HeaderName.SUPPORTED)).isEqualTo("path, gin, outbound");
        assertThat(edge.last().raw(HeaderName.CONTACT))
                .isEqualTo("<sip:203.0.113.5:5060;transport=tcp;bnc>;+sip.instance=\"<"
                        + RegistrationConfig.instance("sbc-1", "acme") + ">\";reg-id=1");
        assertThat(bench.flow().outbound()).isEqualTo(served);
        assertThat(bench.trunk().ways().getFirst().outbound()).isEqualTo(served);
        assertThat(bench.hearts).hasSize(1);
        assertThat(bench.hearts.getFirst().pulse())
                .isEqualTo(
                        served
                                ? new FlowKeeper.Pulse(FlowKeeper.Kind.CRLF, 48_000, 60_000)
                                : new FlowKeeper.Pulse(FlowKeeper.Kind.CRLF_UNANSWERED, 95_000, 120_000));
    }

    /// Each REGISTER offers keep-alives; they are sent while the last answer gives `keep` a value, and as often as it
    /// says.
    ///
    /// Proves NAT-003, NAT-010, NAT-011.
    @Test
    void keepAlivesAreAgreedWithEachRegistration() {
        server.answer(Server.keeping("30", grant(120)));
        bench.start(Bench.config(policy(Gin.REQUIRED, OutboundUse.OFF)));
        bench.run(1);
        assertThat(server.last().raw(HeaderName.VIA)).contains(";keep").doesNotContain("keep=");
        assertThat(bench.hearts).hasSize(1);
        assertThat(bench.hearts.getFirst().pulse())
                .isEqualTo(new FlowKeeper.Pulse(FlowKeeper.Kind.STUN, 24_000, 30_000));
        server.answer(Server.keeping("0", grant(120)));
        bench.run(120);
        assertThat(server.last().raw(HeaderName.VIA)).contains(";keep").doesNotContain("keep=");
        assertThat(bench.hearts.getFirst().pulse())
                .as("as we like")
                .isEqualTo(new FlowKeeper.Pulse(FlowKeeper.Kind.STUN, 24_000, 29_000));
        server.answer(grant(120));
        bench.run(120);
        assertThat(bench.hearts).as("no longer agreed").isEmpty();
        bench.run(1_000);
        assertThat(bench.hearts).isEmpty();
    }

    /// Proves NAT-003, NAT-011.
    @Test
    void onAConnectionTheyAreLineEnds() {
        bench.over(Transport.TCP).zone.clear();
        Server edge = bench.server("edge1.sp.example.net");
        edge.answer(Server.keeping("60", grant(3_600)));
        bench.start(Bench.config("sip:edge1.sp.example.net"));
        bench.run(1);
        assertThat(bench.hearts.getFirst().pulse())
                .isEqualTo(new FlowKeeper.Pulse(FlowKeeper.Kind.CRLF, 48_000, 60_000));
    }

    /// Proves NAT-011.
    @Test
    void overUdpOnlyAPromiseBringsStun() {
        server.answer(grant(120));
        bench.start(Bench.config(policy(Gin.REQUIRED, OutboundUse.ALWAYS)));
        bench.run(1);
        assertThat(bench.hearts).isEmpty();
        server.answer(grant(120, "Require: outbound"));
        bench.run(120);
        assertThat(bench.hearts).hasSize(1);
        assertThat(bench.hearts.getFirst().pulse())
                .isEqualTo(new FlowKeeper.Pulse(FlowKeeper.Kind.STUN, 24_000, 29_000));
    }

    @Test
    void withoutOutboundAtTheFirstHopThereIsNoFlow() {
        server.answer(status(439), grant(3_600));
        bench.start(Bench.config(policy(Gin.REQUIRED, OutboundUse.ALWAYS)));
        bench.run(1);
        assertThat(server.last().raw(HeaderName.CONTACT)).isEqualTo("<sip:203.0.113.5:5060;bnc>");
        assertThat(server.last().raw(HeaderName.SUPPORTED)).isEqualTo("path, gin");
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    /// Proves REG-046, REG-047.
    @Test
    void twoProxiesAreTwoFlows() {
        Server one = bench.server("edge1.sp.example.net").answer(grant(3_600, "Require: outbound"));
        Server two = bench.server("edge2.sp.example.net").answer(grant(3_600, "Require: outbound"));
        var policy = new Policy(Gin.REQUIRED, OutboundUse.STREAMS, Order.PARALLEL, IdentityForm.ASSERTED, 3_600);
        RegistrationConfig config = Bench.config(policy, "sip:edge1.sp.example.net;lr", "sip:edge2.sp.example.net;lr");
        RegistrationClient before = bench.start(config);
        bench.run(1);
        String instance = "+sip.instance=\"<" + RegistrationConfig.instance("sbc-1", "acme") + ">\"";
        assertThat(one.last().raw(HeaderName.CONTACT)).contains(instance, "reg-id=1");
        assertThat(two.last().raw(HeaderName.CONTACT)).contains(instance, "reg-id=2");
        assertThat(one.last().callId()).isNotEqualTo(two.last().callId());
        assertThat(bench.trunk().ways()).hasSize(2);
        String first = one.last().raw(HeaderName.CONTACT);
        before.stop();
        bench.run(1);
        bench.start(config);
        bench.run(1);
        assertThat(one.last().raw(HeaderName.CONTACT)).isEqualTo(first);
    }

    /// Proves REG-048.
    @Test
    void refreshesGoOverTheFlowTheyRefresh() {
        bench.over(Transport.TCP).zone.clear();
        Server edge = bench.server("edge1.sp.example.net");
        edge.answer(
                grant(120, "Require: outbound"),
                grant(120, "Require: outbound"),
                status(503, "Retry-After: 5"),
                grant(120));
        bench.start(Bench.config("sip:edge1.sp.example.net"));
        bench.runUntil(edge, 4, 400);
        assertThat(edge.flows.stream().map(Flow::connection).distinct()).hasSize(1);
        assertThat(bench.abandoned).isEmpty();
        for (Request r : edge.requests) {
            assertThat(r.raw(HeaderName.CONTACT)).isEqualTo(edge.last().raw(HeaderName.CONTACT));
        }
    }

    /// Proves REG-027.
    @Test
    void onlyWhereWeAreRegisteredExplainsTheTrunk() {
        server.answer(grant(120));
        bench.start();
        bench.run(1);
        Flow flow = bench.trunk().ways().getFirst().flow();
        assertThat(bench.trunk().explains(flow)).isTrue();
        var otherPort = new Flow(
                "Outside",
                Transport.TCP,
                flow.local(),
                new java.net.InetSocketAddress(server.address.getAddress(), 40_000),
                7,
                "");
        assertThat(bench.trunk().explains(otherPort)).isTrue();
        var stranger = new Flow(
                "Outside",
                Transport.UDP,
                flow.local(),
                new java.net.InetSocketAddress(java.net.InetAddress.ofLiteral("192.0.2.66"), 5_060),
                0,
                "");
        assertThat(bench.trunk().explains(stranger)).isFalse();
        assertThat(new RegisteredTrunk("acme").explains(flow)).isFalse();
    }

    @Test
    void aTwoHundredWithoutLifetimeIsNone() {
        server.answer(grant(0));
        bench.start();
        bench.run(1);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
        assertThat(bench.trunk().ways()).isEmpty();
    }

    @Test
    void noLifetimeMakesUsSendWithoutEnd() {
        server.answer(grant(1));
        bench.start();
        bench.run(100);
        assertThat(server.requests.size()).isLessThanOrEqualTo(21);
    }
}
