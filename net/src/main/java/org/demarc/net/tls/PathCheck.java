package org.demarc.net.tls;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether the certificates that a peer shows are sound: RFC 5280 section 6, with the use that RFC 5922
/// section 7.1 and RFC 5924 ask for. Whose they are is looked at elsewhere.
final class PathCheck {
    /// What the certificate is used for.
    enum Use {
        SERVER("1.3.6.1.5.5.7.3.1"),
        CLIENT("1.3.6.1.5.5.7.3.2");

        private final String extendedKeyUsage;

        Use(String extendedKeyUsage) {
            this.extendedKeyUsage = extendedKeyUsage;
        }
    }

    private static final String SIP_DOMAIN = "1.3.6.1.5.5.7.3.20"; // RFC 5924 section 3
    private static final String ANY = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0; // bit of keyUsage; what ECDHE needs
    private static final int SHORTEST_RSA = 2048; // RFC 9325 section 4.5
    private static final int LONGEST_CHAIN = 8;
    private static final String NO_LIST = "no current revocation list says anything of the certificate";

    private final Set<TrustAnchor> anchors = new HashSet<>();
    private final Set<X509Certificate> trusted;
    private final List<X509CRL> lists;
    private final TlsConfig.Revocation revocation;

    PathCheck(Collection<X509Certificate> trusted, List<X509CRL> lists, TlsConfig.Revocation revocation) {
        this.trusted = Set.copyOf(trusted);
        for (var each : this.trusted) anchors.add(new TrustAnchor(each, null));
        this.lists = List.copyOf(lists);
        this.revocation = revocation;
    }

    Set<X509Certificate> trusted() {
        return trusted;
    }

    /// @param chain what the peer showed, its own certificate first
    /// @throws CertificateException with one line for people, that of the peer's text capped by whoever logs
    ///     it
    void verify(X509Certificate[] chain, Use use) throws CertificateException {
        if (chain.length == 0) throw new CertificateException("no certificate shown");
        if (chain.length > LONGEST_CHAIN) throw new CertificateException("more than 8 certificates shown");
        var own = chain[0];
        inTime(own);
        mayBeUsed(own, use);
        if (own.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA) {
            throw new CertificateException("RSA key of " + rsa.getModulus().bitLength() + " bits, 2048 are expected");
        }
        if (trusted.contains(own) && revocation != TlsConfig.Revocation.HARD) return; // pinned as it is
        try {
            CertPathBuilder.getInstance("PKIX").build(parameters(chain, revocation));
        } catch (CertPathBuilderException e) {
            throw new CertificateException(reason(e, chain), e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("cannot be checked: " + e.getMessage(), e);
        }
    }

    /// Whether it is good now.
    static void inTime(X509Certificate certificate) throws CertificateException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new CertificateException(
                    "certificate expired on " + certificate.getNotAfter().toInstant(), e);
        } catch (CertificateNotYetValidException e) {
            throw new CertificateException(
                    "certificate is not valid before "
                            + certificate.getNotBefore().toInstant(),
                    e);
        }
    }

    private static void mayBeUsed(X509Certificate certificate, Use use) throws CertificateException {
        List<String> uses = certificate.getExtendedKeyUsage();
        if (uses != null && !uses.contains(use.extendedKeyUsage) && !uses.contains(SIP_DOMAIN) && !uses.contains(ANY)) {
            throw new CertificateException("extendedKeyUsage of the certificate does not allow it to be used by a "
                    + (use == Use.SERVER ? "server" : "client"));
        }
        boolean[] keyUsage = certificate.getKeyUsage();
        if (keyUsage != null && !keyUsage[DIGITAL_SIGNATURE]) {
            throw new CertificateException("keyUsage of the certificate does not allow signatures");
        }
    }

    private PKIXBuilderParameters parameters(X509Certificate[] chain, TlsConfig.Revocation revocation)
            throws GeneralSecurityException {
        if (anchors.isEmpty()) throw new GeneralSecurityException("no authority is trusted");
        var target = new X509CertSelector();
        target.setCertificate(chain[0]);
        var parameters = new PKIXBuilderParameters(anchors, target);
        var shown = new ArrayList<Object>(Arrays.<Certificate>asList(chain));
        shown.addAll(lists);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
        parameters.setRevocationEnabled(false);
        if (revocation != TlsConfig.Revocation.OFF) {
            var checker =
                    (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
            // From the lists that we have: nobody is asked while a peer waits.
            var options =
                    EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK);
            if (revocation == TlsConfig.Revocation.SOFT) options.add(PKIXRevocationChecker.Option.SOFT_FAIL);
            checker.setOptions(options);
            parameters.addCertPathChecker(checker);
        }
        return parameters;
    }

    private String reason(CertPathBuilderException e, X509Certificate[] chain) {
        var cause = validatorException(e);
        if (cause != null && cause.getReason() instanceof BasicReason basic) {
            switch (basic) {
                case REVOKED -> {
                    return "certificate was revoked";
                }
                case UNDETERMINED_REVOCATION_STATUS -> {
                    return NO_LIST;
                }
                case EXPIRED, NOT_YET_VALID -> {
                    return "a certificate of the chain is not valid now";
                }
                case ALGORITHM_CONSTRAINED -> {
                    return "a certificate of the chain uses an algorithm that is too weak";
                }
                case INVALID_SIGNATURE -> {
                    return "a signature of the chain is wrong";
                }
                case UNSPECIFIED -> {}
            }
        }
        if (revocation != TlsConfig.Revocation.OFF && isSoundWithoutLists(chain)) return NO_LIST;
        var last = chain[chain.length - 1];
        if (last.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
            return chain.length == 1 && signedBy(last, last.getPublicKey())
                    ? "certificate is self-signed and not trusted"
                    : "authority " + Certificates.subject(last) + " is not trusted";
        }
        return "no path to a trusted authority; is the certificate of "
                + last.getIssuerX500Principal().getName() + " missing, in trust or in the chain?";
    }

    /// The builder does not always say that only a revocation list was missing.
    private boolean isSoundWithoutLists(X509Certificate[] chain) {
        try {
            CertPathBuilder.getInstance("PKIX").build(parameters(chain, TlsConfig.Revocation.OFF));
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static boolean signedBy(X509Certificate certificate, PublicKey key) {
        try {
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static @Nullable CertPathValidatorException validatorException(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException found) return found;
        }
        return null;
    }
}
