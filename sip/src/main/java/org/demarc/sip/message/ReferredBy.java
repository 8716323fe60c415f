package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Referred-By, RFC 3892 §3.
public record ReferredBy(NameAddr address) {
    public static final HeaderType<ReferredBy> TYPE = HeaderType.of("Referred-By", ReferredBy::read);

    static @Nullable ReferredBy read(Cursor c) {
        NameAddr address = NameAddr.read(c);
        return address == null ? null : new ReferredBy(address);
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
