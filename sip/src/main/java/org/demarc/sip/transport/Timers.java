package org.demarc.sip.transport;

/// The clock and the timers of one lane. Virtual in simulations.
public interface Timers {
    /// Monotonic milliseconds.
    long now();

    /// Milliseconds since 1970, for records and Date headers only.
    long wallClock();

    /// Tells `owner` once, on this lane, `millis` from now.
    ///
    /// @param what handed back to the owner: which of its timers it was
    Timeout after(long millis, Expiry owner, int what);

    /// Owns timers.
    interface Expiry {
        /// A timer fired. Never called for a timeout that was cancelled.
        void expired(int what);
    }

    /// A timer that was started.
    interface Timeout {
        /// Forgets it. Cancelling twice, or after it fired, does nothing.
        void cancel();
    }
}
