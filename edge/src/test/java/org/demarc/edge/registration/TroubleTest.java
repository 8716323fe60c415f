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
import org.demarc.edge.registration.RegistrationConfig.Timing;
import org.demarc.edge.registration.RegistrationSnapshot.State;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a registering trunk does about outages, refusals and broken flows.
class TroubleTest {
    private final Bench bench = new Bench();
    private final Server server = bench.server();

    /// Proves REG-022.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void retriesBackOffToHalfAnHourAndNeverEnd(boolean silent) {
        server.answer(silent ? SILENCE : status(503));
        bench.start();
        double least = 30;
        double most = 60;
        bench.runUntil(server, 1, 1);
        for (int i = 2; i < 16; i++) {
            if (silent) bench.run(32);
            double taken = bench.runUntil(server, i, 1_801);
            assertThat(taken).as("before attempt " + i).isBetween(least - 0.2, most + 0.6);
            most = Math.min(1_800, 2 * most);
            least = most / 2;
        }
        assertThat(bench.state()).isNotEqualTo(State.STOPPED);
        server.answer(grant(3_600));
        bench.run(1_801);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
        assertThat(bench.flow().failures()).isZero();
    }

    /// Proves REG-022.
    @Test
    void theBackOffIsThatOfRfc5626() {
        assertThat(Timing.DEFAULT.backOff(3, false, 0)).isEqualTo(120_000);
        assertThat(Timing.DEFAULT.backOff(3, false, 120_000)).isEqualTo(240_000);
        assertThat(Timing.DEFAULT.backOff(1, true, 0)).isEqualTo(90_000);
        assertThat(Timing.DEFAULT.backOff(60, true, Long.MAX_VALUE)).isBetween(900_000L, 1_800_000L);
        for (long granted : new long[] {60, 120, 600, 3_600, 86_400}) {
            for (long random = 0; random < 200_000_000; random += 7_654_321) {
                long refresh = Timing.refresh(granted, 32_000, random);
                assertThat(refresh).isBetween(granted * 500, granted * 950);
            }
        }
    }

    /// Proves REG-022, DNS-004.
    @Test
    void retryAfterIsKept() {
        server.answer(status(503, "Retry-After: 120"), grant(3_600));
        bench.start();
        bench.runUntil(server, 1, 1);
        assertThat(bench.runUntil(server, 2, 200)).isGreaterThanOrEqualTo(119.8);
        bench.run(1);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    @Test
    void retryAfterOfZeroIsFollowedOnceAndOneOfYearsIsNot() {
        server.answer(
                status(503, "Retry-After: 0"),
                status(503, "Retry-After: 0"),
                status(503, "Retry-After: 99999999"),
                grant(60));
        bench.start();
        bench.runUntil(server, 1, 1);
        assertThat(bench.runUntil(server, 2, 2)).isLessThan(2);
        assertThat(bench.runUntil(server, 3, 200)).isGreaterThan(59);
        assertThat(bench.runUntil(server, 4, 3_601)).isGreaterThan(3_599);
    }

    /// Proves REG-023.
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 603})
    void aRefusalIsAskedAgainSlowly(int status) {
        server.answer(status(status));
        bench.start();
        bench.run(6_000);
        assertThat(server.requests).hasSizeBetween(8, 10);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
        assertThat(bench.flow().lastStatus()).isEqualTo(status);
        assertThat(bench.flow().lastReason()).isEqualTo("Because");
        assertThat(bench.flow().nextAttempt()).isGreaterThan(bench.clock.millis());
        server.answer(grant(3_600));
        bench.run(800);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    /// Proves AUT-008, REG-023.
    @Test
    void wrongCredentialsAreGivenUp() {
        server.answer(
                challenge("n1"), challenge("n2"), challenge("n3"), challenge("n4"), challenge("n5"), challenge("n6"));
        RegistrationClient client = bench.start();
        bench.run(1);
        assertThat(server.requests).hasSize(2);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
        assertThat(bench.trunk().credentialsRefused()).isTrue();
        assertThat(bench.runUntil(server, 3, 800)).isGreaterThan(598);
        assertThat(server.requests.get(2).has(HeaderName.AUTHORIZATION)).isFalse();
        bench.run(100_000);
        assertThat(server.requests).hasSize(6);
        List<RegistrationEvent.Refused> refused = bench.events(RegistrationEvent.Refused.class);
        assertThat(refused).hasSize(3);
        assertThat(refused.getLast().millis()).isEqualTo(-1);
        assertThat(refused.getLast().why()).contains("3 times in a row");
        assertThat(bench.timers.pending()).isZero();
        assertThat(bench.flow().nextAttempt()).isZero();
        server.answer(challenge("n7"), grant(3_600));
        client.retry();
        bench.run(1);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
        assertThat(bench.trunk().credentialsRefused()).isFalse();
    }

    /// Proves AUT-008.
    @Test
    void aStaleNonceIsReplacedOnce() {
        server.answer(challenge("n1"), grant(120), stale("n2"), grant(120), stale("n3"), stale("n4"), stale("n5"));
        bench.start();
        bench.run(110);
        assertThat(server.requests).hasSize(4);
        assertThat(bench.events(RegistrationEvent.Refused.class)).isEmpty();
        bench.runUntil(server, 5, 120);
        bench.run(20);
        assertThat(server.requests).hasSize(7);
        assertThat(bench.events(RegistrationEvent.Refused.class)).hasSize(1);
    }

    private static Server.Answer stale(String nonce) {
        return status(
                401,
                "WWW-Authenticate: Digest realm=\"sp.example.net\", nonce=\"" + nonce
                        + "\", stale=true, algorithm=SHA-256, qop=\"auth\"");
    }

    /// Proves AUT-009, AUT-013, AUT-020.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic realm=\"sp.example.net\"",
                "Digest realm=\"sp.example.net\", nonce=\"n\", algorithm=FOO-1, qop=\"auth\"",
                "Digest realm=\"other.example.org\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\"",
                "Digest realm=\"sp.example.net\", nonce=\"n\", algorithm=MD5, qop=\"auth\"",
                "Digest realm=\"sp.example.net\", qop=\"auth\"",
            })
    void aChallengeThatMayNotBeAnsweredIsNot(String challenge) {
        server.answer(status(401, "WWW-Authenticate: " + challenge));
        bench.start(Bench.with(
                Bench.ACCOUNT.withRealm("sp.example.net").withAlgorithms(Algorithm.SHA_512_256, Algorithm.SHA_256)));
        bench.run(500);
        assertThat(server.requests).hasSize(1);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
        assertThat(bench.events(RegistrationEvent.Refused.class).getFirst().rule())
                .isEqualTo("AUT-013");
    }

    /// Proves AUT-013.
    @Test
    void theRealmOfTheFirstSuccessIsKept() {
        server.answer(
                challenge("n1"),
                grant(120),
                status(401, "WWW-Authenticate: Digest realm=\"other\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\""));
        bench.start();
        bench.run(200);
        assertThat(server.requests).hasSize(3);
        assertThat(bench.trunk().realm()).isEqualTo("sp.example.net");
        assertThat(bench.events(RegistrationEvent.Refused.class).getFirst().why())
                .contains("another realm");
    }

    /// Proves AUT-005, AUT-020, AUT-024.
    @Test
    void theStrongestAlgorithmIsUsedWhateverTheOrder() {
        server.answer(
                status(
                        401,
                        "WWW-Authenticate: Digest realm=\"sp.example.net\", nonce=\"a\", algorithm=FOO-1, qop=\"auth\"",
                        "WWW-Authenticate: Digest realm=\"sp.example.net\", nonce=\"b\", qop=\"auth\"",
                        "WWW-Authenticate: Digest realm=\"sp.example.net\", nonce=\"c\", algorithm=SHA-256, qop=\"auth\""),
                grant(120));
        bench.start();
        bench.run(1);
        assertThat(server.last().raw(HeaderName.AUTHORIZATION)).contains("algorithm=SHA-256", "nonce=\"c\"");
    }

    @Test
    void aRedirectionInsideTheDomainIsFollowed() {
        Server other = bench.server("west.sp.example.net").answer(grant(120));
        server.answer(status(302, "Contact: <sip:evil.example.org>, <sip:west.sp.example.net>"));
        bench.start();
        bench.run(1);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
        assertThat(other.last().requestUriText()).isEqualTo("sip:west.sp.example.net");
        assertThat(other.last().raw(HeaderName.TO)).isEqualTo("<sip:acme@sp.example.net>");
        bench.run(110);
        assertThat(other.requests).hasSize(2);
        assertThat(server.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:evil.example.org", "sip:evilsp.example.net", "sip:198.51.100.77", "tel:+1234567"})
    void aRedirectionElsewhereIsNot(String uri) {
        Server evil = bench.server("evil.example.org");
        server.answer(status(302, "Contact: <" + uri + ">"));
        bench.start();
        bench.run(60);
        assertThat(evil.requests).isEmpty();
        assertThat(server.requests).hasSize(1);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
    }

    @Test
    void redirectionsInACircleEnd() {
        server.answer(status(302, "Contact: <sip:sp.example.net>"));
        bench.start();
        bench.run(60);
        assertThat(server.requests.size()).isLessThan(12);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
    }

    /// Proves DNS-004.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextServerIsTriedWhenOneCannot(boolean retryAfter) {
        Server second = bench.server("b").answer(grant(600));
        bench.zone.put(Bench.DOMAIN, List.of(bench.target(server), bench.target(second)));
        server.answer(retryAfter ? status(503, "Retry-After: 60") : status(503));
        bench.start();
        bench.run(1);
        assertThat(server.requests).hasSize(1);
        assertThat(second.requests).hasSize(1);
        assertThat(second.last().topBranch()).isNotEqualTo(server.last().topBranch());
        assertThat(second.last().cseq()).isEqualTo(2);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    /// Proves DNS-005.
    @ParameterizedTest
    @ValueSource(ints = {403, 404, 486, 500})
    void afterAnyOtherAnswerNoOtherServerIsTried(int status) {
        Server second = bench.server("b").answer(grant(600));
        bench.zone.put(Bench.DOMAIN, List.of(bench.target(server), bench.target(second)));
        server.answer(status(status));
        bench.start();
        bench.run(25);
        assertThat(second.requests).isEmpty();
    }

    @Test
    void registrarsAreTriedInTurn() {
        Server second = bench.server("two.sp.example.net").answer(grant(120));
        bench.start(Bench.config("sip:nowhere.sp.example.net", "sip:sp.example.net", "sip:two.sp.example.net"));
        bench.run(34);
        assertThat(server.requests).hasSize(1);
        assertThat(second.requests).hasSize(1);
        assertThat(bench.flow().registrar()).isEqualTo("sip:two.sp.example.net");
        assertThat(bench.flow().address()).isEqualTo("udp 198.51.100.2:5060");
        // A registration stays where it is, and goes on from the first registrar when it has to.
        bench.run(100);
        assertThat(second.requests).hasSizeBetween(2, 3);
        second.answer(status(503));
        server.answer(grant(120));
        bench.run(100);
        assertThat(bench.flow().registrar()).isEqualTo("sip:sp.example.net");
    }

    @Test
    void aLocatorThatNeverAnswersIsNotWaitedForForEver() {
        server.answer(grant(120));
        boolean[] awake = {false};
        bench.locatedBy((uri, network, found) -> {
            if (awake[0]) bench.locate(uri, network, found);
        });
        bench.start();
        bench.run(33);
        assertThat(bench.state()).isEqualTo(State.FAILED);
        assertThat(bench.flow().lastReason()).isEqualTo("sp.example.net was not located in time");
        awake[0] = true;
        bench.run(62);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    /// Proves FLD-002.
    @Test
    void aClosedConnectionIsReplacedAtOnce() {
        bench.over(Transport.TCP).zone.clear();
        Server edge = bench.server("edge1.sp.example.net");
        edge.answer(grant(3_600, "Require: outbound"));
        bench.start(Bench.config("sip:edge1.sp.example.net"));
        bench.run(60);
        edge.sender.die();
        edge.sender.revive();
        assertThat(bench.runUntil(edge, 2, 1)).isLessThan(1);
        bench.run(0.5);
        assertThat(edge.last().raw(HeaderName.CONTACT)).contains("reg-id=1");
        assertThat(edge.flows.get(0).connection())
                .isNotEqualTo(edge.flows.get(1).connection());
        assertThat(bench.events(RegistrationEvent.Lost.class)).hasSize(1);
        assertThat(bench.events(RegistrationEvent.Registered.class)).hasSize(2);
        assertThat(bench.hearts).hasSize(1);
    }

    /// Proves FLD-002, NAT-004.
    @Test
    void aFlowWhoseKeepAlivesFailIsReplaced() {
        bench.over(Transport.TCP).zone.clear();
        Server edge = bench.server("edge1.sp.example.net");
        edge.answer(grant(3_600, "Require: outbound"));
        bench.start(Bench.config("sip:edge1.sp.example.net"));
        bench.run(200);
        bench.hearts.getFirst().watch().answered();
        bench.hearts.getFirst().watch().failed("no answer to a keep-alive within 10 s");
        assertThat(bench.abandoned).hasSize(1);
        bench.run(1);
        assertThat(edge.requests).hasSize(2);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    @Test
    void aFlowThatNeverLivesIsBackedOff() {
        bench.over(Transport.TCP).zone.clear();
        Server edge = bench.server("edge1.sp.example.net");
        edge.answer(grant(3_600, "Require: outbound"));
        bench.start(Bench.config("sip:edge1.sp.example.net"));
        for (int i = 0; i < 1_200; i++) {
            bench.run(0.5);
            if (bench.state() == State.REGISTERED) {
                edge.sender.die();
                edge.sender.revive();
            }
        }
        assertThat(edge.requests.size()).isLessThan(7);
    }

    @Test
    void aConnectionOnWhichARefreshHasNoAnswerIsGivenUp() {
        bench.over(Transport.TCP).zone.clear();
        Server edge = bench.server("edge1.sp.example.net");
        edge.answer(grant(600), SILENCE, grant(600));
        bench.start(Bench.config("sip:edge1.sp.example.net"));
        bench.runUntil(edge, 2, 600);
        bench.run(100);
        assertThat(bench.abandoned).hasSize(1);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    /// Proves FLD-002.
    @Test
    void callsThatAreRefusedBringANewRegistration() {
        server.answer(grant(3_600));
        RegistrationClient client = bench.start();
        bench.run(100);
        client.suspect();
        client.suspect();
        bench.run(10);
        client.suspect();
        bench.run(10);
        assertThat(server.requests).hasSize(2);
        bench.run(60);
        client.suspect();
        bench.run(1);
        assertThat(server.requests).hasSize(3);
    }

    /// Proves FLD-002, REG-022.
    @Test
    void besideALivingFlowTheBackOffIsLonger() {
        Server one = bench.server("edge1.sp.example.net").answer(grant(3_600));
        Server two = bench.server("edge2.sp.example.net").answer(status(503));
        var policy = new Policy(Gin.REQUIRED, OutboundUse.STREAMS, Order.PARALLEL, IdentityForm.ASSERTED, 3_600);
        bench.start(Bench.config(policy, "sip:edge1.sp.example.net", "sip:edge2.sp.example.net"));
        bench.run(1);
        assertThat(one.requests).hasSize(1);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
        assertThat(bench.runUntil(two, 2, 200)).isBetween(88.0, 181.0);
    }

    @Test
    void oneTrunkDoesNotDelayAnother() {
        Server slow = bench.server("slow.sp.example.net");
        RegistrationClient stuck = bench.start(Bench.config("sip:slow.sp.example.net"));
        server.answer(grant(3_600));
        bench.start();
        bench.run(1);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
        assertThat(slow.requests).hasSize(1);
        assertThat(stuck.snapshot().state()).isEqualTo(State.REGISTERING);
    }

    /// A machine that slept, and wall clocks that are set.
    @Test
    void clocksThatJumpDoNoHarm() {
        server.answer(grant(600));
        bench.start();
        bench.run(10);
        bench.timers.setWall(-3_600_000L * 24 * 365);
        bench.run(1_000);
        int before = server.requests.size();
        assertThat(before).isBetween(3, 4);
        assertThat(bench.events(RegistrationEvent.Lost.class)).isEmpty();
        bench.timers.setWall(3_600_000L * 24 * 365);
        bench.timers.sleep(7_200_000);
        bench.run(1);
        assertThat(server.requests.size()).isEqualTo(before + 1);
        assertThat(bench.state()).isEqualTo(State.REGISTERED);
    }

    @Test
    void aRefusedRefreshTakesTheServiceRouteAway() {
        server.answer(grant(120, "Service-Route: <sip:core.sp.example.net;lr>"), status(403));
        bench.start();
        bench.run(105);
        assertThat(bench.state()).isEqualTo(State.REFUSED);
        assertThat(bench.trunk().ways().getFirst().routes()).isEmpty();
        for (Request r : server.requests) assertThat(r.has(HeaderName.ROUTE)).isFalse();
    }
}
