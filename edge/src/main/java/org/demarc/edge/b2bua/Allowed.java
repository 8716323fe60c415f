package org.demarc.edge.b2bua;

import java.util.List;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.SipMessage;

/// What the sender of a message says that it takes (RFC 3261 section 20.5).
final class Allowed {
    private static final String UPDATE = "UPDATE";

    private Allowed() {}

    /// Whether it takes UPDATE.
    ///
    /// @param otherwise what holds for a message without Allow, which says nothing (catalogue ARCH-021)
    static boolean update(SipMessage message, boolean otherwise) {
        if (!message.has(HeaderName.ALLOW)) return otherwise;
        List<String> lines = message.rawAll(HeaderName.ALLOW);
        for (String line : lines) {
            if (names(line, UPDATE)) return true;
        }
        return false;
    }

    private static boolean names(String line, String method) {
        for (int at = line.indexOf(method); at >= 0; at = line.indexOf(method, at + 1)) {
            int end = at + method.length();
            if ((at == 0 || isBetween(line.charAt(at - 1))) && (end == line.length() || isBetween(line.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBetween(char c) {
        return c == ',' || c == ' ' || c == '\t';
    }
}
