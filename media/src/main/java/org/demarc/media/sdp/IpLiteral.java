package org.demarc.media.sdp;

import org.jspecify.annotations.Nullable;

/// IP addresses as RFC 8866 §9 writes them. The JDK's readers also take shapes that SDP has not
/// (`10.1`, zones).
final class IpLiteral {
    private IpLiteral() {}

    /// The 4 octets of a dotted IPv4 address, or null.
    static byte @Nullable [] four(String text) {
        var octets = new byte[4];
        return four(text, 0, octets, 0) ? octets : null;
    }

    private static boolean four(String text, int from, byte[] into, int at) {
        int i = from;
        for (int n = 0; n < 4; n++) {
            if (n > 0 && (i >= text.length() || text.charAt(i++) != '.')) return false;
            int start = i;
            int value = 0;
            while (i < text.length() && i - start < 3 && Text.isDigit(text.charAt(i))) {
                value = value * 10 + (text.charAt(i++) - '0');
            }
            // "010" is 8 to some and 10 to others: not an address (decimal-uchar has no leading zero)
            if (i == start || value > 255 || (i - start > 1 && text.charAt(start) == '0')) return false;
            into[at + n] = (byte) value;
        }
        return i == text.length();
    }

    /// The 16 octets of an IPv6 address, or null.
    static byte @Nullable [] six(String text) {
        var octets = new byte[16];
        int filled = 0;
        int gap = -1;
        int i = 0;
        if (text.startsWith("::")) {
            gap = 0;
            i = 2;
        }
        while (i < text.length()) {
            int start = i;
            int value = 0;
            while (i < text.length() && i - start < 4) {
                int digit = Character.digit(text.charAt(i), 16);
                if (digit < 0 || text.charAt(i) > 'f') break;
                value = (value << 4) | digit;
                i++;
            }
            if (i == start) return null;
            if (i < text.length() && text.charAt(i) == '.') {
                if (filled > 12 || !four(text, start, octets, filled)) return null;
                filled += 4;
                i = text.length();
                break;
            }
            if (filled > 14) return null;
            octets[filled++] = (byte) (value >> 8);
            octets[filled++] = (byte) value;
            if (i == text.length()) break;
            if (text.charAt(i++) != ':' || i == text.length()) return null;
            if (text.charAt(i) == ':') {
                if (gap >= 0) return null;
                gap = filled;
                i++;
            }
        }
        if (gap < 0) return filled == 16 ? octets : null;
        if (filled > 14) return null; // "::" stands for at least one group
        int moved = filled - gap;
        for (int n = 1; n <= moved; n++) {
            octets[16 - n] = octets[filled - n];
            octets[filled - n] = 0;
        }
        return octets;
    }

    /// RFC 5952 §4: lower case, no leading zeros, the longest run of zero groups (two or more, the
    /// first of equals) as "::".
    static String text(byte[] octets) {
        var out = new StringBuilder(39);
        if (octets.length == 4) {
            for (int n = 0; n < 4; n++) {
                if (n > 0) out.append('.');
                out.append(octets[n] & 0xFF);
            }
            return out.toString();
        }
        int runAt = -1;
        int run = 1;
        for (int g = 0; g < 8; g++) {
            int end = g;
            while (end < 8 && group(octets, end) == 0) end++;
            if (end - g > run) {
                runAt = g;
                run = end - g;
            }
            g = Math.max(g, end);
        }
        for (int g = 0; g < 8; g++) {
            if (g == runAt) {
                out.append("::");
                g += run - 1;
                continue;
            }
            if (g > 0 && g != runAt + run) out.append(':');
            out.append(Integer.toHexString(group(octets, g)));
        }
        return out.toString();
    }

    private static int group(byte[] octets, int g) {
        return ((octets[2 * g] & 0xFF) << 8) | (octets[2 * g + 1] & 0xFF);
    }
}
