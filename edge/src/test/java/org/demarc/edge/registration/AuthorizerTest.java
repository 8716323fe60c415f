package org.demarc.edge.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.demarc.edge.registration.Authorizer.Verdict;
import org.demarc.edge.world.SeededTokens;
import org.demarc.sim.Gen;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.DigestServer;
import org.demarc.sip.digest.Digester;
import org.demarc.sip.digest.Ha1;
import org.demarc.sip.digest.Nonces;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.HeaderType;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.ua.Extra;
import org.junit.jupiter.api.Test;

/// Challenges to calls of a registered trunk.
class AuthorizerTest {
    private static final String URI = "sip:+442079460000@sp.example.net;user=phone";
    private static final String VIA = "SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK.00next;rport";

    private final Digester digester = new Digester();
    private final RegisteredTrunk trunk = new RegisteredTrunk("acme");
    private final Authorizer authorizer =
            Authorizer.ofCalls(Bench.config(), trunk, digester, SeededTokens.ofLane(new Gen(1), 0));
    private final DigestServer server = new DigestServer(
            Bench.DOMAIN,
            List.of(Algorithm.SHA_256, Algorithm.MD5),
            new Nonces(new byte[32], 60_000, 100),
            (user, algorithm) -> Ha1.of(algorithm, "acme", Bench.DOMAIN, "secret"),
            digester);

    private static Request invite(Extra extra) {
        return request(Method.INVITE, "", extra);
    }

    private static Request request(Method method, String toTag, Extra extra) {
        MessageBuilder<Request> request = Request.builder(method, URI)
                .add(HeaderName.VIA, "SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK.00first;rport")
                .add(HeaderName.MAX_FORWARDS, "69")
                .add(HeaderName.FROM, "<sip:+12145550100@sp.example.net;user=phone>;tag=d00a")
                .add(HeaderName.TO, "<" + URI + ">" + toTag)
                .add(HeaderName.CALL_ID, "d00call")
                .add(HeaderName.CSEQ, "1 " + method.name())
                .add(HeaderName.CONTACT, "<sip:203.0.113.5:5060>");
        for (Extra.Line line : extra.fields()) request.add(line.name(), line.value());
        return request.body("application/sdp", "v=0\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .build();
    }

    private Response asked(Request request, int status, boolean stale) {
        MessageBuilder<Response> response = Response.answering(request, status, "Prove", "x");
        HeaderType<Challenge> type = status == 401 ? Challenge.WWW_AUTHENTICATE : Challenge.PROXY_AUTHENTICATE;
        for (Challenge c : server.challenges(stale, 0)) response.add(type, c);
        return response.build();
    }

    private DigestServer.Verdict verdict(Request request, HeaderType<Credentials> type) {
        Credentials given = request.header(type) instanceof Field.Present(Credentials c) ? c : null;
        return server.verify(given == null ? List.of() : List.of(given), "INVITE", new byte[0], 0);
    }

    private static Request again(Verdict verdict) {
        if (verdict instanceof Verdict.Again(Request request)) return request;
        throw new AssertionError(verdict.toString());
    }

    /// Proves AUT-003, AUT-006.
    @Test
    void aChallengedInviteIsSentAgainWithCredentials() {
        Request first = invite(Extra.NONE);
        Request second = again(authorizer.exchange().challenged(first, asked(first, 407, false), VIA));
        assertThat(second.cseq()).isEqualTo(2);
        assertThat(second.topBranch()).isEqualTo("z9hG4bK.00next");
        assertThat(second.callId()).isEqualTo(first.callId());
        assertThat(second.raw(HeaderName.FROM)).isEqualTo(first.raw(HeaderName.FROM));
        assertThat(second.toTag()).isEmpty();
        assertThat(second.bodyBytes()).isEqualTo(first.bodyBytes());
        assertThat(second.has(HeaderName.AUTHORIZATION)).isFalse();
        assertThat(verdict(second, Credentials.PROXY_AUTHORIZATION)).isEqualTo(new DigestServer.Verdict.Proven("acme"));
        assertThat(second.raw(HeaderName.PROXY_AUTHORIZATION)).contains("nc=00000001", "algorithm=SHA-256");
    }

    /// Proves AUT-006.
    @Test
    void laterRequestsCarryCredentialsWithARisingCount() {
        Request first = invite(Extra.NONE);
        again(authorizer.exchange().challenged(first, asked(first, 407, false), VIA));
        for (int count = 2; count < 5; count++) {
            Request next = invite(authorizer.ahead(Method.INVITE, URI));
            assertThat(next.raw(HeaderName.PROXY_AUTHORIZATION)).contains("nc=0000000" + count);
            assertThat(verdict(next, Credentials.PROXY_AUTHORIZATION))
                    .isEqualTo(new DigestServer.Verdict.Proven("acme"));
        }
    }

    @Test
    void aProxyAndARegistrarAreBothAnswered() {
        var exchange = authorizer.exchange();
        Request first = invite(Extra.NONE);
        Request second = again(exchange.challenged(first, asked(first, 407, false), VIA));
        Request third = again(exchange.challenged(second, asked(second, 401, false), VIA));
        assertThat(third.cseq()).isEqualTo(3);
        assertThat(verdict(third, Credentials.AUTHORIZATION)).isEqualTo(new DigestServer.Verdict.Proven("acme"));
        assertThat(verdict(third, Credentials.PROXY_AUTHORIZATION)).isEqualTo(new DigestServer.Verdict.Proven("acme"));
    }

    /// Proves AUT-021.
    @Test
    void theAckRepeatsTheCredentialsOfTheInvite() {
        Request first = invite(Extra.NONE);
        Request second = again(authorizer.exchange().challenged(first, asked(first, 407, false), VIA));
        assertThat(Extra.credentials(first)).isEqualTo(Extra.NONE);
        assertThat(Extra.credentials(second).fields())
                .containsExactly(new Extra.Line(
                        HeaderName.PROXY_AUTHORIZATION, "" + second.raw(HeaderName.PROXY_AUTHORIZATION)));
    }

    /// Proves AUT-008.
    @Test
    void refusedCredentialsAreNotSentAgain() {
        var exchange = authorizer.exchange();
        Request first = invite(Extra.NONE);
        Request second = again(exchange.challenged(first, asked(first, 407, false), VIA));
        assertThat(exchange.challenged(second, asked(second, 407, false), VIA))
                .isInstanceOfSatisfying(
                        Verdict.GiveUp.class, g -> assertThat(g.refused()).isTrue());
        assertThat(authorizer.ahead(Method.INVITE, URI)).isEqualTo(Extra.NONE);
    }

    /// Proves AUT-008.
    @Test
    void aStaleNonceIsReplacedOnce() {
        var exchange = authorizer.exchange();
        Request first = invite(Extra.NONE);
        Request second = again(exchange.challenged(first, asked(first, 407, false), VIA));
        Request third = again(exchange.challenged(second, asked(second, 407, true), VIA));
        assertThat(exchange.challenged(third, asked(third, 407, true), VIA)).isInstanceOf(Verdict.GiveUp.class);
    }

    @Test
    void credentialsAheadThatAreTooOldAreNoRefusal() {
        Request first = invite(Extra.NONE);
        again(authorizer.exchange().challenged(first, asked(first, 407, false), VIA));
        Request next = invite(authorizer.ahead(Method.INVITE, URI));
        assertThat(authorizer.exchange().challenged(next, asked(next, 407, false), VIA))
                .isInstanceOf(Verdict.Again.class);
    }

    @Test
    void aNonceThatComesBackIsARefusal() {
        Request first = invite(Extra.NONE);
        Response asked = asked(first, 407, false);
        again(authorizer.exchange().challenged(first, asked, VIA));
        Request next = invite(authorizer.ahead(Method.INVITE, URI));
        assertThat(authorizer.exchange().challenged(next, asked, VIA)).isInstanceOf(Verdict.GiveUp.class);
    }

    @Test
    void whoCallsUsGetsNoCredentials() {
        Request bye = request(Method.BYE, ";tag=theirs", Extra.NONE);
        Response asked = asked(bye, 407, false);
        assertThat(authorizer.exchangeInside(false).challenged(bye, asked, VIA)).isInstanceOf(Verdict.GiveUp.class);
        assertThat(authorizer.exchangeInside(true).challenged(bye, asked, VIA)).isInstanceOf(Verdict.Again.class);
    }

    /// Proves AUT-009, AUT-013, AUT-020.
    @Test
    void whatMayNotBeAnsweredIsNot() {
        trunk.learn(Bench.DOMAIN);
        UnaryOperator<String> realm = r -> "Digest realm=\"" + r + "\", nonce=\"n\", qop=\"auth\", algorithm=";
        for (String challenge : List.of(
                "Basic realm=\"sp.example.net\"", realm.apply("evil") + "MD5", realm.apply(Bench.DOMAIN) + "FOO")) {
            Request first = invite(Extra.NONE);
            Response response = Response.answering(first, 407, "Prove", "x")
                    .add(HeaderName.PROXY_AUTHENTICATE, challenge)
                    .build();
            assertThat(authorizer.exchange().challenged(first, response, VIA))
                    .isInstanceOfSatisfying(
                            Verdict.GiveUp.class, g -> assertThat(g.refused()).isFalse());
        }
        Request first = invite(Extra.NONE);
        assertThat(authorizer
                        .exchange()
                        .challenged(
                                first,
                                Response.answering(first, 401, "Prove", "x").build(),
                                VIA))
                .isInstanceOf(Verdict.GiveUp.class);
    }

    @Test
    void whileTheRegistrationIsRefusedCallsCarryNone() {
        Request first = invite(Extra.NONE);
        again(authorizer.exchange().challenged(first, asked(first, 407, false), VIA));
        trunk.publish(trunk.snapshot(), List.of(), true);
        assertThat(authorizer.ahead(Method.INVITE, URI)).isEqualTo(Extra.NONE);
        assertThat(authorizer.exchange().challenged(first, asked(first, 407, false), VIA))
                .isInstanceOf(Verdict.GiveUp.class);
    }

    @Test
    void noSecretIsShown() {
        assertThat(Bench.config().toString()).doesNotContain("secret");
    }
}
