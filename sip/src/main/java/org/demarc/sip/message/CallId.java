package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Call-ID, RFC 3261 §20.8: `word [ "@" word ]`; its case counts.
public record CallId(String value) {
    public static final HeaderType<CallId> TYPE = HeaderType.of("Call-ID", CallId::read);

    static @Nullable CallId read(Cursor c) {
        byte[] b = c.octets;
        int from = c.at;
        int end = Ascii.span(Ascii.WORD, b, from, c.end);
        if (end > from && end < c.end && b[end] == '@') {
            int second = end + 1;
            end = Ascii.span(Ascii.WORD, b, second, c.end);
            if (end == second) {
                return c.fail("word@word expected");
            }
        }
        c.at = end;
        return end == from ? c.fail("word@word expected") : new CallId(c.text(from, end));
    }

    @Override
    public String toString() {
        return value;
    }
}
