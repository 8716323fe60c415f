package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Expires, RFC 3261 §20.19: seconds, 0 to 2**32-1.
public record Expires(long seconds) {
    public static final HeaderType<Expires> TYPE = HeaderType.of("Expires", Expires::read);
    public static final long MAX = (1L << 32) - 1;

    static @Nullable Expires read(Cursor c) {
        long seconds = c.number();
        return seconds < 0 ? c.fail("seconds expected") : new Expires(seconds(seconds));
    }

    /// What is no number of 32 bits counts as 3600: RFC 3261 §10.2.1.1.
    static long seconds(long read) {
        return read < 0 || read > MAX ? 3600 : read;
    }

    @Override
    public String toString() {
        return Long.toString(seconds);
    }
}
