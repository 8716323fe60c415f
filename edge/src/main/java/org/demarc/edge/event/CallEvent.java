package org.demarc.edge.event;

import org.demarc.sip.transport.Flow;

/// Something an operator asks about. `id` is our id of the call, the same on all its lines; `trunk` is where a call
/// comes from, `to` and `peer` are where it goes, empty while that is not known; `rule` names why we did what we
/// did: a catalogue id, a configuration key or an RFC section.
public sealed interface CallEvent {
    /// The INVITE that a call began with.
    ///
    /// @param flow what it came on
    /// @param callId the caller's Call-ID as it came
    /// @param caller the caller's number, or the user part of From where that is none
    /// @param called the called number, or the user part of the Request-URI where that is none; may be empty
    record Invitation(String id, String trunk, Flow flow, String callId, String caller, String called) {}

    /// A call came in and was taken on.
    ///
    /// @param to the trunk that it goes to first
    record Started(Invitation invitation, String to) implements CallEvent {}

    /// It goes to a peer of a trunk.
    record Tried(String id, String to, String peer, String callId) implements CallEvent {}

    /// A peer did not take it; the next one is tried if there is one.
    record PeerFailed(String id, String to, String peer, String why, String rule) implements CallEvent {}

    /// A limit of ours kept it from a trunk; the next trunk is tried if there is one.
    record Limited(String id, String to, String why, String rule) implements CallEvent {}

    /// It was answered.
    ///
    /// @param afterMillis from INVITE to answer
    record Answered(String id, String trunk, String to, String peer, long afterMillis) implements CallEvent {}

    /// It was refused, by us or by the called side, or given up before an answer. Without a `Started` before it
    /// where it was refused before it was taken on.
    ///
    /// @param status what the caller was told
    record Rejected(Invitation invitation, String to, String peer, int status, String why, String rule)
            implements CallEvent {}

    /// An answered call ended.
    ///
    /// @param by `caller`, `called` or `us`
    /// @param seconds from answer to end
    /// @param packets RTP packets that came from both sides
    /// @param lost those missing by sequence number
    /// @param oneWay the side that was not heard while the other was: `caller`, `called`, `both`; empty: none
    record Ended(
            String id,
            String trunk,
            String to,
            String peer,
            String by,
            String why,
            long seconds,
            long packets,
            long lost,
            String oneWay)
            implements CallEvent {}

    /// Something changed inside a call: hold, a refused offer, a one-way stream.
    record Noted(String id, String what, String rule) implements CallEvent {}

    /// A peer of a trunk came into or went out of service.
    record PeerChanged(String trunk, String peer, String state, String why) implements CallEvent {}

    /// A REGISTER was not done. Rate-limited by the reader.
    ///
    /// @param trunk the account's; empty while it is not proven
    /// @param username as claimed; empty when nothing is
    /// @param status what it was answered; 0: nothing
    record RegisterRefused(Flow flow, String trunk, String username, int status, String rule) implements CallEvent {}

    /// Another request had wrong credentials. Rate-limited by the reader.
    ///
    /// @param username as claimed
    record DigestWrong(Flow flow, String method, String username) implements CallEvent {}

    /// A call for help was let in though its trunk did not prove itself (catalogue EMG-020).
    ///
    /// @param flow where it came from: what is known of its sender
    /// @param trunk that registers there, or is configured there
    /// @param callId as it came
    /// @param called the Request-URI
    record Unauthenticated(Flow flow, String trunk, String callId, String called) implements CallEvent {}

    /// A message of an unknown source was dropped. Rate-limited by the reader.
    ///
    /// @param method its method as far as it could be read, else empty
    record Ignored(Flow flow, String method, String why) implements CallEvent {}

    /// A message of a trunk could not be read. Rate-limited by the reader.
    ///
    /// @param method its method as far as it could be read, else empty
    /// @param status what it was answered; 0: nothing
    record Malformed(Flow flow, String trunk, String method, int status, String why) implements CallEvent {}

    /// A source was shut out.
    ///
    /// @param flow over which it misbehaved last
    /// @param cause what it did
    /// @param seconds for how long
    record Banned(Flow flow, String cause, long seconds) implements CallEvent {}
}
