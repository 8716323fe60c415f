package org.demarc.sip.location;

import java.util.List;

/// What a search came to.
public sealed interface Located {
    /// There are servers.
    ///
    /// @param servers by priority; those of one priority as DNS gave them, for `Selection` to choose among
    /// @param ttl seconds for which this may be used
    /// @param tlsOffered the domain's NAPTR records have SIPS: RFC 3263 section 7 asks to remember that
    /// @param complete false when some address was missing because DNS did not answer for it
    /// @param remarks what was odd, for the operator
    record Found(List<Server> servers, long ttl, boolean tlsOffered, boolean complete, List<String> remarks)
            implements Located {
        public Found {
            servers = List.copyOf(servers);
            remarks = List.copyOf(remarks);
        }
    }

    /// DNS says that there are none, or none that we can use.
    ///
    /// @param ttl seconds for which this may be believed
    record Unavailable(String why, long ttl) implements Located {}

    /// DNS did not say.
    record Failed(String why) implements Located {}
}
