package org.demarc.pbx.phone;

import org.demarc.sip.message.Field;
import org.demarc.sip.message.From;
import org.demarc.sip.message.OtherUri;
import org.demarc.sip.message.PAssertedIdentity;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.TelUri;
import org.demarc.sip.message.Uri;

/// Telephone numbers in URIs (RFC 3966, RFC 3261 section 19.1.6).
final class Numbers {
    static final String ANONYMOUS = "anonymous";
    private static final int LONGEST = 32;

    private Numbers() {}

    /// The number in a URI, visual separators removed; what stands there where it is none.
    static String of(Uri uri) {
        return switch (uri) {
            case TelUri tel -> tel.digits();
            case SipUri sip -> {
                String user = sip.decodedUser();
                int semicolon = user.indexOf(';');
                yield plain(semicolon < 0 ? user : user.substring(0, semicolon));
            }
            case OtherUri _ -> ANONYMOUS;
        };
    }

    /// Who calls: P-Asserted-Identity where the trunk says it (RFC 3325), else From.
    static String caller(Request invite) {
        if (invite.header(PAssertedIdentity.TYPE) instanceof Field.Present(PAssertedIdentity asserted)) {
            return of(asserted.uri());
        }
        return invite.header(From.TYPE) instanceof Field.Present(From from) ? of(from.uri()) : ANONYMOUS;
    }

    private static String plain(String user) {
        var number = new StringBuilder(user.length());
        for (int i = 0; i < user.length() && number.length() < LONGEST; i++) {
            char c = user.charAt(i);
            if (c > ' ' && c < 0x7f && c != '-' && c != '.' && c != '(' && c != ')') number.append(c);
        }
        return number.isEmpty() ? ANONYMOUS : number.toString();
    }
}
