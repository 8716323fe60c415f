package org.demarc.media.offer;

import java.net.InetAddress;
import org.demarc.media.sdp.Connection;
import org.demarc.media.sdp.Origin;

/// Who we are in the `o=` lines of one dialog: nothing of it changes but the version (RFC 3264 §8).
///
/// @param sessionId from the caller's source of tokens; the same for no two dialogs
/// @param address one of our addresses on that leg
public record LegIdentity(long sessionId, InetAddress address) {
    public LegIdentity {
        if (sessionId < 0) throw new IllegalArgumentException("session id: " + sessionId);
    }

    /// The `o=` line of the first SDP.
    Origin origin() {
        var c = Connection.of(address);
        return new Origin("-", Long.toString(sessionId), "1", c.netType(), c.addrType(), c.address());
    }
}
