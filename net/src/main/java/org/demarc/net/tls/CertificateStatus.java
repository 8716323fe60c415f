package org.demarc.net.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A certificate in use, for metrics and people.
///
/// @param network that shows it
/// @param file that it stands in
/// @param subject as RFC 4514 writes it
/// @param domains SIP domain identities (RFC 5922); none for those of authorities
/// @param notAfter until when it is good
public record CertificateStatus(String network, Path file, String subject, List<String> domains, Instant notAfter) {
    public CertificateStatus {
        domains = List.copyOf(domains);
    }
}
