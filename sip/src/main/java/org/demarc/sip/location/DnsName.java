package org.demarc.sip.location;

/// Domain names as text. They are compared without regard to case: RFC 4343.
final class DnsName {
    private DnsName() {}

    /// In lower case, without the dot at the end; the root is "".
    static String canonical(String name) {
        int end = name.endsWith(".") ? name.length() - 1 : name.length();
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') return lower(name, end);
        }
        return end == name.length() ? name : name.substring(0, end);
    }

    private static String lower(String name, int end) {
        var out = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            out.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return out.toString();
    }
}
