package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Service-Route, RFC 3608 §5.
public record ServiceRoute(NameAddr address) {
    public static final HeaderType<ServiceRoute> TYPE = HeaderType.list("Service-Route", ServiceRoute::read);

    static @Nullable ServiceRoute read(Cursor c) {
        NameAddr address = NameAddr.readBracketed(c);
        return address == null ? null : new ServiceRoute(address);
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
