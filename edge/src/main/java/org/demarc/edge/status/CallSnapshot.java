package org.demarc.edge.status;

import java.util.List;
import org.demarc.media.plane.StreamStatistics;
import org.jspecify.annotations.Nullable;

/// One call as it stands.
///
/// @param id our id of the call, on every log line of it
/// @param state `trying`, `ringing`, `answered` or `ending`
/// @param from name of the trunk it came from
/// @param to name of the trunk it goes to; empty before routing
/// @param caller the caller's number, masked for display by the reader
/// @param called the called number
/// @param startedAt milliseconds since 1970 of the INVITE
/// @param answeredAt milliseconds since 1970 of the answer; 0 before it
/// @param legs the caller's leg first
public record CallSnapshot(
        String id,
        String state,
        String from,
        String to,
        String caller,
        String called,
        long startedAt,
        long answeredAt,
        List<LegSnapshot> legs) {

    /// One side of a call.
    ///
    /// @param trunk its trunk
    /// @param callId its Call-ID
    /// @param localTag our tag
    /// @param remoteTag the peer's tag; empty before it is known
    /// @param flow the flow it lives on, in words
    /// @param hold true while its peer does not want media
    /// @param unheard true once no RTP came from its peer while the other side was heard: a one-way stream
    /// @param media what its media port counted; null where it has none
    public record LegSnapshot(
            String trunk,
            String callId,
            String localTag,
            String remoteTag,
            String flow,
            boolean hold,
            boolean unheard,
            @Nullable StreamStatistics media) {}
}
