package org.demarc.edge.status;

/// What is alive in one lane or in the whole node. All zero after the last call, when its transactions are
/// over.
///
/// @param calls calls
/// @param transactions SIP transactions, those that only absorb retransmissions included
/// @param dialogs dialogs
/// @param attempts INVITEs of trunks so far that began a call, those that were refused at once included
/// @param answered attempts that were answered
/// @param failed attempts that ended without an answer: refused by us or by the called side, or given up. The rest
///     of the attempts wait for an answer
/// @param ignored messages of unknown sources so far, dropped without an answer
/// @param oneWay directions of answered calls so far in which nothing came while the other side was heard
/// @param rtpReceived RTP packets of calls that are over
/// @param rtpLost RTP packets of calls that are over, missing by sequence number
public record EdgeCounts(
        int calls,
        int transactions,
        int dialogs,
        long attempts,
        long answered,
        long failed,
        long ignored,
        long oneWay,
        long rtpReceived,
        long rtpLost) {
    public static final EdgeCounts NONE = new EdgeCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// The same with so many messages of unknown sources.
    public EdgeCounts withIgnored(long other) {
        return new EdgeCounts(
                calls, transactions, dialogs, attempts, answered, failed, other, oneWay, rtpReceived, rtpLost);
    }

    /// The sum of two.
    public EdgeCounts plus(EdgeCounts o) {
        return new EdgeCounts(
                calls + o.calls,
                transactions + o.transactions,
                dialogs + o.dialogs,
                attempts + o.attempts,
                answered + o.answered,
                failed + o.failed,
                ignored + o.ignored,
                oneWay + o.oneWay,
                rtpReceived + o.rtpReceived,
                rtpLost + o.rtpLost);
    }
}
