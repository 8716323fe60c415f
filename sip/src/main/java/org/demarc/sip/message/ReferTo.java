package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Refer-To, RFC 3515 §2.1.
public record ReferTo(NameAddr address) {
    public static final HeaderType<ReferTo> TYPE = HeaderType.of("Refer-To", ReferTo::read);

    static @Nullable ReferTo read(Cursor c) {
        NameAddr address = NameAddr.read(c);
        return address == null ? null : new ReferTo(address);
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
