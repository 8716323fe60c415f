package org.demarc.app.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.demarc.sip.message.IpText;
import org.jspecify.annotations.Nullable;

/// Reads the small forms that values take; null for what is not of the form. Never asks DNS.
final class Values {
    private Values() {}

    /// Up to ten decimal digits, nothing else.
    static @Nullable Long integer(String text) {
        if (text.isEmpty() || text.length() > 10) return null;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return null;
        }
        return Long.parseLong(text);
    }

    /// `500ms`, `4s`, `3m` or `2h`, in milliseconds.
    static @Nullable Long duration(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') digits++;
        Long number = integer(text.substring(0, digits));
        if (number == null) return null;
        return switch (text.substring(digits)) {
            case "ms" -> number;
            case "s" -> number * 1_000;
            case "m" -> number * 60_000;
            case "h" -> number * 3_600_000;
            default -> null;
        };
    }

    /// Milliseconds in the largest unit that shows them whole.
    static String duration(long millis) {
        if (millis == 0) return "off";
        if (millis % 3_600_000 == 0) return millis / 3_600_000 + "h";
        if (millis % 60_000 == 0) return millis / 60_000 + "m";
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    /// `FIRST-LAST`, both 1024 to 65535, the first not above the last.
    static @Nullable PortRange ports(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) return null;
        Long first = integer(text.substring(0, dash).strip());
        Long last = integer(text.substring(dash + 1).strip());
        if (first == null || last == null || first < 1_024 || last > 65_535 || first > last) return null;
        return new PortRange((int) (long) first, (int) (long) last);
    }

    /// The range with its ends exchanged, where that makes it one; null else.
    static @Nullable String turnedPorts(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) return null;
        PortRange turned = ports(text.substring(dash + 1) + "-" + text.substring(0, dash));
        return turned == null ? null : turned.toString();
    }

    /// An IPv4 or IPv6 literal, the latter with or without brackets, without a zone.
    static @Nullable InetAddress address(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.indexOf(':') > 0;
        String literal = bracketed ? text.substring(1, text.length() - 1) : text;
        if (literal.indexOf('%') >= 0) return null;
        // The library also reads "10.1" and "0xa.0.0.1" as addresses; nobody means those.
        if (literal.indexOf(':') < 0 && !isDottedQuad(literal)) return null;
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    private static boolean isDottedQuad(String text) {
        int numbers = 0;
        int from = 0;
        while (true) {
            int dot = text.indexOf('.', from);
            String part = text.substring(from, dot < 0 ? text.length() : dot);
            Long number = part.length() > 3 || (part.length() > 1 && part.charAt(0) == '0') ? null : integer(part);
            if (number == null || number > 255) return false;
            numbers++;
            if (dot < 0) return numbers == 4;
            from = dot + 1;
        }
    }

    /// A host name: labels of letters, digits and hyphens (RFC 1123 section 2.1), the last one not all digits.
    static boolean isHostName(String text) {
        if (text.isEmpty() || text.length() > 253) return false;
        int from = 0;
        while (true) {
            int dot = text.indexOf('.', from);
            String label = text.substring(from, dot < 0 ? text.length() : dot);
            if (!isLabel(label)) return false;
            if (dot < 0 || dot == text.length() - 1) return integer(label) == null;
            from = dot + 1;
        }
    }

    private static boolean isLabel(String label) {
        if (label.isEmpty() || label.length() > 63 || label.startsWith("-") || label.endsWith("-")) return false;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean good =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!good) return false;
        }
        return true;
    }

    static String text(InetAddress address) {
        return IpText.text(address);
    }

    static String family(InetAddress address) {
        return address instanceof Inet4Address ? "IPv4" : "IPv6";
    }

    /// `192.0.2.1:5060` or `[2001:db8::1]:5060`.
    static String text(InetAddress address, int port) {
        return IpText.host(address) + ":" + port;
    }

    /// `scheme://host` with a port perhaps, and nothing behind: RFC 6454 section 6.2.
    static boolean isOrigin(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 1 || text.length() > 255) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean separator = i >= scheme && i < scheme + 3;
            if (c <= ' ' || c > '~' || (!separator && (c == '/' || c == '?' || c == '#' || c == '@'))) return false;
        }
        return text.length() > scheme + 3;
    }
}
