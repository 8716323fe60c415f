package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Content-Length, RFC 3261 §20.14.
public record ContentLength(int octets) {
    public static final HeaderType<ContentLength> TYPE = HeaderType.of("Content-Length", ContentLength::read);

    static @Nullable ContentLength read(Cursor c) {
        long octets = c.number(Integer.MAX_VALUE, "number of octets expected");
        return octets < 0 ? null : new ContentLength((int) octets);
    }

    @Override
    public String toString() {
        return Integer.toString(octets);
    }
}
