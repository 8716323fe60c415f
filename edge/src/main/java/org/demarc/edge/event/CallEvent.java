package org.demarc.edge.event;

/// Something an operator asks about. `id` is our id of the call, the same on all its lines; `rule` names why we
/// did what we did: a catalogue id, a configuration key or an RFC section.
public sealed interface CallEvent {
    /// A call came in and was taken on.
    ///
    /// @param callId the caller's Call-ID as it came
    record Started(String id, String trunk, String callId, String caller, String called) implements CallEvent {}

    /// It goes to a peer of a trunk.
    record Tried(String id, String trunk, String peer, String callId) implements CallEvent {}

    /// A peer did not take it; the next one is tried if there is one.
    record PeerFailed(String id, String trunk, String peer, String why, String rule) implements CallEvent {}

    /// It was answered.
    ///
    /// @param afterMillis from INVITE to answer
    record Answered(String id, String trunk, long afterMillis) implements CallEvent {}

    /// It was refused, by us or by the called side, or given up before an answer.
    ///
    /// @param trunk the trunk that it came from
    /// @param status what the caller was told
    record Rejected(String id, String trunk, int status, String why, String rule) implements CallEvent {}

    /// An answered call ended.
    ///
    /// @param by `caller`, `called` or `us`
    /// @param seconds from answer to end
    record Ended(String id, String by, String why, long seconds) implements CallEvent {}

    /// Something changed inside a call: hold, a refused offer, a one-way stream.
    record Noted(String id, String what, String rule) implements CallEvent {}

    /// A peer of a trunk came into or went out of service.
    record PeerChanged(String trunk, String peer, String state, String why) implements CallEvent {}

    /// Something was dropped or refused before it became a call. Rate-limited by the reader.
    ///
    /// @param source address and port
    record Ignored(String network, String source, String why) implements CallEvent {}
}
