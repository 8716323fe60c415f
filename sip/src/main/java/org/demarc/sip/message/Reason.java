package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Reason, RFC 3326 §2: why a request is sent or a call ended.
public record Reason(String protocol, Params params) {
    public static final HeaderType<Reason> TYPE = HeaderType.list("Reason", Reason::read);

    static @Nullable Reason read(Cursor c) {
        String protocol = c.token();
        if (protocol == null) {
            return null;
        }
        Params params = Params.read(c);
        return params == null ? null : new Reason(protocol, params);
    }

    /// The cause; -1 when there is none.
    public int cause() {
        long cause = params.number("cause");
        return cause > 999 ? -1 : (int) cause;
    }

    /// The text without quotes; null when there is none.
    public @Nullable String text() {
        return params.unquoted("text");
    }

    @Override
    public String toString() {
        return protocol + params;
    }
}
