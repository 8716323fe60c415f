package org.demarc.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every form that keys come in, and that nothing of a key stands in a message.
class KeysTest {
    /// As `openssl ecparam -genkey` writes it.
    private static final String SEC1 = """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIM1LNWYbFSpGX/phDKHglYxLkGxKp4eT5ChFlHZxTUTjoAoGCCqGSM49
            AwEHoUQDQgAE5IKpHFcMElbsWXQP6MpBK7Mw9bCALTtRfDB1Cho5tKzHH71Sp3s9
            pzM/0fHdqPvc3hPTaCivRSfG8nUxfwIXMg==
            -----END EC PRIVATE KEY-----
            """;

    private static final String ITS_CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBdTCCARugAwIBAgIUHjhfmtoRdouKWC/5mA7BGjoMv5IwCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEc2VjMTAgFw0yNjExMjgxMTA5MjdaGA8yMTI2MTEwNDExMDky
            N1owDzENMAsGA1UEAwwEc2VjMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOSC
            qRxXDBJW7Fl0D+jKQSuzMPWwgC07UXwwdQoaObSsxx+9Uqd7PaczP9Hx3aj73N4T
            02gor0UnxvJ1MX8CFzKjUzBRMB0GA1UdDgQWBBRdynrCB2Xkv+A8n4dhMYsju+33
            FjAfBgNVHSMEGDAWgBRdynrCB2Xkv+A8n4dhMYsju+33FjAPBgNVHRMBAf8EBTAD
            AQH/MAoGCCqGSM49BAMCA0gAMEUCID8IschMKRt6cmC9jQd5IL3StinXXKVRKX6Q
            RjTuca9xAiEAv4hus7BS3ukE1x7XXJ2WscH76TFbTjHR38VUeoEVp3Q=
            -----END CERTIFICATE-----
            """;

    @TempDir
    private Path directory;

    private Path file(String text) {
        return TestCa.write(directory.resolve("key.pem"), text);
    }

    @Test
    void ecBySec1WithAndWithoutItsBlockOfParameters() {
        var certificate = Certificates.read(TestCa.write(directory.resolve("c.pem"), ITS_CERTIFICATE), "x")
                .getFirst();
        String alone = SEC1.substring(SEC1.indexOf("-----BEGIN EC PRIVATE"));
        for (String text : new String[] {SEC1, alone, alone.replace("\n", "\r\n"), ITS_CERTIFICATE + alone}) {
            assertThat(Keys.belongTogether(Keys.read(file(text)), certificate.getPublicKey()))
                    .isTrue();
        }
    }

    @Test
    void rsaByPkcs1AndPkcs8() {
        var pair = TestCa.rsa(2048);
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        var inside = java.util.Objects.requireNonNull(Der.of(pkcs8).enter(Der.SEQUENCE));
        inside.enter(Der.INTEGER);
        inside.enter(Der.SEQUENCE);
        byte[] pkcs1 =
                java.util.Objects.requireNonNull(inside.enter(Der.OCTETS)).rest();
        for (String text : new String[] {TestCa.pem("RSA PRIVATE KEY", pkcs1), TestCa.pem("PRIVATE KEY", pkcs8)}) {
            assertThat(Keys.belongTogether(Keys.read(file(text)), pair.getPublic()))
                    .isTrue();
        }
    }

    @Test
    void edwards() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var read = Keys.read(file(TestCa.pem("PRIVATE KEY", pair.getPrivate().getEncoded())));
        assertThat(Keys.belongTogether(read, pair.getPublic())).isTrue();
        assertThat(Keys.belongTogether(read, TestCa.ec().getPublic())).isFalse();
        assertThat(Keys.belongTogether(TestCa.ec().getPrivate(), TestCa.ec().getPublic()))
                .isFalse();
    }

    @Test
    void whatCannotBeUsedIsSaidInOneLineWithoutAnythingOfTheKey() {
        says("", "holds no private key in PEM (BEGIN PRIVATE KEY)");
        says("hello", "holds no private key in PEM (BEGIN PRIVATE KEY)");
        says(TestCa.pem("ENCRYPTED PRIVATE KEY", new byte[20]), "is encrypted; decrypt it with openssl pkey");
        says(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES,00\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n",
                "is encrypted; decrypt it with openssl pkey");
        says(SEC1 + SEC1, "holds several private keys, one is expected");
        says(SEC1.substring(0, SEC1.length() - 40), "ends inside a block; is it complete?");
        says(SEC1.replace("MHcC", "MH*C"), "a block is damaged; copy the file again");
        says(TestCa.pem("PRIVATE KEY", HexFormat.of().parseHex("300a0201")), "not a key that can be used");
        says(TestCa.pem("PRIVATE KEY", new byte[0]), "not a key that can be used");
    }

    private void says(String text, String why) {
        var file = file(text);
        assertThatThrownBy(() -> Keys.read(file))
                .isInstanceOf(TlsProblem.class)
                .hasMessageStartingWith("key file " + file + ": " + why)
                .message()
                .doesNotContain("MHcC", "\n");
    }
}
