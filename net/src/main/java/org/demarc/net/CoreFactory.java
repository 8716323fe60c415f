package org.demarc.net;

import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Timers;
import org.demarc.sip.transport.Tokens;

/// Makes the pure core of a lane. Called once for each lane before any of them runs.
@FunctionalInterface
public interface CoreFactory {
    /// The core of one lane.
    ///
    /// @param lane its index; `sender`, `timers` and `tokens` belong to its thread
    LaneCore create(int lane, Sender sender, Timers timers, Tokens tokens);
}
