package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// RSeq, RFC 3262 §7.1.
public record RSeq(long number) {
    public static final HeaderType<RSeq> TYPE = HeaderType.of("RSeq", RSeq::read);

    static @Nullable RSeq read(Cursor c) {
        long number = c.number(Expires.MAX, "number of 32 bits expected");
        return number < 0 ? null : new RSeq(number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
