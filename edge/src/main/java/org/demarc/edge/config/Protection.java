package org.demarc.edge.config;

import java.util.Set;

/// What keeps overload and strangers from harming the calls of the trunks, and calls for help from being harmed by
/// other calls (catalogue OVL-001, OVL-002, SEC-014, SEC-018, EMG-004).
///
/// @param emergencyNumbers numbers that are calls for help, as dialled, beside `urn:service:sos` and its kind
/// @param emergencyReserve so many percent of the node's calls are there for calls for help beside the others
/// @param guard what strangers may cost
/// @param overload when this node is overloaded
public record Protection(Set<String> emergencyNumbers, int emergencyReserve, Guard guard, Overload overload) {
    public static final Protection DEFAULT = new Protection(Set.of("112", "911"), 6, Guard.DEFAULT, Overload.DEFAULT);

    public Protection {
        emergencyNumbers = Set.copyOf(emergencyNumbers);
        if (emergencyReserve < 0 || emergencyReserve > 100) {
            throw new IllegalArgumentException("emergencyReserve: " + emergencyReserve);
        }
    }

    /// What strangers may cost; durations in milliseconds.
    ///
    /// @param answersPerSecond how often a source that proved nothing is answered, where any such is
    /// @param failures failed authentications within `window` that shut a source out
    /// @param malformed malformed messages within `window` that do
    /// @param window the time within which these are counted
    /// @param ban how long a source is shut out
    /// @param bans the most sources that are shut out at a time
    public record Guard(int answersPerSecond, int failures, int malformed, long window, long ban, int bans) {
        public static final Guard DEFAULT = new Guard(20, 20, 100, 600_000, 600_000, 1_000);
    }

    /// When new calls are held back.
    ///
    /// @param delay so many milliseconds may a message wait for its lane; 0: nothing is held back
    /// @param queue so many percent of what may wait for a lane
    public record Overload(long delay, int queue) {
        public static final Overload DEFAULT = new Overload(500, 25);
    }
}
