package org.demarc.relay;

/// The relay's clock: monotonic, counted from the start of the relay, never 0, since 0 means never.
class Clock {
    private final long start = System.nanoTime();

    /// Microseconds.
    long micros() {
        return (System.nanoTime() - start) / 1000 + 1000;
    }

    /// Milliseconds.
    long millis() {
        return micros() / 1000;
    }
}
