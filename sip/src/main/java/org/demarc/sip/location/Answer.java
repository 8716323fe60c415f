package org.demarc.sip.location;

import java.util.List;

/// What became of a question.
public sealed interface Answer {
    /// The answer section, in the order in which it came, with whatever else stood in it.
    ///
    /// @param negativeTtl where something is missing, how long that may be believed in seconds (RFC 2308
    ///     section 5); -1: nobody said
    record Records(List<ResourceRecord> records, long negativeTtl) implements Answer {
        public Records {
            records = List.copyOf(records);
        }
    }

    /// There is no such name, or it has nothing of that type.
    ///
    /// @param nameExists false for NXDOMAIN
    /// @param negativeTtl how long that may be believed in seconds; -1: nobody said
    record Absent(boolean nameExists, long negativeTtl) implements Answer {}

    /// DNS did not say: no answer in time, SERVFAIL, REFUSED. Never to be taken as an absence.
    record Failed(String why) implements Answer {}
}
