package org.demarc.edge.config;

import java.util.List;
import java.util.Set;
import org.demarc.trunk.account.Trunk;

/// The whole configuration of the border element, replaced as one value at reload.
///
/// @param node the node's name, in Server and User-Agent never, in status and logs
/// @param trunks all trunks
/// @param routes first match wins; a call to a number of a trunk's inventory needs none
/// @param timing timers and caps
/// @param certified networks on which whoever comes over TLS must have proved by its certificate whom it is: its
///     address alone tells nothing there
/// @param protection against overload and strangers
public record EdgeConfig(
        String node,
        List<Trunk> trunks,
        List<Route> routes,
        Timing timing,
        Set<String> certified,
        Protection protection) {
    public EdgeConfig {
        trunks = List.copyOf(trunks);
        routes = List.copyOf(routes);
        certified = Set.copyOf(certified);
    }

    /// With sources that are known by address on every network.
    public EdgeConfig(String node, List<Trunk> trunks, List<Route> routes, Timing timing) {
        this(node, trunks, routes, timing, Set.of());
    }

    /// With the standard protection.
    public EdgeConfig(String node, List<Trunk> trunks, List<Route> routes, Timing timing, Set<String> certified) {
        this(node, trunks, routes, timing, certified, Protection.DEFAULT);
    }

    /// The same with another protection.
    public EdgeConfig with(Protection other) {
        return new EdgeConfig(node, trunks, routes, timing, certified, other);
    }

    /// Timers and caps that are the same for all trunks; milliseconds.
    ///
    /// @param noResponse a new INVITE without any response moves to the next peer (catalogue FLD-003)
    /// @param ringing the longest time from INVITE to answer; the call ends with 408 then, cancelled onwards
    /// @param callDuration the longest call; 0: no cap
    /// @param mediaSilence a call from which no RTP or RTCP comes in either direction for so long is ended, while
    ///     neither side is on hold; 0: never
    /// @param dialogProbe while its media cannot tell whether the peers of a call are alive (hold, or no
    ///     `mediaSilence`), both are asked by OPTIONS inside their dialogs so often (catalogue FLD-006); 0: never
    /// @param calls the most calls of the node at a time
    public record Timing(
            long noResponse, long ringing, long callDuration, long mediaSilence, long dialogProbe, int calls) {
        public static final Timing DEFAULT =
                new Timing(4_000, 180_000, 12 * 3_600_000, 5 * 60_000, 15 * 60_000, 20_000);
    }
}
