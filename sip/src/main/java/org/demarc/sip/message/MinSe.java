package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Min-SE, RFC 4028 §5: the least session interval in seconds.
public record MinSe(long seconds, Params params) {
    public static final HeaderType<MinSe> TYPE = HeaderType.of("Min-SE", MinSe::read);

    static @Nullable MinSe read(Cursor c) {
        long seconds = c.number(Expires.MAX, "seconds expected");
        if (seconds < 0) {
            return null;
        }
        Params params = Params.read(c);
        return params == null ? null : new MinSe(seconds, params);
    }

    @Override
    public String toString() {
        return seconds + params.toString();
    }
}
