package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;

/// quoted-string of RFC 3261 §25.1: escapes undone and written.
final class Quoted {
    private Quoted() {}

    /// What lies between the quotes at `[from, to)`, quoted pairs undone, folds as one space.
    static String undo(byte[] b, int from, int to) {
        boolean plain = true;
        for (int i = from; i < to; i++) {
            plain &= b[i] != '\\' && b[i] != '\r';
        }
        if (plain) {
            return Ascii.text(b, from, to);
        }
        byte[] out = new byte[to - from];
        int n = 0;
        int i = from;
        while (i < to) {
            int c = b[i++];
            if (c == '\\' && i < to) {
                out[n++] = b[i++];
            } else if (c == '\r' || c == '\n') {
                i = Ascii.span(Ascii.WS, b, i, to);
                out[n++] = ' ';
            } else {
                out[n++] = (byte) c;
            }
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }

    /// A quoted string of the text: quote and backslash escaped, control characters written as spaces.
    static String write(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                out.append(c < ' ' || c == 0x7f ? ' ' : c);
            }
        }
        return out.append('"').toString();
    }

    /// The content of a value that may be quoted; any other value as it is.
    static String undo(String value) {
        if (value.length() < 2 || value.charAt(0) != '"') {
            return value;
        }
        byte[] b = value.getBytes(StandardCharsets.UTF_8);
        return undo(b, 1, b.length - 1);
    }
}
