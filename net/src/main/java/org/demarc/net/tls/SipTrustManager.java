package org.demarc.net.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.demarc.sip.identity.SipIdentities.NotAuthenticated;

/// Decides during the handshake, so that a peer hears why (an alert) before any SIP is sent. A server must be
/// the domain that the engine was made for: RFC 5922 section 7.3.
final class SipTrustManager extends X509ExtendedTrustManager {
    private final PathCheck check;
    private final boolean named;

    /// @param named whether clients are told whom we trust; a list of all public authorities helps nobody
    SipTrustManager(PathCheck check, boolean named) {
        this.check = check;
        this.named = named;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check.verify(chain, PathCheck.Use.SERVER);
        isFor(chain[0], engine.getPeerHost());
    }

    /// @throws CertificateException when the certificate is not the domain's
    static void isFor(X509Certificate certificate, String domain) throws CertificateException {
        if (Certificates.identities(certificate).match(domain) instanceof NotAuthenticated(String why)) {
            throw new CertificateException(why);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check.verify(chain, PathCheck.Use.CLIENT);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return named ? check.trusted().toArray(X509Certificate[]::new) : new X509Certificate[0];
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("engines only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("engines only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("engines only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("engines only");
    }
}
