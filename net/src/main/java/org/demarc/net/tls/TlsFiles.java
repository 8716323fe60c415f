package org.demarc.net.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.demarc.net.tls.SniKeyManager.Entry;

/// What a network's files were when they were read: everything that a handshake needs, or a `TlsProblem`.
final class TlsFiles {
    private static final String CERTIFICATE = "certificate file";
    private static final String TRUST = "trust file";
    private static final int RESUMABLE = 3600; // seconds; RFC 9325 section 3.4 asks for less than a day

    private final SSLContext context;
    private final List<CertificateStatus> certificates;
    private final List<String> doubts;

    private TlsFiles(SSLContext context, List<CertificateStatus> certificates, List<String> doubts) {
        this.context = context;
        this.certificates = List.copyOf(certificates);
        this.doubts = List.copyOf(doubts);
    }

    SSLContext context() {
        return context;
    }

    List<CertificateStatus> certificates() {
        return certificates;
    }

    /// What an operator should know although it can be used.
    List<String> doubts() {
        return doubts;
    }

    /// Reads them.
    ///
    /// @throws TlsProblem for the first that cannot be used
    static TlsFiles read(String network, TlsConfig config, Instant now) {
        var entries = new ArrayList<Entry>();
        var statuses = new ArrayList<CertificateStatus>();
        var doubts = new ArrayList<String>();
        for (var credential : config.credentials()) {
            var entry = entry(credential, now);
            entries.add(entry);
            if (entry.identities().isEmpty()) {
                doubts.add(CERTIFICATE + " " + credential.certificate() + ": has no SIP domain identity (RFC 5922):"
                        + " peers that check will refuse it; give it a subjectAltName");
            }
            List<String> domains = entry.identities().domains();
            for (var each : entry.chain()) {
                statuses.add(new CertificateStatus(
                        network,
                        credential.certificate(),
                        Certificates.subject(each),
                        domains,
                        each.getNotAfter().toInstant()));
                domains = List.of(); // those above are authorities
            }
        }
        var trust = config.trust();
        List<X509Certificate> trusted = trust == null ? system() : Certificates.read(trust, TRUST);
        if (trust != null) {
            for (var each : trusted) {
                if (each.getNotAfter().toInstant().isBefore(now))
                    doubts.add(TRUST + " " + trust + ": " + Certificates.subject(each) + " expired on "
                            + each.getNotAfter().toInstant());
            }
        }
        var crl = config.crl();
        List<X509CRL> lists = crl == null ? List.of() : Certificates.lists(crl);
        for (var list : lists) {
            var next = list.getNextUpdate();
            if (next != null && next.toInstant().isBefore(now))
                doubts.add("revocation list " + crl + ": was to be renewed by " + next.toInstant());
        }
        var check = new PathCheck(trusted, lists, config.revocation());
        return new TlsFiles(context(entries, new SipTrustManager(check, trust != null)), statuses, doubts);
    }

    private static Entry entry(TlsConfig.Credential credential, Instant now) {
        Path file = credential.certificate();
        var chain = Certificates.read(file, CERTIFICATE);
        var own = chain.getFirst();
        if (own.getNotAfter().toInstant().isBefore(now)) {
            throw new TlsProblem(CERTIFICATE + " " + file + ": expired on "
                    + own.getNotAfter().toInstant() + "; renew it");
        }
        if (own.getNotBefore().toInstant().isAfter(now)) {
            throw new TlsProblem(CERTIFICATE + " " + file + ": is not valid before "
                    + own.getNotBefore().toInstant() + "; is the clock right?");
        }
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new TlsProblem(CERTIFICATE + " " + file + ": certificate " + (i + 1) + " ("
                        + Certificates.subject(chain.get(i)) + ") did not issue the one before it; put the own"
                        + " certificate first, then its issuer, and so on");
            }
        }
        var key = Keys.read(credential.key());
        if (!Keys.belongTogether(key, own.getPublicKey())) {
            throw new TlsProblem(
                    "key file " + credential.key() + ": is not the key of the first certificate in " + file);
        }
        return new Entry(key, chain, Certificates.identities(own));
    }

    /// Whom the system trusts.
    private static List<X509Certificate> system() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(m -> Arrays.stream(((X509TrustManager) m).getAcceptedIssuers()))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new TlsProblem("the authorities that the system trusts cannot be read: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(List<Entry> entries, TrustManager trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new SniKeyManager(entries)}, new TrustManager[] {trust}, null);
            context.getServerSessionContext().setSessionTimeout(RESUMABLE);
            context.getClientSessionContext().setSessionTimeout(RESUMABLE);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsProblem("TLS is not available: " + e.getMessage(), e);
        }
    }
}
