package org.demarc.app.lab;

import java.util.List;

/// What came of a run.
///
/// @param calls each call, in the order in which they were placed
/// @param leftovers what was alive in the edges when all calls were over
/// @param talkSeconds how long each call talked
/// @param millis from the first call to the last check
public record LabReport(List<Call> calls, Leftovers leftovers, int talkSeconds, long millis) {
    public LabReport {
        calls = List.copyOf(calls);
    }

    /// One call.
    ///
    /// @param number from 1
    /// @param outward true from the PBX to the provider, false the other way
    /// @param from the caller's number
    /// @param to the called number
    /// @param answered both ends agree that it was
    /// @param there the called phone heard the caller's tone
    /// @param back the caller heard the called phone's tone
    /// @param mos the worse of both ends' estimates; 0 without audio both ways
    /// @param lost packets that one of both ends missed
    /// @param jitterMicros the worse of both ends' interarrival jitter
    /// @param setupMillis from INVITE to 180; -1 without any
    /// @param released both ends agree that it ended in order
    /// @param wrong why it was not right; empty when it was
    public record Call(
            int number,
            boolean outward,
            String from,
            String to,
            boolean answered,
            boolean there,
            boolean back,
            double mos,
            long lost,
            long jitterMicros,
            long setupMillis,
            boolean released,
            String wrong) {
        public boolean right() {
            return wrong.isEmpty();
        }
    }

    /// True when every call was right and nothing is left.
    public boolean right() {
        return failed() == 0 && leftovers.none();
    }

    public long failed() {
        return calls.stream().filter(c -> !c.right()).count();
    }
}
