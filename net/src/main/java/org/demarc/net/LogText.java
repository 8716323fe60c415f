package org.demarc.net;

import java.nio.charset.StandardCharsets;

/// Text of others in our log: capped, on one line, without control characters or quotes that could forge a
/// field.
final class LogText {
    private static final int LONGEST = 200;

    private LogText() {}

    static String of(Throwable e) {
        return of(String.valueOf(e));
    }

    static String of(String text) {
        return clean(text.substring(0, Math.min(text.length(), LONGEST)));
    }

    /// The first `length` octets.
    static String of(byte[] octets, int length) {
        return clean(new String(octets, 0, length, StandardCharsets.ISO_8859_1));
    }

    private static String clean(String text) {
        var clean = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\r' -> clean.append("\\r");
                case '\n' -> clean.append("\\n");
                case '"' -> clean.append('\'');
                default -> clean.append(c < ' ' || c > '~' ? '.' : c);
            }
        }
        return clean.toString();
    }
}
