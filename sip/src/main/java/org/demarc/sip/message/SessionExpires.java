package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Session-Expires, RFC 4028 §4: the session interval in seconds, with `refresher`.
public record SessionExpires(long seconds, Params params) {
    public static final HeaderType<SessionExpires> TYPE = HeaderType.of("Session-Expires", SessionExpires::read);

    static @Nullable SessionExpires read(Cursor c) {
        long seconds = c.number(Expires.MAX, "seconds expected");
        if (seconds < 0) {
            return null;
        }
        Params params = Params.read(c);
        return params == null ? null : new SessionExpires(seconds, params);
    }

    /// `uac` or `uas` in lower case; null when not said.
    public @Nullable String refresher() {
        String refresher = params.get("refresher");
        return refresher == null ? null : Ascii.lower(refresher);
    }

    @Override
    public String toString() {
        return seconds + params.toString();
    }
}
