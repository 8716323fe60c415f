package org.demarc.edge.locating;

import java.util.List;

/// How the search for one place stands.
///
/// @param place the entry of `peers`
/// @param since milliseconds since 1970
/// @param validUntil milliseconds since 1970 until which the last answer of DNS may be used; 0: no answer, or
///     no need
/// @param why what the trouble is; empty: none
/// @param servers in force
/// @param remarks what was odd in the last answer
public record PlaceStatus(
        String place,
        State state,
        long since,
        long validUntil,
        String why,
        List<String> servers,
        List<String> remarks) {

    /// Where its servers are from.
    public enum State {
        /// It is an address: nothing to find.
        FIXED,
        /// No answer yet.
        LOOKING,
        /// As DNS says.
        FRESH,
        /// As DNS said; it fails now.
        STALE,
        /// DNS says that there are none.
        ABSENT,
        /// DNS fails, and nothing is known.
        LOST
    }
}
