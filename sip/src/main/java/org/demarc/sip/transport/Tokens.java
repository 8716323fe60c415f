package org.demarc.sip.transport;

/// Fresh identifiers of one lane. Each carries the lane's number where `LaneRouting` finds it again, and at
/// least 64 random bits (RFC 3261 section 19.3 asks for 32).
public interface Tokens {
    /// A Via branch, beginning with the magic cookie.
    String branch();

    /// A From or To tag.
    String tag();

    /// A Call-ID without a host part.
    String callId();

    /// A number for SDP session ids and the like: positive, 62 bits.
    long number();
}
