package org.demarc.edge.routing;

import java.util.Locale;
import org.demarc.sip.message.OtherUri;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.TelUri;
import org.demarc.sip.message.Uri;
import org.jspecify.annotations.Nullable;

/// Reads the number out of a URI (RFC 3966, RFC 3261 section 19.1.6).
public final class Called {
    private static final int MOST_DIGITS = 32;
    private static final int MOST_OF_SERVICE = 255;
    private static final String SOS = "service:sos";

    private Called() {}

    /// The number in a URI: `+` and digits for a global number, visual separators removed; digits as dialled
    /// for another; null when the URI holds no number. Parameters inside the user part, as phone-context, are
    /// no number.
    public static @Nullable String number(Uri uri) {
        return switch (uri) {
            case TelUri tel -> digits(tel.number());
            case SipUri sip -> {
                String user = sip.decodedUser();
                if (user == null) yield null;
                int semicolon = user.indexOf(';');
                yield digits(semicolon < 0 ? user : user.substring(0, semicolon));
            }
            case OtherUri _ -> null;
        };
    }

    /// The emergency service that a URI names, in lower case: `urn:service:sos` and what it is divided into, as
    /// `urn:service:sos.fire` (RFC 5031 section 4.2); null when it names none.
    public static @Nullable String service(Uri uri) {
        if (!(uri instanceof OtherUri(String scheme, String rest)) || !scheme.equals("urn")) return null;
        if (!rest.regionMatches(true, 0, SOS, 0, SOS.length()) || rest.length() > MOST_OF_SERVICE) return null;
        for (int i = SOS.length(); i < rest.length(); i++) {
            char c = rest.charAt(i);
            boolean label = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            if (i == SOS.length() ? c != '.' : !label && c != '.') return null;
        }
        return "urn:" + rest.toLowerCase(Locale.ROOT);
    }

    private static boolean isDialled(char c) {
        return (c >= '0' && c <= '9') || c == '*' || c == '#';
    }

    private static @Nullable String digits(String text) {
        boolean clean = !text.isEmpty() && text.length() <= MOST_DIGITS;
        for (int i = 0; clean && i < text.length(); i++) {
            char c = text.charAt(i);
            clean = isDialled(c) || (c == '+' && i == 0);
        }
        if (clean) return text.equals("+") ? null : text;
        var number = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDialled(c) || (c == '+' && number.isEmpty())) number.append(c);
            else if (c != '-' && c != '.' && c != '(' && c != ')') return null;
            if (number.length() > MOST_DIGITS) return null;
        }
        return number.isEmpty() || number.toString().equals("+") ? null : number.toString();
    }
}
