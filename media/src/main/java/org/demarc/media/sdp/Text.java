package org.demarc.media.sdp;

/// Checks of what goes into a line: a value with a line end in it would be a second line.
final class Text {
    private Text() {}

    /// `value` if it may be part of a line: octets other than NUL, CR and LF (RFC 8866 §5).
    static String value(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > 0xFF || c == 0 || c == '\r' || c == '\n') {
                throw new IllegalArgumentException("not an octet of a line at " + i + ": " + (int) c);
            }
        }
        return value;
    }

    /// `value` if it may be a subfield: not empty, no space, no control character.
    static String word(String value) {
        if (value.isEmpty()) throw new IllegalArgumentException("empty subfield");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == 0x7F || c > 0xFF) {
                throw new IllegalArgumentException("not an octet of a subfield at " + i + ": " + (int) c);
            }
        }
        return value;
    }

    static String digits(String value) {
        if (value.isEmpty()) throw new IllegalArgumentException("empty number");
        for (int i = 0; i < value.length(); i++) {
            if (!isDigit(value.charAt(i))) throw new IllegalArgumentException("not a digit at " + i);
        }
        return value;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /// The number that the digits of `text` from `from` to `to` say, or -1: no digits, or above `max`.
    static int number(CharSequence text, int from, int to, int max) {
        if (from >= to) return -1;
        long n = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) return -1;
            n = n * 10 + (c - '0');
            if (n > max) return -1;
        }
        return (int) n;
    }
}
