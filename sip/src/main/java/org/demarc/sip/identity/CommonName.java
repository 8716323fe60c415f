package org.demarc.sip.identity;

/// Whether the CN of a certificate without subjectAltName counts. RFC 5922 section 7.1 allows it for backward
/// compatibility; public authorities have not issued such certificates for many years.
public enum CommonName {
    REFUSED,
    ACCEPTED
}
