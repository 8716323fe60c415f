package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.registrar.Authenticator.Proof;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.transport.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What somebody tries who wants to be another's PBX.
///
/// Proves AUT-001, AUT-006, AUT-007, AUT-015.
class IntrusionTest {
    private static final Flow THIEF = Office.tls("198.51.100.99", 40_000, 9);
    private static final Flow PBX = Office.tls("198.51.100.3", 40_000, 3);
    private static final String URI = "sip:sp.example.net";
    private static final String[] BULK = Office.bulk("<sip:198.51.100.99;bnc>");

    private final Office office =
            new Office(Office.acme(), Office.account("other", Gin.REQUIRED, 4, true, "+12145550200..+12145550299"));

    private Outcome asks(String user, String... lines) {
        return office.send(Office.text(user, "c", 1, lines), THIEF);
    }

    private Outcome asks(String credentials, String text) {
        return office.send(Office.with(text, credentials), THIEF);
    }

    private void nothingIsBound() {
        assertThat(office.bound("acme")).isEmpty();
        assertThat(office.bound("other")).isEmpty();
        assertThat(office.told).isEmpty();
    }

    /// The credentials of one account, and a To, a From or a Contact of another.
    @Test
    void anAccountRegistersItselfAlone() {
        String others = Office.text("other", "c", 1, BULK);
        String mine = office.authorization("acme", Office.PASSWORD, Algorithm.SHA_256, URI);
        assertThat(Office.status(asks(mine, others))).isEqualTo(403);
        String toOther = Office.text("acme", "d", 1, "To: <sip:other@sp.example.net>", BULK[0], BULK[1], BULK[2]);
        String again = office.authorization("acme", Office.PASSWORD, Algorithm.SHA_256, URI);
        assertThat(Office.status(asks(again, toOther))).isEqualTo(403);
        nothingIsBound();
    }

    @Test
    void nobodyTakesAwayWhatAnotherRegistered() {
        assertThat(Office.status(office.register("acme", PBX, "c", 1, Office.bulk("<sip:198.51.100.3;bnc>"))))
                .isEqualTo(200);
        String star = Office.text("acme", "d", 1, "Contact: *", "Expires: 0");
        assertThat(Office.status(office.send(star, THIEF))).isEqualTo(401);
        String others = office.authorization("other", Office.PASSWORD, Algorithm.SHA_256, URI);
        assertThat(Office.status(asks(others, star))).isEqualTo(403);
        assertThat(office.bound("acme")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "',qop=auth', ''",
        "'nc=00000001', 'nc=00000000'",
        "',algorithm=SHA-256', ''",
        "'username=\"acme\"', 'username=\"ACME\"'",
        "'username=\"acme\"', 'username=\"acme\\\"\"'",
        "'realm=\"sp.example.net\"', 'realm=\"elsewhere.example.net\"'",
    })
    void credentialsThatLackOrChangeSomethingProveNothing(String part, String instead) {
        String credentials = office.authorization("acme", Office.PASSWORD, Algorithm.SHA_256, URI);
        assertThat(credentials).contains(part);
        Outcome outcome = asks(credentials.replace(part, instead), Office.text("acme", "c", 1, BULK));
        assertThat(outcome.proof()).isNotEqualTo(Proof.PROVEN);
        assertThat(Office.status(outcome)).isIn(400, 401);
        nothingIsBound();
    }

    @Test
    void aListOfContactsWithoutEndIsRefusedWhole() {
        List<String> contacts = new ArrayList<>();
        for (int i = 0; i < 50; i++) contacts.add("<sip:198.51.100." + i + ";bnc>");
        String text = Office.text("acme", "c", 1, Office.bulk(String.join(", ", contacts)));
        String mine = office.authorization("acme", Office.PASSWORD, Algorithm.SHA_256, URI);
        assertThat(Office.status(asks(mine, text))).isBetween(400, 499);
        nothingIsBound();
    }

    /// Each contact is compared with each: there is an end to them, whether they are bound or taken back.
    @Test
    void thirtyTwoContactsAreReadAndNoMore() {
        for (int many : new int[] {32, 33}) {
            List<String> contacts = new ArrayList<>();
            for (int i = 0; i < many; i++) contacts.add("<sip:198.51.100." + i + ";bnc>;expires=0");
            String text = Office.text("acme", "c" + many, 1, Office.bulk(String.join(", ", contacts)));
            String mine = office.authorization("acme", Office.PASSWORD, Algorithm.SHA_256, URI);
            assertThat(Office.status(asks(mine, text))).isEqualTo(many == 32 ? 200 : 403);
        }
        nothingIsBound();
    }

    /// Whoever guesses is slowed where he is (`SourceGuard`); the account is not his to close.
    @Test
    void guessingLocksNobodyOut() {
        for (int i = 0; i < 2_000; i++) {
            String guess = office.authorization("acme", "guess" + i, Algorithm.SHA_256, URI);
            assertThat(asks(guess, Office.text("acme", "c" + i, 1, BULK)).proof())
                    .isEqualTo(Proof.WRONG);
        }
        assertThat(asks("acme", BULK).proof()).isEqualTo(Proof.NOTHING);
        assertThat(Office.status(office.register("acme", PBX, "x", 1, Office.bulk("<sip:198.51.100.3;bnc>"))))
                .isEqualTo(200);
    }
}
