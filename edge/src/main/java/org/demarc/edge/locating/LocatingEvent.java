package org.demarc.edge.locating;

import java.util.List;

/// Something about the whereabouts of a trunk's peers that an operator asks about. `place` is the entry of
/// `peers`.
public sealed interface LocatingEvent {
    String trunk();

    String place();

    /// Servers were found, for the first time or after there were none.
    record Found(String trunk, String place, List<String> servers) implements LocatingEvent {}

    /// DNS says otherwise than before.
    record Changed(String trunk, String place, List<String> added, List<String> removed) implements LocatingEvent {}

    /// DNS fails and the time of its last answer is over: calls go on with that (RFC 8767).
    record Stale(String trunk, String place, String why) implements LocatingEvent {}

    /// DNS answers again; the servers are those of before, or `Changed` says which.
    record Recovered(String trunk, String place) implements LocatingEvent {}

    /// DNS fails, and there is no answer of before that could still serve.
    record Lost(String trunk, String place, String why) implements LocatingEvent {}

    /// DNS says that there are no servers, or none that the trunk allows.
    record Absent(String trunk, String place, String why) implements LocatingEvent {}

    /// The domain offered SIP over TLS and does not any more: "a sign of a potential attack" (RFC 3263 section
    /// 7, catalogue DNS-016).
    record TlsWithdrawn(String trunk, String place) implements LocatingEvent {}

    /// Takes them, on the lane: it must not wait.
    @FunctionalInterface
    interface Sink {
        void report(LocatingEvent event);
    }
}
