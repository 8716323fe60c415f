package org.demarc.app.log;

import java.util.ArrayList;
import java.util.List;

/// Reads `key=value key="a value"` back.
final class Pairs {
    private Pairs() {}

    /// Key and value in turn; empty when the text is not of this form from beginning to end.
    static List<String> read(String text) {
        List<String> all = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals <= at || !isKey(text, at, equals)) return List.of();
            all.add(text.substring(at, equals));
            at = equals + 1;
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            int end = text.indexOf(quoted ? '"' : ' ', quoted ? at + 1 : at);
            if (quoted && end < 0) return List.of();
            if (end < 0) end = text.length();
            all.add(text.substring(quoted ? at + 1 : at, end));
            at = quoted ? end + 2 : end + 1;
        }
        return all;
    }

    private static boolean isKey(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && c != '-' && (c < '0' || c > '9')) return false;
        }
        return true;
    }
}
