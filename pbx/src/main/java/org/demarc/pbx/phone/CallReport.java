package org.demarc.pbx.phone;

import org.demarc.pbx.voice.Heard;
import org.jspecify.annotations.Nullable;

/// A call as it stands. Times are monotonic milliseconds of the PBX's lane; 0 means not yet.
///
/// @param id number of the call in its PBX, from 1
/// @param outgoing true when our phone dialled
/// @param extension our phone
/// @param own our phone's number
/// @param other the other side's number; `anonymous` when it is withheld
/// @param state how far it has come
/// @param onHold true while our phone holds the other side
/// @param heldByPeer true while the other side holds our phone
/// @param startedAt INVITE sent or received
/// @param ringingAt 180 sent or received
/// @param answeredAt 200 sent or received
/// @param endedAt over
/// @param end how it ended; null before
/// @param heard what was said and heard; null before there is media
public record CallReport(
        long id,
        boolean outgoing,
        Extension extension,
        String own,
        String other,
        CallState state,
        boolean onHold,
        boolean heldByPeer,
        long startedAt,
        long ringingAt,
        long answeredAt,
        long endedAt,
        @Nullable CallEnd end,
        @Nullable Heard heard) {
    /// Milliseconds from INVITE to answer; -1 when it was not answered.
    public long setupMillis() {
        return answeredAt == 0 ? -1 : answeredAt - startedAt;
    }

    /// True when it was answered and one of both sides hung up in order.
    public boolean released() {
        return answeredAt != 0 && (end instanceof CallEnd.HungUp || end instanceof CallEnd.PeerHungUp);
    }
}
