package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Content-Disposition, RFC 3261 §20.11.
public record ContentDisposition(String disposition, Params params) {
    public static final HeaderType<ContentDisposition> TYPE =
            HeaderType.of("Content-Disposition", ContentDisposition::read);

    static @Nullable ContentDisposition read(Cursor c) {
        String disposition = c.token();
        if (disposition == null) {
            return null;
        }
        Params params = Params.read(c);
        return params == null ? null : new ContentDisposition(disposition, params);
    }

    /// The handling parameter says `optional`; without it a body is required (§20.11).
    public boolean isOptional() {
        return "optional".equalsIgnoreCase(params.get("handling"));
    }

    @Override
    public String toString() {
        return disposition + params;
    }
}
