package org.demarc.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.demarc.net.tls.PathCheck.Use;
import org.demarc.net.tls.TestCa.Issued;
import org.demarc.net.tls.TestCa.Spec;
import org.demarc.net.tls.TlsConfig.Revocation;
import org.junit.jupiter.api.Test;

/// RFC 5280 section 6, RFC 5922 section 7.1. Proves SEC-023.
class PathCheckTest {
    private static final TestCa ROOT = TestCa.root("Root");
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
    private static final String SIP_DOMAIN = "1.3.6.1.5.5.7.3.20";
    private static final String MAIL = "1.3.6.1.5.5.7.3.4";

    private static PathCheck check(Revocation revocation, X509CRL... lists) {
        return new PathCheck(List.of(ROOT.certificate()), List.of(lists), revocation);
    }

    private static X509Certificate[] chain(Issued issued) {
        var chain = new java.util.ArrayList<>(List.of(issued.certificate()));
        chain.addAll(issued.above());
        return chain.toArray(X509Certificate[]::new);
    }

    private static void accepted(PathCheck check, Issued issued, Use use) {
        try {
            check.verify(chain(issued), use);
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(PathCheck check, Issued issued, Use use, String why) {
        assertThatThrownBy(() -> check.verify(chain(issued), use))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining(why);
    }

    private static X509CRL list(byte[] der) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSoundChainIsAccepted() {
        accepted(check(Revocation.OFF), ROOT.issue(Spec.dns("a.example")), Use.SERVER);
        accepted(check(Revocation.OFF), ROOT.intermediate("Middle").issue(Spec.dns("a.example")), Use.CLIENT);
    }

    @Test
    void aMissingIntermediateIsNamed() {
        refused(
                check(Revocation.OFF),
                ROOT.intermediate("Middle").issue(Spec.dns("a.example")).alone(),
                Use.SERVER,
                "is the certificate of CN=Middle missing, in trust or in the chain?");
    }

    @Test
    void strangersAreNotTrusted() {
        var check = check(Revocation.OFF);
        refused(check, TestCa.selfSigned(Spec.dns("a.example")), Use.SERVER, "self-signed");
        refused(check, TestCa.root("Root").issue(Spec.dns("a.example")), Use.SERVER, "");
        refused(check, TestCa.root("Other").issue(Spec.dns("a.example")), Use.SERVER, "CN=Other missing");
    }

    @Test
    void whatIssuedAsAnEndEntityIsNoAuthority() {
        var end = ROOT.issue(Spec.dns("a.example").subject("CN=a.example"));
        var forged = TestCa.root("a.example");
        var issued = forged.issue(Spec.dns("bank.example"));
        refused(
                check(Revocation.OFF),
                new Issued(issued.certificate(), issued.key(), List.of(end.certificate())),
                Use.SERVER,
                "");
    }

    @Test
    void aSelfSignedCertificateThatIsTrustedItselfIsAccepted() {
        var pinned = TestCa.selfSigned(Spec.dns("a.example"));
        accepted(new PathCheck(List.of(pinned.certificate()), List.of(), Revocation.SOFT), pinned, Use.SERVER);
    }

    @Test
    void expiredIsSaidWithItsDate() {
        var expired = ROOT.issue(Spec.dns("a.example").notAfter(Instant.parse("2024-03-01T00:00:00Z")));
        refused(check(Revocation.OFF), expired, Use.SERVER, "certificate expired on 2024-03-01T00:00:00Z");
    }

    /// Proves SEC-023.
    @Test
    void theUseMustBeAllowed() {
        var check = check(Revocation.OFF);
        var server = ROOT.issue(Spec.dns("a.example").uses(SERVER));
        accepted(check, server, Use.SERVER);
        refused(check, server, Use.CLIENT, "does not allow it to be used by a client");
        accepted(check, ROOT.issue(Spec.dns("a.example").uses(CLIENT)), Use.CLIENT);
        accepted(check, ROOT.issue(Spec.dns("a.example").uses(SIP_DOMAIN)), Use.CLIENT);
        accepted(check, ROOT.issue(Spec.dns("a.example").uses(SIP_DOMAIN)), Use.SERVER);
        refused(check, ROOT.issue(Spec.dns("a.example").uses(MAIL)), Use.SERVER, "extendedKeyUsage");
    }

    @Test
    void weakKeysAreRefused() {
        var weak = ROOT.issue(Spec.dns("a.example").keys(TestCa.rsa(1024)));
        refused(check(Revocation.OFF), weak, Use.SERVER, "RSA key of 1024 bits");
    }

    @Test
    void revokedIsRefusedAndOtherwiseTheListDecides() {
        var good = ROOT.issue(Spec.dns("a.example"));
        var revoked = ROOT.issue(Spec.dns("a.example"));
        var list = list(ROOT.revoking(Instant.now().plus(Duration.ofDays(5)), revoked.certificate()));
        for (var how : List.of(Revocation.SOFT, Revocation.HARD)) {
            accepted(check(how, list), good, Use.SERVER);
            refused(check(how, list), revoked, Use.SERVER, "certificate was revoked");
        }
        accepted(check(Revocation.OFF, list), revoked, Use.SERVER);
    }

    @Test
    void withoutACurrentListSoftAcceptsAndHardRefuses() {
        var issued = ROOT.issue(Spec.dns("a.example"));
        var stale = list(ROOT.revoking(Instant.now().minus(Duration.ofDays(2))));
        accepted(check(Revocation.SOFT), issued, Use.SERVER);
        accepted(check(Revocation.SOFT, stale), issued, Use.SERVER);
        refused(check(Revocation.HARD), issued, Use.SERVER, "no current revocation list");
        refused(check(Revocation.HARD, stale), issued, Use.SERVER, "no current revocation list");
        var other = TestCa.root("Other");
        refused(
                check(Revocation.HARD, list(other.revoking(Instant.now().plus(Duration.ofDays(5))))),
                issued,
                Use.SERVER,
                "no current revocation list");
    }

    @Test
    void namesAreReadAsTheyStand() {
        var names =
                Certificates.names(ROOT.issue(Spec.uris("sip:a.example").subject("CN=A\\, Inc.+OU=x,O=y,CN=b.example"))
                        .certificate());
        assertThat(names.uris()).containsExactly("sip:a.example");
        assertThat(names.hasSubjectAltName()).isTrue();
        assertThat(names.commonNames()).containsExactlyInAnyOrder("A, Inc.", "b.example");
        assertThat(Certificates.names(ROOT.certificate()).hasSubjectAltName()).isFalse();
    }
}
