package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// P-Asserted-Identity, RFC 3325 §9.1.
public record PAssertedIdentity(NameAddr address) {
    public static final HeaderType<PAssertedIdentity> TYPE =
            HeaderType.list("P-Asserted-Identity", PAssertedIdentity::read);

    static @Nullable PAssertedIdentity read(Cursor c) {
        NameAddr address = NameAddr.read(c);
        return address == null ? null : new PAssertedIdentity(address);
    }

    public Uri uri() {
        return address.uri();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
