package org.demarc.edge.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.demarc.sip.digest.Algorithm;
import org.demarc.sip.digest.Ha1;
import org.junit.jupiter.api.Test;

class SecretMarkTest {
    private static String mark(String password, Algorithm... algorithms) {
        Map<Algorithm, Ha1> secrets = RegistrationAccount.secrets("acme", Office.DOMAIN, password, List.of(algorithms));
        RegistrationAccount acme = Office.acme();
        return SecretMark.of(new RegistrationAccount(
                "acme",
                "acme",
                Office.DOMAIN,
                acme.gin(),
                acme.plainNumber(),
                acme.numbers(),
                secrets,
                acme.lifetimes(),
                4,
                true));
    }

    @Test
    void anotherPasswordDoesNotFit() {
        String both = mark("secret", Algorithm.SHA_256, Algorithm.MD5);
        assertThat(SecretMark.fits(both, mark("secret", Algorithm.SHA_256, Algorithm.MD5)))
                .isTrue();
        assertThat(SecretMark.fits(both, mark("another", Algorithm.SHA_256, Algorithm.MD5)))
                .isFalse();
    }

    @Test
    void anAlgorithmThatComesOrGoesIsNoOtherSecret() {
        String both = mark("secret", Algorithm.SHA_256, Algorithm.MD5);
        String one = mark("secret", Algorithm.SHA_256);
        assertThat(SecretMark.fits(both, one)).isTrue();
        assertThat(SecretMark.fits(one, both)).isTrue();
        assertThat(SecretMark.fits(mark("secret", Algorithm.MD5), one)).isFalse();
        assertThat(SecretMark.fits(both, mark("another", Algorithm.MD5))).isFalse();
    }

    @Test
    void whatAnEarlierVersionKeptIsTaken() {
        assertThat(SecretMark.fits("", mark("secret", Algorithm.MD5))).isTrue();
    }

    @Test
    void itSaysTooLittleToGuessBy() {
        assertThat(mark("secret", Algorithm.MD5).replace("-", "")).hasSize(4);
    }
}
