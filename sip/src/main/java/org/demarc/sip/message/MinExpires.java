package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Min-Expires, RFC 3261 §20.23: seconds.
public record MinExpires(long seconds) {
    public static final HeaderType<MinExpires> TYPE = HeaderType.of("Min-Expires", MinExpires::read);

    static @Nullable MinExpires read(Cursor c) {
        long seconds = c.number(Expires.MAX, "seconds expected");
        return seconds < 0 ? null : new MinExpires(seconds);
    }

    @Override
    public String toString() {
        return Long.toString(seconds);
    }
}
