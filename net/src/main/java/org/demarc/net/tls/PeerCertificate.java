package org.demarc.net.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.demarc.sip.identity.SipIdentities;
import org.jspecify.annotations.Nullable;

/// The certificate that the other end of a connection has shown, its path found sound.
public final class PeerCertificate {
    private final X509Certificate certificate;
    private final SipIdentities identities;

    private PeerCertificate(X509Certificate certificate) {
        this.certificate = certificate;
        this.identities = Certificates.identities(certificate);
    }

    /// That of a session; null when none was shown.
    public static @Nullable PeerCertificate of(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate shown
                    ? new PeerCertificate(shown)
                    : null;
        } catch (SSLPeerUnverifiedException _) {
            return null;
        }
    }

    /// Whether it is good now, and the domain's.
    ///
    /// @param domain "" for any
    /// @throws CertificateException with one line for people when it is not
    public void check(String domain) throws CertificateException {
        PathCheck.inTime(certificate);
        if (!domain.isEmpty()) SipTrustManager.isFor(certificate, domain);
    }

    /// SIP domain identities: RFC 5922 section 7.1.
    public List<String> domains() {
        return identities.domains();
    }

    /// As RFC 4514 writes it: text of others.
    public String subject() {
        return Certificates.subject(certificate);
    }

    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    public boolean endsWithin(Duration time) {
        return notAfter().isBefore(Instant.now().plus(time));
    }
}
