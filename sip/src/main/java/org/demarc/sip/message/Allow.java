package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Allow, RFC 3261 §20.5: a method that the sender supports. The list may be empty.
public record Allow(Method method) {
    public static final HeaderType<Allow> TYPE = HeaderType.listOrEmpty("Allow", Allow::read);

    static @Nullable Allow read(Cursor c) {
        int from = c.at;
        c.at = Ascii.span(Ascii.TOKEN, c.octets, from, c.end);
        return c.at == from ? c.fail("method expected") : new Allow(Method.read(c.octets, from, c.at));
    }

    @Override
    public String toString() {
        return method.name();
    }
}
