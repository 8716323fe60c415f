package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;

/// A field's value as one line: trimmed, each fold read as one space (RFC 3261 §7.3.1).
final class Unfold {
    private Unfold() {}

    static int trimStart(byte[] b, int from, int to) {
        return Ascii.span(Ascii.WS, b, from, to);
    }

    static int trimEnd(byte[] b, int from, int to) {
        int end = to;
        while (end > from && Ascii.is(Ascii.WS, b[end - 1])) {
            end--;
        }
        return end;
    }

    static String text(byte[] b, int from, int to) {
        int start = trimStart(b, from, to);
        int end = trimEnd(b, start, to);
        for (int i = start; i < end; i++) {
            if (b[i] == '\r' || b[i] == 0) {
                return unfolded(b, start, end);
            }
        }
        return Ascii.text(b, start, end);
    }

    private static String unfolded(byte[] b, int from, int to) {
        byte[] out = new byte[to - from];
        int n = 0;
        int i = from;
        while (i < to) {
            if (b[i] == '\r') {
                while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == '\t')) {
                    n--;
                }
                i = Ascii.span(Ascii.WS, b, i, to);
                out[n++] = ' ';
            } else {
                out[n++] = b[i] == 0 ? (byte) ' ' : b[i]; // a quoted pair may be one: RFC 4475 §3.1.1.2
                i++;
            }
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }
}
