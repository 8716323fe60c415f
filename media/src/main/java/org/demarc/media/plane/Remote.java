package org.demarc.media.plane;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// The far end of a port as signalling knows it (RFC 3264, RFC 3605).
///
/// @param rtp where RTP goes, from the peer's `c=` and `m=` lines
/// @param rtcp where RTCP goes, from `a=rtcp` or RTP port + 1; equal to `rtp` never (no rtcp-mux here)
/// @param latching which sources are believed
/// @param signalling the address that the peer's signalling comes from: used by `Latching.SIGNALLING` only
/// @param maySend the peer's SDP lets it send (sendrecv, sendonly): what it sends otherwise is counted and dropped
/// @param mayReceive the peer's SDP lets it receive (sendrecv, recvonly): otherwise nothing is sent to it
public record Remote(
        InetSocketAddress rtp,
        InetSocketAddress rtcp,
        Latching latching,
        InetAddress signalling,
        boolean maySend,
        boolean mayReceive) {

    /// Which source may send to a port. Whatever the mode: the first believed packet locks the source (address and
    /// port) until signalling gives another remote, and nothing else is relayed or followed. An exact match
    /// with the SDP always wins over a looser one until a source is locked.
    public enum Latching {
        /// Only the address and port of the SDP (RFC 4961 symmetric RTP). The default.
        EXACT,
        /// The address of the SDP, any port: for peers that send from another port than they receive on.
        ADDRESS,
        /// The address of the SDP or the address that the signalling comes from, any port: for peers behind a NAT.
        SIGNALLING
    }
}
