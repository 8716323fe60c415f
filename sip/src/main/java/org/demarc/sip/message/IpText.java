package org.demarc.sip.message;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// IP addresses as text, without any look-up: RFC 3261 §25.1, RFC 5952, RFC 5954.
public final class IpText {
    private IpText() {}

    /// The address that a host names literally, IPv6 with or without brackets; null when it is a name.
    public static @Nullable InetAddress parse(String host) {
        byte[] b = host.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        boolean bracket = b.length > 1 && b[0] == '[' && b[b.length - 1] == ']';
        byte[] address = bracket ? parse6(b, 1, b.length - 1) : parse(b, 0, b.length);
        if (address == null) {
            return null;
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 octets are an address", e);
        }
    }

    /// The address as RFC 5952 writes it, without brackets and zone.
    public static String text(InetAddress address) {
        byte[] b = address.getAddress();
        return address instanceof Inet4Address
                ? (b[0] & 0xff) + "." + (b[1] & 0xff) + "." + (b[2] & 0xff) + "." + (b[3] & 0xff)
                : text6(b);
    }

    /// The address as the host of a URI or sent-by: IPv6 in brackets.
    public static String host(InetAddress address) {
        return address instanceof Inet4Address ? text(address) : "[" + text(address) + "]";
    }

    private static String text6(byte[] b) {
        int bestAt = -1;
        int bestLength = 1; // one group of zeros is not shortened: RFC 5952 §4.2.2
        for (int i = 0; i < 8; i++) {
            int k = i;
            while (k < 8 && group(b, k) == 0) {
                k++;
            }
            if (k - i > bestLength) {
                bestAt = i;
                bestLength = k - i;
            }
            i = k;
        }
        var out = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == bestAt) {
                out.append("::");
                i += bestLength - 1;
            } else {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(group(b, i)));
            }
        }
        return out.toString();
    }

    private static int group(byte[] b, int i) {
        return (b[2 * i] & 0xff) << 8 | (b[2 * i + 1] & 0xff);
    }

    static byte @Nullable [] parse(byte[] b, int from, int to) {
        byte[] address = parse4(b, from, to);
        return address != null ? address : parse6(b, from, to);
    }

    static byte @Nullable [] parse4(byte[] b, int from, int to) {
        long address = read4(b, from, to);
        return address < 0
                ? null
                : new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
    }

    /// Four numbers 0..255 with dots as 32 bits; -1 when it is not that.
    static long read4(byte[] b, int from, int to) {
        long address = 0;
        int i = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && (i >= to || b[i++] != '.')) {
                return -1;
            }
            int end = Ascii.span(Ascii.DIGIT, b, i, Math.min(to, i + 3));
            long n = Ascii.number(b, i, end);
            if (n < 0 || n > 255) {
                return -1;
            }
            address = address << 8 | n;
            i = end;
        }
        return i == to ? address : -1;
    }

    /// IPv6address. Three colons before an IPv4 part, which the grammar of RFC 3261 wrongly asks for, are read
    /// as two: RFC 5118 §4.10.
    static byte @Nullable [] parse6(byte[] b, int from, int to) {
        byte[] out = new byte[16];
        int n = 0;
        int gap = -1;
        int i = from;
        if (to - from < 2 || to - from > 46) {
            return null;
        }
        if (b[i] == ':') {
            if (b[i + 1] != ':') {
                return null;
            }
            i++; // the second colon is read as a gap below
        }
        while (i < to) {
            if (b[i] == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = n;
                i++;
                if (i < to && b[i] == ':' && i - 2 >= from && b[i - 2] == ':' && read4(b, i + 1, to) >= 0) {
                    i++;
                }
                continue;
            }
            int end = Ascii.span(Ascii.HEX, b, i, Math.min(to, i + 4));
            if (end < to && b[end] == '.') {
                long v4 = read4(b, i, to);
                if (v4 < 0 || n > 12) {
                    return null;
                }
                for (int k = 24; k >= 0; k -= 8) {
                    out[n++] = (byte) (v4 >> k);
                }
                i = to;
                break;
            }
            if (end == i || n > 14) {
                return null;
            }
            int group = 0;
            for (int k = i; k < end; k++) {
                group = group << 4 | Ascii.hex(b[k]);
            }
            out[n++] = (byte) (group >> 8);
            out[n++] = (byte) group;
            i = end;
            if (i < to) {
                if (b[i] != ':' || i + 1 == to) {
                    return null;
                }
                i++;
            }
        }
        if (gap < 0) {
            return n == 16 ? out : null;
        }
        if (n > 14) {
            return null;
        }
        System.arraycopy(out, gap, out, 16 - (n - gap), n - gap);
        java.util.Arrays.fill(out, gap, 16 - (n - gap), (byte) 0);
        return out;
    }
}
