package org.demarc.media.plane;

import org.jspecify.annotations.Nullable;

/// The media plane as signalling sees it. No method blocks or waits; all may be called from any lane.
public interface MediaPlane {
    /// Takes an even RTP port and the odd RTCP port above it on an address of `network` and `family`.
    ///
    /// @param network name of the network in the configuration
    /// @param callId the call that owns the port, for logs and statistics
    /// @return the port, already receiving into nothing, or null when none is free or the network has no
    ///     such family
    @Nullable
    MediaPort open(String network, Family family, String callId);

    /// How many ports (pairs) are open now. Zero after the last call.
    int portsInUse();
}
