package org.demarc.media.offer;

import java.util.List;

/// What becomes of a description as a whole.
public sealed interface Assessment {
    /// The call can go on.
    ///
    /// @param streams one verdict for each `m=` line, in order; none is relayed only if the peer wants none now
    record Usable(List<StreamVerdict> streams) implements Assessment {
        public Usable {
            streams = List.copyOf(streams);
        }
    }

    /// The peer wants streams, and we can relay none: 488 with a Warning (RFC 3261 §13.3.1.3).
    ///
    /// @param reason that of the first stream that was wanted
    record NoUsableStream(StreamVerdict.Reason reason) implements Assessment {}
}
