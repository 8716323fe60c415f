package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Contact, RFC 3261 §20.10: one address, or `*` in a REGISTER that removes all bindings.
///
/// @param address null for `*`
public record Contact(@Nullable NameAddr address) {
    public static final HeaderType<Contact> TYPE = HeaderType.list("Contact", Contact::read);

    /// `*`
    public static final Contact STAR = new Contact(null);

    static @Nullable Contact read(Cursor c) {
        if (c.peek() == '*') {
            int back = c.at;
            c.accept('*');
            c.skipWhite();
            if (c.atEnd()) {
                return STAR;
            }
            c.at = back;
        }
        NameAddr address = NameAddr.read(c);
        return address == null ? null : new Contact(address);
    }

    public boolean isStar() {
        return address == null;
    }

    /// The URI; a `*` has none, which is the caller's mistake.
    public Uri uri() {
        if (address == null) {
            throw new IllegalStateException("Contact: * has no URI");
        }
        return address.uri();
    }

    public Params params() {
        return address == null ? Params.EMPTY : address.params();
    }

    /// The expires parameter in seconds; -1 when absent. A value that is no number or does not fit reads as
    /// 3600: RFC 3261 §10.2.1.1 "malformed values SHOULD be treated as equivalent to 3600".
    public long expires() {
        return params().has("expires") ? Expires.seconds(params().number("expires")) : -1;
    }

    @Override
    public String toString() {
        return address == null ? "*" : address.toString();
    }
}
