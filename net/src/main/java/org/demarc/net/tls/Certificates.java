package org.demarc.net.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.demarc.sip.identity.CertificateNames;
import org.demarc.sip.identity.CommonName;
import org.demarc.sip.identity.SipIdentities;

/// Certificates and revocation lists: reading them, and the names in them.
final class Certificates {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String SUBJECT_ALT_NAME = "2.5.29.17";
    private static final int DNS = 2; // GeneralName, RFC 5280 section 4.2.1.6
    private static final int URI = 6;

    private Certificates() {}

    /// The certificates of a PEM file, in order; at least one.
    static List<X509Certificate> read(Path file, String what) {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : Pem.blocks(Pem.read(file, what), file, what)) {
            if (!block.label().equals(CERTIFICATE) && !block.label().equals("X509 " + CERTIFICATE)) continue;
            try {
                certificates.add(
                        (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(block.der())));
            } catch (CertificateException e) {
                throw new TlsProblem(
                        what + " " + file + ": certificate " + (certificates.size() + 1) + " is damaged", e);
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsProblem(what + " " + file + ": holds no certificate in PEM (BEGIN CERTIFICATE)");
        }
        return certificates;
    }

    /// The revocation lists of a file, PEM or DER; at least one.
    static List<X509CRL> lists(Path file) {
        String what = "revocation list";
        byte[] octets = Pem.read(file, what);
        var lists = new ArrayList<X509CRL>();
        try {
            if (Pem.isPem(octets)) {
                for (var block : Pem.blocks(octets, file, what)) {
                    if (block.label().equals("X509 CRL")) lists.add(list(block.der()));
                }
            } else {
                lists.add(list(octets));
            }
        } catch (CRLException e) {
            throw new TlsProblem(what + " " + file + ": is damaged, or no revocation list", e);
        }
        if (lists.isEmpty()) throw new TlsProblem(what + " " + file + ": holds no list (BEGIN X509 CRL)");
        return lists;
    }

    private static X509CRL list(byte[] der) throws CRLException {
        return (X509CRL) factory().generateCRL(new ByteArrayInputStream(der));
    }

    private static CertificateFactory factory() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException("every JDK has X.509", e);
        }
    }

    /// As RFC 5922 sees it. The CN counts for nothing.
    static SipIdentities identities(X509Certificate certificate) {
        return SipIdentities.of(names(certificate), CommonName.REFUSED);
    }

    static CertificateNames names(X509Certificate certificate) {
        var uris = new ArrayList<String>();
        var dns = new ArrayList<String>();
        boolean present = certificate.getExtensionValue(SUBJECT_ALT_NAME) != null;
        try {
            var all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (var name : all) {
                    if (!(name.get(1) instanceof String text)) continue;
                    if (name.get(0).equals(URI)) uris.add(text);
                    else if (name.get(0).equals(DNS)) dns.add(text);
                }
            }
        } catch (CertificateParsingException _) {
            return new CertificateNames(true, List.of(), List.of(), List.of());
        }
        return new CertificateNames(present, uris, dns, commonNames(certificate.getSubjectX500Principal()));
    }

    /// For people: `CN=edge.example.net,O=Acme`.
    static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    }

    static List<String> commonNames(X500Principal subject) {
        var names = new ArrayList<String>();
        for (String part : subject.getName(X500Principal.RFC2253).split("(?<!\\\\)[,+]")) {
            if (part.startsWith("CN=")) names.add(part.substring(3).replaceAll("\\\\(.)", "$1"));
        }
        return names;
    }
}
