package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Retry-After, RFC 3261 §20.33.
///
/// @param seconds until a retry makes sense
/// @param comment without parentheses; "" when there is none
public record RetryAfter(long seconds, String comment, Params params) {
    public static final HeaderType<RetryAfter> TYPE = HeaderType.of("Retry-After", RetryAfter::read);

    public static RetryAfter of(long seconds) {
        return new RetryAfter(seconds, "", Params.EMPTY);
    }

    static @Nullable RetryAfter read(Cursor c) {
        long seconds = c.number(Expires.MAX, "seconds expected");
        if (seconds < 0) {
            return null;
        }
        c.skipWhite();
        String comment = "";
        if (c.peek() == '(') {
            comment = comment(c);
            if (comment == null) {
                return null;
            }
        }
        Params params = Params.read(c);
        return params == null ? null : new RetryAfter(seconds, comment, params);
    }

    /// Comments nest; the outer parentheses are taken off.
    private static @Nullable String comment(Cursor c) {
        int from = c.at + 1;
        int depth = 0;
        while (!c.atEnd()) {
            int octet = c.octets[c.at++];
            if (octet == '(') {
                depth++;
            } else if (octet == ')' && --depth == 0) {
                return c.checking ? "" : Unfold.text(c.octets, from, c.at - 1);
            } else if (octet == '\\' && !c.atEnd()) {
                c.at++;
            }
        }
        return c.fail("comment without end");
    }

    @Override
    public String toString() {
        return seconds + (comment.isEmpty() ? "" : " (" + comment + ")") + params;
    }
}
