package org.demarc.sip.message;

import java.nio.charset.StandardCharsets;

/// Octet classes of the SIP grammar, RFC 3261 §25.1, and what is done with octets everywhere.
final class Ascii {
    static final int TOKEN = 1;
    static final int USER = 1 << 1;
    static final int PASSWORD = 1 << 2;
    static final int PARAM = 1 << 3;
    static final int HNV = 1 << 4;
    static final int HOST = 1 << 5;
    static final int DIGIT = 1 << 6;
    static final int WORD = 1 << 7;
    static final int URIC = 1 << 8;
    /// SP, HTAB and the CR LF of a fold: inside a field value the decoder lets CR LF through only as a fold.
    static final int WS = 1 << 9;
    static final int HEX = 1 << 10;
    /// What stands unquoted as the value of a header parameter: token, or host with brackets and colons.
    static final int GEN_VALUE = 1 << 11;
    static final int PHONE = 1 << 12;
    /// What follows "SIP/2.0/UDP" in a scheme name.
    static final int SCHEME = 1 << 13;

    private static final short[] CLASS = new short[256];

    static {
        String alphanum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        String unreserved = alphanum + "-_.!~*'()";
        mark(TOKEN, alphanum + "-.!%*_+`'~");
        mark(USER, unreserved + "&=+$,;?/");
        mark(PASSWORD, unreserved + "&=+$,");
        mark(PARAM, unreserved + "[]/:&+$");
        mark(HNV, unreserved + "[]/?:+$");
        mark(HOST, alphanum + "-._"); // '_' is no host name's, but many containers have one
        mark(DIGIT, "0123456789");
        mark(WORD, alphanum + "-.!%*_+`'~()<>:\\\"/[]?{}");
        mark(URIC, unreserved + ";/?:@&=+$,%[]");
        mark(WS, " \t\r\n");
        mark(HEX, "0123456789abcdefABCDEF");
        mark(GEN_VALUE, alphanum + "-.!%*_+`'~[]:");
        mark(PHONE, "0123456789abcdefABCDEF*#-.()");
        mark(SCHEME, alphanum + "+-.");
    }

    private Ascii() {}

    private static void mark(int bit, String octets) {
        for (int i = 0; i < octets.length(); i++) {
            CLASS[octets.charAt(i)] |= (short) bit;
        }
    }

    static boolean is(int bits, int octet) {
        return (CLASS[octet & 0xff] & bits) != 0;
    }

    /// The first offset in `[from, to)` whose octet is not of the class, else `to`.
    static int span(int bits, byte[] b, int from, int to) {
        int i = from;
        while (i < to && (CLASS[b[i] & 0xff] & bits) != 0) {
            i++;
        }
        return i;
    }

    static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
    }

    /// Octets `[from, to)` against a lower-case ASCII text, ignoring case.
    static boolean equalsIgnoreCase(byte[] b, int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (lower(b[from + i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean equals(byte[] b, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (b[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                var lower = new StringBuilder(text.length());
                for (int k = 0; k < text.length(); k++) {
                    lower.append((char) lower(text.charAt(k)));
                }
                return lower.toString();
            }
        }
        return text;
    }

    static String text(byte[] b, int from, int to) {
        return to == from ? "" : new String(b, from, to - from, StandardCharsets.UTF_8);
    }

    /// The text of a parameter's name; the usual names are shared constants.
    static String name(byte[] b, int from, int to) {
        String usual = switch (to - from) {
            case 1 -> "q";
            case 2 -> "lr";
            case 3 -> b[from + 2] == 'g' ? "tag" : "ttl";
            case 4 -> "user";
            case 5 -> b[from] == 'r' ? "rport" : "maddr";
            case 6 -> "branch";
            case 7 -> "expires";
            case 8 -> "received";
            case 9 -> "transport";
            default -> "";
        };
        return !usual.isEmpty() && equals(b, from, to, usual) ? usual : text(b, from, to);
    }

    /// The name of a parameter of credentials in lower case; the usual names are shared constants.
    static String authName(byte[] b, int from, int to) {
        String usual = switch (to - from) {
            case 2 -> "nc";
            case 3 -> lower(b[from]) == 'u' ? "uri" : "qop";
            case 5 ->
                switch (lower(b[from])) {
                    case 'r' -> "realm";
                    case 'n' -> "nonce";
                    default -> "stale";
                };
            case 6 -> lower(b[from]) == 'c' ? "cnonce" : "opaque";
            case 8 -> lower(b[from]) == 'r' ? "response" : lower(b[from + 4]) == 'n' ? "username" : "userhash";
            case 9 -> "algorithm";
            default -> "";
        };
        return !usual.isEmpty() && equalsIgnoreCase(b, from, to, usual) ? usual : lower(text(b, from, to));
    }

    /// 1*DIGIT as a number; -1 when empty or not digits, `Long.MAX_VALUE` when it does not fit.
    static long number(byte[] b, int from, int to) {
        if (from >= to) {
            return -1;
        }
        long n = 0;
        for (int i = from; i < to; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            n = n > (Long.MAX_VALUE - 9) / 10 ? Long.MAX_VALUE : n * 10 + digit;
            if (n == Long.MAX_VALUE) {
                return allDigits(b, i, to) ? n : -1;
            }
        }
        return n;
    }

    private static boolean allDigits(byte[] b, int from, int to) {
        return span(DIGIT, b, from, to) == to;
    }

    /// Each `%` in `[from, to)` is followed by two hexadecimal digits and all else is of the class.
    static boolean escapedOr(int bits, byte[] b, int from, int to) {
        int i = from;
        while (true) {
            i = span(bits, b, i, to);
            if (i == to) {
                return true;
            }
            if (b[i] != '%' || to - i < 3 || !is(HEX, b[i + 1]) || !is(HEX, b[i + 2])) {
                return false;
            }
            i += 3;
        }
    }

    /// The same of a text: what is not ASCII is of no class.
    static boolean escapedOr(int bits, String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80 && (CLASS[c] & bits) != 0) {
                continue;
            }
            if (c != '%' || length - i < 3 || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                return false;
            }
            i += 2;
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c < 0x80 && is(HEX, c);
    }

    static int hex(int octet) {
        return Character.digit(octet, 16);
    }

    /// `%xx` decoded; a `%` that starts no escape stays as it is.
    static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int n = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%' && i + 2 < in.length && is(HEX, in[i + 1]) && is(HEX, in[i + 2])) {
                out[n++] = (byte) (hex(in[i + 1]) << 4 | hex(in[i + 2]));
                i += 2;
            } else {
                out[n++] = in[i];
            }
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }

    /// What is not of the class written as `%XX`, octet by octet of its UTF-8.
    static String escape(int bits, String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        if (span(bits, in, 0, in.length) == in.length) {
            return text;
        }
        var out = new StringBuilder(in.length + 8);
        for (byte octet : in) {
            if (is(bits, octet)) {
                out.append((char) octet);
            } else {
                out.append('%')
                        .append("0123456789ABCDEF".charAt(octet >> 4 & 15))
                        .append("0123456789ABCDEF".charAt(octet & 15));
            }
        }
        return out.toString();
    }

    /// The text is not empty and a token of RFC 3261 §25.1.
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f || !is(TOKEN, c)) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
