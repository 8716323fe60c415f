package org.demarc.sip.location;

/// What is asked of DNS: RFC 3403, RFC 2782, RFC 1035, RFC 3596.
public enum RecordType {
    NAPTR,
    SRV,
    A,
    AAAA
}
