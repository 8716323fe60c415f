package org.demarc.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.demarc.net.tls.TestCa.Issued;
import org.demarc.net.tls.TestCa.Spec;
import org.demarc.net.tls.TlsConfig.Revocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are missing, wrong, old, and replaced while they are in use.
class TlsKeeperTest {
    private static final InstantSource NOW = InstantSource.system();
    private static final TestCa ROOT = TestCa.root("Root");

    @TempDir
    private Path directory;

    private long touches = Instant.now().toEpochMilli();

    private TlsConfig config(Issued issued) {
        var credential = issued.write(directory, "edge");
        touch(credential.certificate());
        touch(credential.key());
        return TlsConfig.of(credential.certificate(), credential.key(), ROOT.writeTrust(directory));
    }

    /// The clocks of some file systems are coarse.
    private void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(touches += 1000));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Issued good(String domain) {
        return ROOT.issue(Spec.dns(domain).subject("CN=" + domain));
    }

    private static List<String> domains(TlsKeeper keeper) {
        return keeper.certificates().getFirst().domains();
    }

    private static void says(TlsConfig config, String why) {
        assertThatThrownBy(() -> TlsKeeper.open("outside", config, NOW))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
        assertThat(TlsKeeper.problem("outside", config, NOW)).contains(why);
    }

    @Test
    void soundFilesAreReadWithDomainsAndDates() {
        var keeper = TlsKeeper.open("outside", config(good("a.example")), NOW);
        var status = keeper.certificates().getFirst();
        assertThat(status.network()).isEqualTo("outside");
        assertThat(status.domains()).containsExactly("a.example");
        assertThat(status.notAfter()).isAfter(Instant.now());
        assertThat(status.subject()).isEqualTo("CN=a.example");
        assertThat(TlsKeeper.problem("outside", keeper.config(), NOW)).isEmpty();
    }

    @Test
    void missingFilesAreNamed() {
        var config = config(good("a.example"));
        var none = directory.resolve("none.pem");
        var credential = config.credentials().getFirst();
        says(TlsConfig.of(none, credential.key(), null), "certificate file " + none + ": no such file");
        says(TlsConfig.of(credential.certificate(), none, null), "key file " + none + ": no such file");
        says(TlsConfig.of(credential.certificate(), credential.key(), none), "trust file " + none + ": no such file");
        says(config.with(Revocation.SOFT, none), "revocation list " + none + ": no such file");
        says(TlsConfig.of(directory, credential.key(), null), "is a directory");
    }

    @Test
    void aKeyOfAnotherCertificateIsSaid() {
        var config = config(good("a.example"));
        good("b.example").writeKey(directory, "edge.key");
        says(config, "is not the key of the first certificate in ");
    }

    @Test
    void expiredAndNotYetValidAreSaidWithTheDate() {
        says(
                config(ROOT.issue(Spec.dns("a.example").notAfter(Instant.parse("2024-03-01T00:00:00Z")))),
                "expired on 2024-03-01T00:00:00Z; renew it");
        var early = config(good("a.example"));
        assertThat(TlsKeeper.problem("n", early, () -> Instant.parse("2020-01-01T00:00:00Z")))
                .contains("is not valid before");
    }

    @Test
    void aChainInTheWrongOrderIsSaid() {
        var issued = ROOT.intermediate("Middle").issue(Spec.dns("a.example"));
        var credential = issued.write(directory, "edge");
        TestCa.write(directory, "edge.pem", List.of(issued.certificate(), ROOT.certificate()));
        says(
                TlsConfig.of(credential.certificate(), credential.key(), null),
                "certificate 2 (CN=Root) did not issue the one before it");
    }

    @Test
    void whatIsNoCertificateOrListIsSaid() {
        var config = config(good("a.example"));
        var credential = config.credentials().getFirst();
        var text = TestCa.write(directory.resolve("text"), "hello");
        says(TlsConfig.of(text, credential.key(), null), "holds no certificate in PEM");
        says(config.with(Revocation.HARD, text), "is damaged, or no revocation list");
        says(config.with(Revocation.HARD, credential.certificate()), "holds no list (BEGIN X509 CRL)");
        TestCa.write(text, TestCa.pem("CERTIFICATE", new byte[40]));
        says(TlsConfig.of(text, credential.key(), null), "certificate 1 is damaged");
    }

    @Test
    void newFilesAreUsedWhenTheyHaveSettled() {
        var keeper = TlsKeeper.open("outside", config(good("a.example")), NOW);
        var before = keeper.context();
        assertThat(keeper.poll()).isFalse();
        config(good("b.example"));
        assertThat(keeper.poll()).isFalse(); // perhaps the key is still to come
        assertThat(domains(keeper)).containsExactly("a.example");
        assertThat(keeper.poll()).isTrue();
        assertThat(domains(keeper)).containsExactly("b.example");
        assertThat(keeper.context()).isNotSameAs(before);
        assertThat(keeper.poll()).isFalse();
    }

    @Test
    void brokenNewFilesLeaveTheOldOnesInUse() throws IOException {
        var config = config(good("a.example"));
        var keeper = TlsKeeper.open("outside", config, NOW);
        var before = keeper.context();
        var key = config.credentials().getFirst().key();
        TestCa.write(key, "rubbish");
        touch(key);
        assertThat(keeper.poll()).isFalse();
        assertThat(keeper.poll()).isFalse();
        assertThat(keeper.context()).isSameAs(before);
        Files.delete(key);
        assertThat(keeper.poll()).isFalse();
        assertThat(keeper.poll()).isFalse();
        assertThat(keeper.context()).isSameAs(before);
        config(good("c.example"));
        keeper.poll();
        assertThat(keeper.poll()).isTrue();
        assertThat(domains(keeper)).containsExactly("c.example");
    }

    @Test
    void aNewRevocationListIsNoticed() {
        var list = TestCa.write(
                directory.resolve("ca.crl"), ROOT.revoking(Instant.now().plusSeconds(9999)));
        var keeper = TlsKeeper.open("outside", config(good("a.example")).with(Revocation.HARD, list), NOW);
        var text = TestCa.pem("X509 CRL", ROOT.revoking(Instant.now().plusSeconds(9999), ROOT.certificate()));
        TestCa.write(list, text + text);
        touch(list);
        keeper.poll();
        assertThat(keeper.poll()).isTrue();
    }

    /// Some tools write them again every moment.
    @Test
    void filesThatChangeWithEachLookAreReadAllTheSame() {
        var keeper = TlsKeeper.open("outside", config(good("a.example")), NOW);
        int taken = 0;
        for (int i = 0; i < 12; i++) {
            config(good("b" + i + ".example"));
            if (keeper.poll()) taken++;
        }
        assertThat(taken).isEqualTo(4);
        assertThat(domains(keeper)).containsExactly("b11.example");
    }

    @Test
    void whoeverSaysThatTheyAreReadyNeedsNoSecondLook() {
        var keeper = TlsKeeper.open("outside", config(good("a.example")), NOW);
        assertThat(keeper.renew()).as("nothing changed").isFalse();
        config(good("b.example"));
        assertThat(keeper.renew()).isTrue();
        assertThat(domains(keeper)).containsExactly("b.example");
        assertThat(keeper.poll()).isFalse();
    }
}
