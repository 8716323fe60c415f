package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Record-Route, RFC 3261 §20.30.
public record RecordRoute(NameAddr address) {
    public static final HeaderType<RecordRoute> TYPE = HeaderType.list("Record-Route", RecordRoute::read);

    static @Nullable RecordRoute read(Cursor c) {
        NameAddr address = NameAddr.readBracketed(c);
        return address == null ? null : new RecordRoute(address);
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
