package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Path, RFC 3327 §4.
public record Path(NameAddr address) {
    public static final HeaderType<Path> TYPE = HeaderType.list("Path", Path::read);

    static @Nullable Path read(Cursor c) {
        NameAddr address = NameAddr.readBracketed(c);
        return address == null ? null : new Path(address);
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
