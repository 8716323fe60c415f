package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Route, RFC 3261 §20.34.
public record Route(NameAddr address) {
    public static final HeaderType<Route> TYPE = HeaderType.list("Route", Route::read);

    static @Nullable Route read(Cursor c) {
        NameAddr address = NameAddr.readBracketed(c);
        return address == null ? null : new Route(address);
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
