package org.demarc.net;

/// Told when code that a lane runs threw: our bug, which costs one input and not the lane.
interface Mishaps {
    /// Something threw.
    ///
    /// @param during what was being done: `timer`, `command`, ...
    void threw(String during, Throwable e);
}
