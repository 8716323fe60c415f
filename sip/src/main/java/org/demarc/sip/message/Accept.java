package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Accept, RFC 3261 §20.1: one media range. No field means `application/sdp`, an empty one that nothing is
/// accepted.
public record Accept(MediaType range) {
    public static final HeaderType<Accept> TYPE = HeaderType.listOrEmpty("Accept", Accept::read);

    static @Nullable Accept read(Cursor c) {
        MediaType range = MediaType.read(c);
        return range == null ? null : new Accept(range);
    }

    @Override
    public String toString() {
        return range.toString();
    }
}
