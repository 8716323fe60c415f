package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Max-Forwards, RFC 3261 §20.22.
///
/// @param hops 0..255
public record MaxForwards(int hops) {
    public static final HeaderType<MaxForwards> TYPE = HeaderType.of("Max-Forwards", MaxForwards::read);

    public MaxForwards {
        if (hops < 0 || hops > 255) {
            throw new IllegalArgumentException("0..255 expected: " + hops);
        }
    }

    static @Nullable MaxForwards read(Cursor c) {
        long hops = c.number(255, "0..255 expected"); // "0068" is valid: RFC 4475 §3.1.1.1
        return hops < 0 ? null : new MaxForwards((int) hops);
    }

    @Override
    public String toString() {
        return Integer.toString(hops);
    }
}
