package org.demarc.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.demarc.sip.digest.DigestServer.Verdict;
import org.demarc.sip.message.Challenge;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Field;
import org.demarc.sip.transport.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Proves AUT-004, AUT-005, AUT-006, AUT-007, AUT-008, AUT-009, AUT-013, AUT-016, AUT-019, AUT-020, AUT-023, AUT-024.
class DigestTest {
    private static final String REALM = "sp.example.net";
    private static final String URI = "sip:sp.example.net";
    private static final long LIFE = 60_000;
    private static final byte[] NO_BODY = {};

    private final Nonces nonces = new Nonces(new byte[32], LIFE, 3);
    private final Digester digester = new Digester();

    private DigestServer server(Algorithm... algorithms) {
        return new DigestServer(
                REALM,
                List.of(algorithms),
                nonces,
                (user, algorithm) -> user.equals("acme") ? Ha1.of(algorithm, "acme", REALM, "secret") : null,
                digester);
    }

    private DigestClient client(String password, Algorithm... algorithms) {
        return new DigestClient("acme", REALM, password, List.of(algorithms), digester, new FixedTokens());
    }

    private static final class FixedTokens implements Tokens {
        private int n;

        @Override
        public String branch() {
            return "z9hG4bK" + ++n;
        }

        @Override
        public String tag() {
            return "t" + ++n;
        }

        @Override
        public String callId() {
            return "c" + ++n;
        }

        @Override
        public long number() {
            return ++n;
        }
    }

    private static Credentials again(DigestClient.Answer answer) {
        assertThat(answer).isInstanceOf(DigestClient.Answer.Again.class);
        return ((DigestClient.Answer.Again) answer).credentials();
    }

    /// As on the wire and back.
    private static List<Challenge> sent(List<Challenge> challenges) {
        var all = new ArrayList<Challenge>();
        for (Challenge c : challenges) {
            all.add(((Field.Present<Challenge>) Challenge.WWW_AUTHENTICATE.parse(c.toString())).value());
        }
        return all;
    }

    private static List<Credentials> sent(Credentials credentials) {
        return List.of(((Field.Present<Credentials>) Credentials.AUTHORIZATION.parse(credentials.toString())).value());
    }

    @Test
    void theExamplesOfRfc7616AreComputed() {
        String nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        String cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        Ha1 md5 = Ha1.of(Algorithm.MD5, "Mufasa", "http-auth@example.org", "Circle of Life");
        Ha1 sha = Ha1.of(Algorithm.SHA_256, "Mufasa", "http-auth@example.org", "Circle of Life");
        assertThat(digester.response(md5, nonce, 1, cnonce, "GET", "/dir/index.html"))
                .isEqualTo("8ca523f5e9506fed4657c9700eebdbec");
        assertThat(digester.response(sha, nonce, 1, cnonce, "GET", "/dir/index.html"))
                .isEqualTo("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    }

    @ParameterizedTest
    @EnumSource
    void aClientProvesItselfInEachAlgorithm(Algorithm algorithm) {
        DigestServer server = server(algorithm);
        var answer = client("secret", algorithm).challenged(sent(server.challenges(false, 1_000)), 0, "REGISTER", URI);
        assertThat(server.verify(sent(again(answer)), "REGISTER", NO_BODY, 1_100))
                .isEqualTo(new Verdict.Proven("acme"));
    }

    @Test
    void theTopmostChallengeThatMayBeAnsweredIs() {
        List<Challenge> offered = sent(server(Algorithm.SHA_256, Algorithm.MD5).challenges(false, 0));
        Credentials best =
                again(client("secret", Algorithm.MD5, Algorithm.SHA_256).challenged(offered, 0, "A", URI));
        assertThat(best).extracting("algorithm").isEqualTo("SHA-256");
        Credentials only = again(client("secret", Algorithm.MD5).challenged(offered, 0, "A", URI));
        assertThat(only).extracting("algorithm").isEqualTo("MD5");
    }

    @Test
    void whatIsNotUnderstoodIsPassedOver() {
        var offered = new ArrayList<Challenge>();
        for (String value : List.of(
                "Basic realm=\"sp.example.net\"",
                "Digest realm=\"sp.example.net\", nonce=\"n\", algorithm=MORE-512, qop=\"auth\"",
                "Digest realm=\"elsewhere.example.com\", nonce=\"n\", algorithm=MD5, qop=\"auth\"",
                "Digest realm=\"sp.example.net\", nonce=\"good\", algorithm=md5, qop=\"auth-int, auth\", opaque=\"o\"")) {
            offered.add(((Field.Present<Challenge>) Challenge.WWW_AUTHENTICATE.parse(value)).value());
        }
        DigestClient client = client("secret", Algorithm.MD5);
        assertThat(again(client.challenged(offered, 0, "A", URI)).toString())
                .contains("nonce=\"good\"", "opaque=\"o\"", "nc=00000001", "qop=auth,", "algorithm=md5");
        assertThat(client.challenged(offered.subList(0, 3), 0, "A", URI))
                .isInstanceOf(DigestClient.Answer.GiveUp.class);
    }

    @Test
    void aCountIsGoodOnceInWhateverOrder() {
        DigestServer server = server(Algorithm.SHA_256);
        DigestClient client = client("secret", Algorithm.SHA_256);
        Credentials first = again(client.challenged(server.challenges(false, 0), 0, "INVITE", URI));
        Credentials second = Objects.requireNonNull(client.ahead("INVITE", URI));
        Credentials third = Objects.requireNonNull(client.ahead("INVITE", URI));
        for (Credentials c : List.of(third, first, second)) {
            assertThat(server.verify(sent(c), "INVITE", NO_BODY, 1)).isEqualTo(new Verdict.Proven("acme"));
            assertThat(server.verify(sent(c), "INVITE", NO_BODY, 1)).isEqualTo(new Verdict.Stale("acme"));
        }
    }

    @Test
    void aNonceLivesItsTimeAndIsThenStaleOnlyForThoseWhoKnowTheSecret() {
        DigestServer server = server(Algorithm.MD5);
        List<Challenge> offered = server.challenges(false, 0);
        Credentials good = again(client("secret", Algorithm.MD5).challenged(offered, 0, "REGISTER", URI));
        Credentials bad = again(client("guess", Algorithm.MD5).challenged(offered, 0, "REGISTER", URI));
        assertThat(server.verify(sent(good), "REGISTER", NO_BODY, LIFE + 1)).isEqualTo(new Verdict.Stale("acme"));
        assertThat(server.verify(sent(bad), "REGISTER", NO_BODY, LIFE + 1)).isEqualTo(new Verdict.Wrong("acme"));
        assertThat(server.verify(sent(bad), "REGISTER", NO_BODY, 1)).isEqualTo(new Verdict.Wrong("acme"));
        assertThat(server.verify(sent(good), "REGISTER", NO_BODY, LIFE)).isEqualTo(new Verdict.Proven("acme"));
    }

    /// Proves AUT-016.
    @Test
    void aNonceIsGoodWhereItWentAlone() {
        DigestServer server = server(Algorithm.MD5);
        Credentials good =
                again(client("secret", Algorithm.MD5).challenged(server.challenges(false, 0, 7), 0, "REGISTER", URI));
        assertThat(server.verify(sent(good), "REGISTER", NO_BODY, 1)).isEqualTo(new Verdict.Stale("acme"));
        assertThat(server.verify(sent(good), "REGISTER", NO_BODY, 1, 8)).isEqualTo(new Verdict.Stale("acme"));
        assertThat(server.verify(sent(good), "REGISTER", NO_BODY, 1, 7)).isEqualTo(new Verdict.Proven("acme"));
    }

    @Test
    void anotherMethodUriOrLanesNonceIsNoProof() {
        DigestServer server = server(Algorithm.MD5);
        Credentials good =
                again(client("secret", Algorithm.MD5).challenged(server.challenges(false, 0), 0, "REGISTER", URI));
        assertThat(server.verify(sent(good), "INVITE", NO_BODY, 1)).isEqualTo(new Verdict.Wrong("acme"));
        byte[] key = new byte[32];
        key[0] = 1;
        var elsewhere = new DigestServer(
                REALM,
                List.of(Algorithm.MD5),
                new Nonces(key, LIFE, 3),
                (_, algorithm) -> Ha1.of(algorithm, "acme", REALM, "secret"),
                digester);
        assertThat(elsewhere.verify(sent(good), "REGISTER", NO_BODY, 1)).isEqualTo(new Verdict.Stale("acme"));
    }

    @Test
    void unknownUsersOtherRealmsAndBasicAreNoProof() {
        DigestServer server = server(Algorithm.MD5);
        var stranger = new DigestClient("nobody", REALM, "secret", List.of(Algorithm.MD5), digester, new FixedTokens());
        Credentials unknown = again(stranger.challenged(server.challenges(false, 0), 0, "REGISTER", URI));
        assertThat(server.verify(sent(unknown), "REGISTER", NO_BODY, 1)).isEqualTo(new Verdict.Wrong("nobody"));
        assertThat(server.verify(List.of(new Credentials.Other("Basic")), "REGISTER", NO_BODY, 1))
                .isEqualTo(new Verdict.Absent());
        assertThat(server.verify(List.of(), "REGISTER", NO_BODY, 1)).isEqualTo(new Verdict.Absent());
    }

    @Test
    void refusedCredentialsAreNotSentAgainButAStaleNonceIsReplacedOnce() {
        DigestServer server = server(Algorithm.MD5);
        DigestClient client = client("secret", Algorithm.MD5);
        again(client.challenged(server.challenges(false, 0), 0, "REGISTER", URI));
        assertThat(client.challenged(server.challenges(false, 0), 1, "REGISTER", URI))
                .isInstanceOf(DigestClient.Answer.GiveUp.class);
        assertThat(client.ahead("REGISTER", URI)).as("nor ahead of the next").isNull();
        again(client.challenged(server.challenges(true, 0), 1, "REGISTER", URI));
        assertThat(client.challenged(server.challenges(true, 0), 2, "REGISTER", URI))
                .isInstanceOf(DigestClient.Answer.GiveUp.class);
    }

    @Test
    void theBodyIsProvenWhereTheClientWantsThat() {
        DigestServer server = server(Algorithm.SHA_256);
        String nonce = ((Challenge.Digest) server.challenges(false, 0).getFirst()).nonce();
        byte[] body = {1, 2, 3};
        Ha1 ha1 = Ha1.of(Algorithm.SHA_256, "acme", REALM, "secret");
        String response = digester.response(ha1, nonce, 1, "c", "INVITE", URI, body);
        var credentials =
                new Credentials.Digest("acme", REALM, nonce, URI, response, "SHA-256", "c", null, "auth-int", 1, false);
        assertThat(server.verify(sent(credentials), "INVITE", new byte[] {1, 2, 4}, 1))
                .isEqualTo(new Verdict.Wrong("acme"));
        assertThat(server.verify(sent(credentials), "INVITE", body, 1)).isEqualTo(new Verdict.Proven("acme"));
    }

    @Test
    void memoryIsBoundAndWhatIsForgottenIsNotGoodAgain() {
        DigestServer server = server(Algorithm.MD5);
        var spent = new ArrayList<Credentials>();
        for (int i = 0; i < 10; i++) {
            Credentials c =
                    again(client("secret", Algorithm.MD5).challenged(server.challenges(false, i), 0, "REGISTER", URI));
            assertThat(server.verify(sent(c), "REGISTER", NO_BODY, i)).isEqualTo(new Verdict.Proven("acme"));
            spent.add(c);
        }
        assertThat(nonces.remembered()).isEqualTo(3);
        for (Credentials c : spent) {
            assertThat(server.verify(sent(c), "REGISTER", NO_BODY, 11)).isEqualTo(new Verdict.Stale("acme"));
        }
    }

    @Test
    void quotesStandWhereTheRuleWantsThem() {
        var challenge = new Challenge.Digest("a \"b\"", "n", "o", "SHA-256", List.of("auth"), true);
        assertThat(challenge)
                .hasToString(
                        "Digest realm=\"a \\\"b\\\"\",nonce=\"n\",opaque=\"o\",stale=true,algorithm=SHA-256,qop=\"auth\"");
        assertThat(sent(List.of(challenge))).containsExactly(challenge);
        var credentials =
                new Credentials.Digest("a\"b", "r", "n", "sip:x", "f00", "MD5", "c", "o", "auth", 0x1f, false);
        assertThat(credentials)
                .hasToString("Digest username=\"a\\\"b\",realm=\"r\",nonce=\"n\",uri=\"sip:x\",response=\"f00\","
                        + "algorithm=MD5,cnonce=\"c\",opaque=\"o\",qop=auth,nc=0000001f");
        assertThat(sent(credentials)).containsExactly(credentials);
    }

    @Test
    void malformedCredentialsAreToldApart() {
        for (String value : List.of(
                "Digest",
                "Digest username=\"a\"",
                "Digest username=\"a\",username=\"b\",realm=\"r\",nonce=\"n\",uri=\"u\",response=\"0\"",
                "Digest username=\"a\",realm=\"r\",nonce=\"n\",uri=\"u\",response=\"0\",qop=auth",
                "Digest username=\"a\",realm=\"r\",nonce=\"n\",uri=\"u\",response=\"0\",qop=auth,cnonce=\"c\",nc=1",
                "Digest username=\"a\",realm=\"r\",nonce=\"n\",uri=\"u\",response=\"0\",qop=auth,cnonce=\"c\",nc=0000000g",
                "Digest username=\"a,realm=\"r\"")) {
            assertThat(Credentials.AUTHORIZATION.parse(value)).as(value).isInstanceOf(Field.Malformed.class);
        }
    }
}
