package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// P-Preferred-Identity, RFC 3325 §9.2.
public record PPreferredIdentity(NameAddr address) {
    public static final HeaderType<PPreferredIdentity> TYPE =
            HeaderType.list("P-Preferred-Identity", PPreferredIdentity::read);

    static @Nullable PPreferredIdentity read(Cursor c) {
        NameAddr address = NameAddr.read(c);
        return address == null ? null : new PPreferredIdentity(address);
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
