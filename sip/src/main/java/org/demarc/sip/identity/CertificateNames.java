package org.demarc.sip.identity;

import java.util.List;

/// The names in a certificate, as far as RFC 5922 section 7.1 looks at them, as they stand there.
///
/// @param hasSubjectAltName whether there is a subjectAltName at all, with whatever in it
/// @param uris its values of type URI
/// @param dnsNames its values of type DNS
/// @param commonNames the CN values of the subject
public record CertificateNames(
        boolean hasSubjectAltName, List<String> uris, List<String> dnsNames, List<String> commonNames) {
    public CertificateNames {
        uris = List.copyOf(uris);
        dnsNames = List.copyOf(dnsNames);
        commonNames = List.copyOf(commonNames);
    }
}
