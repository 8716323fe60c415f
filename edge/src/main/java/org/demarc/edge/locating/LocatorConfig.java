package org.demarc.edge.locating;

import java.util.List;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.LocationLimits;

/// What one locator is told.
///
/// @param trunk its name, for events
/// @param places where the other side is, in order of preference
/// @param abilities what of it can be used
/// @param limits how much of what DNS says is believed
/// @param timing how it deals with trouble
public record LocatorConfig(
        String trunk, List<Place> places, Abilities abilities, LocationLimits limits, Timing timing) {
    public LocatorConfig {
        places = List.copyOf(places);
    }

    /// True when a name has to be found: otherwise no question is ever asked.
    public boolean needsDns() {
        for (Place place : places) {
            if (place.destination().numeric() == null) return true;
        }
        return false;
    }

    /// Milliseconds.
    ///
    /// @param firstRetry after a failure while there is nothing to call with; doubled with each
    /// @param slowestRetry but never more than this
    /// @param staleRetry after a failure while there are old servers to call: RFC 8767 section 5 recommends 30
    ///     seconds or more
    /// @param longestStale how long an old answer serves after its time, while DNS fails: RFC 8767 section 5
    ///     suggests one to three days
    /// @param patience a search that has no end by then has failed, whatever became of its questions
    public record Timing(long firstRetry, long slowestRetry, long staleRetry, long longestStale, long patience) {
        public static final Timing DEFAULT = new Timing(1_000, 30_000, 30_000, 86_400_000, 60_000);

        public Timing {
            if (firstRetry < 1 || slowestRetry < firstRetry || staleRetry < 1 || longestStale < 0 || patience < 1) {
                throw new IllegalArgumentException("times of at least 1 ms, growing, are expected");
            }
        }
    }
}
