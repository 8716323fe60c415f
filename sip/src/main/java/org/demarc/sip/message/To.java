package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// To, RFC 3261 §20.39.
public record To(NameAddr address) {
    public static final HeaderType<To> TYPE = HeaderType.of("To", To::read);

    static @Nullable To read(Cursor c) {
        NameAddr address = NameAddr.read(c);
        return address == null ? null : new To(address);
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
