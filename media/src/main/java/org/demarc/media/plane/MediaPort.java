package org.demarc.media.plane;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One of our RTP/RTCP port pairs, facing one leg. Owned by its call: the call closes it.
///
/// Signalling calls every method from the call's lane; packets move on the relay's threads.
public interface MediaPort {
    /// Address and port for the `c=` and `m=` lines: the advertised address where a NAT is in front.
    InetSocketAddress rtp();

    /// Address and port for `a=rtcp` (RFC 3605): by default RTP port + 1.
    InetSocketAddress rtcp();

    /// From now on, what this port accepts leaves from `other` to the remote of `other`; null stops it. One direction
    /// only: the call sets both.
    void relayTo(@Nullable MediaPort other);

    /// Says who is at the far end. A remote equal to the one in force changes nothing; a remote whose addresses
    /// or latching differ unlocks the source and starts the choice again; one that differs only in direction
    /// keeps the lock.
    void remote(Remote remote);

    /// How long ago RTP was accepted here last, in milliseconds; -1: never. The plane's own clock measures it:
    /// its readings mean nothing beside another clock's.
    long sinceRtp();

    /// The same of RTCP.
    long sinceRtcp();

    /// A snapshot of what arrived here and left from here.
    StreamStatistics statistics();

    /// Frees the pair. Packets that arrive later go nowhere. Closing twice does nothing.
    void close();
}
