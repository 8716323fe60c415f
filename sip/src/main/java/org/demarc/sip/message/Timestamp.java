package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Timestamp, RFC 3261 §20.38: as written, with the delay when there is one.
public record Timestamp(String value) {
    public static final HeaderType<Timestamp> TYPE = HeaderType.of("Timestamp", Timestamp::read);

    static @Nullable Timestamp read(Cursor c) {
        return Ascii.is(Ascii.DIGIT, c.peek()) ? new Timestamp(c.rest()) : c.fail("number expected");
    }

    @Override
    public String toString() {
        return value;
    }
}
