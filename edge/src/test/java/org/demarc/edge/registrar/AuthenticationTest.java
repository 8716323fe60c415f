package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.junit.jupiter.api.Test;

/// Who is asked for proof, how, and what it is worth.
///
/// Proves AUT-001, AUT-004, AUT-006, AUT-007, AUT-009, AUT-012, AUT-016, AUT-022, AUT-023.
class AuthenticationTest {
    private static final Flow TLS = Office.tls("198.51.100.3", 40_000, 3);
    private static final Flow UDP = Office.udp("198.51.100.3", 5060);
    private static final String[] BULK = Office.bulk("<sip:198.51.100.3;bnc>");

    private final Office office = new Office(Office.acme());

    private static List<String> challenges(Outcome outcome) {
        Response response = Office.response(outcome);
        assertThat(response.status()).isEqualTo(401);
        List<String> all = response.rawAll(HeaderName.WWW_AUTHENTICATE);
        assertThat(all).isNotEmpty();
        return all;
    }

    @Test
    void oneChallengeForEachAlgorithmTheBestFirst() {
        var policy = new RegistrarPolicy(List.of(Algorithm.SHA_512_256, Algorithm.SHA_256, Algorithm.MD5));
        Office three = new Office(policy, null, Office.acme());
        List<String> all = challenges(three.send(Office.text("acme", "c", 1, BULK), TLS));
        assertThat(all).hasSize(3);
        assertThat(all.get(0)).contains("algorithm=SHA-512-256", "realm=\"sp.example.net\"", "qop=\"auth\"");
        assertThat(all.get(1)).contains("algorithm=SHA-256");
        assertThat(all.get(2)).contains("algorithm=MD5");
    }

    @Test
    void md5IsNotAcceptedWhereItIsNotOffered() {
        var strict = new RegistrarPolicy(List.of(Algorithm.SHA_256));
        Office provider = new Office(strict, null, Office.acme());
        String text = Office.text("acme", "c", 1, BULK);
        String digest = office.authorization("acme", Office.PASSWORD, Algorithm.MD5, "sip:sp.example.net");
        Outcome outcome = provider.send(Office.with(text, digest), TLS);
        assertThat(challenges(outcome)).singleElement().asString().doesNotContain("MD5");
        assertThat(provider.bound("acme")).isEmpty();
    }

    @Test
    void basicIsNeverTaken() {
        String text = Office.with(Office.text("acme", "c", 1, BULK), "Authorization: Basic YWNtZTpzZWNyZXQ=");
        assertThat(challenges(office.send(text, TLS))).allMatch(c -> c.startsWith("Digest "));
        assertThat(office.bound("acme")).isEmpty();
    }

    @Test
    void credentialsCountOnce() {
        String digest = office.authorization("acme", Office.PASSWORD, Algorithm.SHA_256, "sip:sp.example.net");
        Outcome first = office.send(Office.with(Office.text("acme", "c", 1, BULK), digest), TLS);
        assertThat(first.proof()).isEqualTo(Proof.PROVEN);
        Outcome replayed = office.send(Office.with(Office.text("acme", "x", 1, BULK), digest), TLS);
        assertThat(replayed.proof()).isEqualTo(Proof.STALE);
        assertThat(challenges(replayed).getFirst()).contains("stale=true");
        assertThat(office.bound("acme"))
                .singleElement()
                .satisfies(b -> assertThat(b.callId()).isEqualTo("c"));
    }

    @Test
    void anOldNonceIsStale() {
        String digest = office.authorization("acme", Office.PASSWORD, Algorithm.SHA_256, "sip:sp.example.net");
        office.now += Office.NONCE_LIFE + 1;
        Outcome late = office.send(Office.with(Office.text("acme", "c", 1, BULK), digest), TLS);
        assertThat(challenges(late).getFirst()).contains("stale=true");
    }

    @Test
    void credentialsForAnotherUriAreMalformed() {
        String digest = office.authorization("acme", Office.PASSWORD, Algorithm.SHA_256, "sip:elsewhere.example.net");
        Outcome outcome = office.send(Office.with(Office.text("acme", "c", 1, BULK), digest), TLS);
        assertThat(Office.status(outcome)).isEqualTo(400);
        assertThat(office.bound("acme")).isEmpty();
    }

    /// Neither the answer nor its size tells whether there is such an account.
    @Test
    void whoIsUnknownIsAnsweredLikeOneWhoIsNot() {
        Set<String> answers = new HashSet<>();
        for (String user : List.of("acme", "ecma")) {
            String text = Office.text(user, "c", 1, BULK);
            String wrong = office.authorization(user, "guess", Algorithm.SHA_256, "sip:sp.example.net");
            for (String sent : List.of(text, Office.with(text, wrong))) {
                Response response = Office.response(office.send(sent, TLS));
                answers.add(response.toString()
                        .replaceAll("nonce=\"[^\"]*\"", "nonce")
                        .replaceAll("tag=d[^>\\s;]*", "tag")
                        .replace("acme", "USER")
                        .replace("ecma", "USER"));
            }
        }
        assertThat(answers).hasSize(1);
        assertThat(office.told).isEmpty();
    }

    @Test
    void wrongCredentialsAreReportedWithTheNameThatWasClaimed() {
        String wrong = office.authorization("ecma", "guess", Algorithm.MD5, "sip:sp.example.net");
        Outcome outcome = office.send(Office.with(Office.text("ecma", "c", 1, BULK), wrong), TLS);
        assertThat(outcome.proof()).isEqualTo(Proof.WRONG);
        assertThat(outcome.username()).isEqualTo("ecma");
        assertThat(outcome.account()).isEmpty();
    }

    @Test
    void noncesDiffer() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            nonces.addAll(challenges(office.send(Office.text("acme", "c", i, BULK), TLS))
                    .subList(0, 1));
        }
        assertThat(nonces).hasSize(1_000);
    }

    /// Over UDP one who proved nothing never gets more than was sent, whatever was sent.
    @Test
    void anAnswerToAForgedSourceIsNeverLargerThanTheRequest() {
        List<Integer> offered = new ArrayList<>();
        for (int filling = 0; filling < 500; filling += 5) {
            String text = Office.text(
                    "acme", "c", 1, "Contact: <sip:198.51.100.3;bnc>", "User-Agent: " + "x".repeat(filling));
            Outcome outcome = office.send(text, UDP);
            if (outcome.response() == null) {
                offered.add(0);
                continue;
            }
            assertThat(outcome.response().length()).isLessThanOrEqualTo(text.length());
            offered.add(challenges(outcome).size());
        }
        assertThat(offered).as("all challenges or none").isSorted().containsOnly(0, 2);
        for (String line : List.of("@sip:x", "@sip:acme@sp.example.net", "Require: foo", "Contact: <")) {
            String text = Office.text("acme", "c", 1, line);
            Response response = office.send(text, UDP).response();
            if (response != null) assertThat(response.length()).isLessThanOrEqualTo(text.length());
        }
    }

    @Test
    void aBulkRegisterAsPbxsSendItGetsAllChallengesOverUdp() {
        String text = Office.text(
                "acme",
                "c",
                1,
                Office.bulk(
                        "<sip:198.51.100.3:5060;bnc>;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"",
                        "Expires: 3600",
                        "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, REFER, NOTIFY",
                        "User-Agent: pbx 17.3.1"));
        assertThat(challenges(office.send(text, UDP))).hasSize(2);
    }

    @Test
    void whatWasNotedInTheViaIsNotCountedAsSent() {
        String text = Office.text("acme", "c", 1, BULK).replace("198.51.100.3:5060;branch", "10.1.2.3:5060;branch");
        var request = Office.decode(text).receivedFrom(UDP.remote().getAddress(), 5060);
        assertThat(request.length()).isGreaterThan(text.length());
        assertThat(Reflection.received(request)).isEqualTo(text.length());
    }
}
