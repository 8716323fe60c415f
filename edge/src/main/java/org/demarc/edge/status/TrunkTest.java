package org.demarc.edge.status;

import java.util.List;
import org.demarc.edge.locating.PlaceStatus;

/// What came of asking each peer of a trunk now.
///
/// @param trunk its name
/// @param good true when there is a peer, DNS answered for each name, and each peer answered
/// @param places what DNS says of each entry of `peers`, where some are names; else empty
/// @param targets each peer in order of preference
public record TrunkTest(String trunk, boolean good, List<PlaceStatus> places, List<Target> targets) {
    public TrunkTest {
        places = List.copyOf(places);
        targets = List.copyOf(targets);
    }

    /// What came of asking one peer by OPTIONS.
    ///
    /// @param uri as configured; of an address that DNS gave, that address
    /// @param good it answered, and neither 408 nor 503
    /// @param step how far it came: `registration` (there is none), `network` (we cannot send there), `connect`
    ///     (nobody is there), `tls` (it did not prove to be whom we look for), `answer`
    /// @param status of the answer; 0: none
    /// @param why in words
    /// @param millis from question to answer or failure, a connection that had to be opened included
    public record Target(String uri, boolean good, String step, int status, String why, long millis) {}
}
