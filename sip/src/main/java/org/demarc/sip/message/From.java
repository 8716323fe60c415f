package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// From, RFC 3261 §20.20.
public record From(NameAddr address) {
    public static final HeaderType<From> TYPE = HeaderType.of("From", From::read);

    static @Nullable From read(Cursor c) {
        NameAddr address = NameAddr.read(c);
        return address == null ? null : new From(address);
    }

    /// The tag parameter; "" when there is none.
    public String tag() {
        String tag = address.tag();
        return tag == null ? "" : tag;
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
