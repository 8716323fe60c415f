package org.demarc.media.offer;

/// One line of the peer's SDP that the other leg does not see, for a trace. Its value is not told: it
/// may be a key.
///
/// @param stream index of the stream, -1 for the session
/// @param type letter of the line
/// @param name name of the attribute or bandwidth type, empty for other lines
/// @param reason why
public record Change(int stream, char type, String name, Reason reason) {
    public enum Reason {
        /// Who or what made the description: `i= u= e= p=`, `a=tool`.
        PRIVACY,
        /// `k=`: MUST be discarded (RFC 8866 §5.12).
        OBSOLETE_KEY,
        /// ICE ends at each leg.
        ICE,
        /// Keys and fingerprints of SRTP and DTLS belong to one leg.
        SECURITY,
        /// Grouping and several streams on one port: each leg has its own ports.
        MULTIPLEXING,
        /// RTP header extensions are agreed on per leg.
        HEADER_EXTENSION,
        /// Not on the list of what passes.
        NOT_LISTED,
        /// About a format that the `m=` line does not have.
        NO_SUCH_FORMAT,
        /// Belongs to a profile that the stream does not have: `a=rtcp-fb` without AVPF (RFC 4585 §4.2).
        OTHER_PROFILE,
        /// We say it ourselves: direction, `a=rtcp`.
        OUR_OWN,
        /// The stream is declined: nothing of it is told.
        DECLINED
    }
}
