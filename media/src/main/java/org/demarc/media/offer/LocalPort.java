package org.demarc.media.offer;

import java.net.InetSocketAddress;
import org.demarc.media.plane.MediaPort;
import org.jspecify.annotations.Nullable;

/// Where we receive one stream of one leg: what goes into its `c=`, `m=` and `a=rtcp` lines.
public record LocalPort(InetSocketAddress rtp, InetSocketAddress rtcp) {
    public LocalPort {
        if (rtp.isUnresolved() || rtcp.isUnresolved() || rtp.getPort() == 0 || rtcp.getPort() == 0) {
            throw new IllegalArgumentException("no place to receive at: " + rtp + ", " + rtcp);
        }
    }

    public static LocalPort of(MediaPort port) {
        return new LocalPort(port.rtp(), port.rtcp());
    }

    /// Our ports of one leg.
    @FunctionalInterface
    public interface ByStream {
        /// The port for stream `index` of the description, null when we relay no such stream.
        @Nullable
        LocalPort at(int index);
    }
}
