package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;

/// host and hostport of RFC 3261 §25.1 where they lie, without objects.
final class HostPort {
    private HostPort() {}

    /// True for a host of the grammar.
    static boolean isHost(String text) {
        // Most are a name of one look: letters, digits and dots, and at the end a letter, so that it is no address.
        int length = text.length();
        boolean plain = length > 0 && length < 256;
        boolean inLabel = false;
        for (int i = 0; plain && i < length; i++) {
            char c = text.charAt(i);
            boolean dot = c == '.';
            plain = dot ? inLabel : c < 0x80 && c != '-' && c != '_' && Ascii.is(Ascii.HOST, c);
            inLabel = !dot;
        }
        if (plain && inLabel && isLetter(text.charAt(text.lastIndexOf('.') + 1))) return true;
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        return hostEnd(b, 0, b.length) == b.length;
    }

    private static boolean isLetter(char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    /// The end of the host that begins at `from`; -1 when there is none of the grammar.
    static int hostEnd(byte[] b, int from, int to) {
        if (from >= to) {
            return -1;
        }
        if (b[from] == '[') {
            int end = from + 1;
            while (end < to && b[end] != ']') {
                end++;
            }
            return end < to && IpText.parse6(b, from + 1, end) != null ? end + 1 : -1;
        }
        int end = Ascii.span(Ascii.HOST, b, from, to);
        return isName(b, from, end) ? end : -1;
    }

    /// hostname or IPv4address: labels of letters, digits and inner hyphens; the last begins with a letter
    /// unless the whole is an IPv4 address.
    private static boolean isName(byte[] b, int from, int to) {
        int last = from;
        int labelAt = from;
        for (int i = from; i <= to; i++) {
            if (i == to || b[i] == '.') {
                if (i == labelAt) {
                    if (i < to || i == from) {
                        return false;
                    }
                    break; // one dot may stand at the end
                }
                if (b[labelAt] == '-' || b[i - 1] == '-') {
                    return false;
                }
                last = labelAt;
                labelAt = i + 1;
            }
        }
        if (to - from > 255) {
            return false;
        }
        return !Ascii.is(Ascii.DIGIT, b[last]) || IpText.read4(b, from, to) >= 0;
    }

    /// A port at `[from, to)`: 0..65535; -1 when it is none.
    static int port(byte[] b, int from, int to) {
        long n = Ascii.number(b, from, to);
        return n > 65_535 ? -1 : (int) n;
    }
}
