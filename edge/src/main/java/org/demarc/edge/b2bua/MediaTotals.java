package org.demarc.edge.b2bua;

import org.demarc.media.plane.StreamStatistics;

/// What was counted on the streams of calls that are over.
public final class MediaTotals {
    private long received;
    private long lost;

    void add(StreamStatistics stream) {
        received += stream.received();
        lost += stream.lost();
    }

    /// RTP packets that came.
    public long received() {
        return received;
    }

    /// RTP packets that were missing by sequence number.
    public long lost() {
        return lost;
    }
}
