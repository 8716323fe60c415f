package org.demarc.media.offer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.demarc.media.plane.Remote;

/// The far end of a stream as its SDP describes it. With a held address (`0.0.0.0`, `::`) it may not receive.
///
/// @param rtp where RTP goes
/// @param rtcp where RTCP goes, never equal to `rtp`
/// @param maySend the peer's SDP lets it send
/// @param mayReceive the peer's SDP lets it receive
public record RemoteEnd(InetSocketAddress rtp, InetSocketAddress rtcp, boolean maySend, boolean mayReceive) {
    /// What the media plane is told.
    ///
    /// @param latching which sources this peer may send from
    /// @param signalling where its signalling comes from
    public Remote remote(Remote.Latching latching, InetAddress signalling) {
        return new Remote(rtp, rtcp, latching, signalling, maySend, mayReceive);
    }
}
