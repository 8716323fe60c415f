package org.demarc.edge;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.demarc.edge.registrar.Authenticator;
import org.demarc.edge.registrar.Registrations;
import org.demarc.edge.routing.Called;
import org.demarc.sip.message.Credentials;
import org.demarc.sip.message.Field;
import org.demarc.sip.message.Fields;
import org.demarc.sip.message.From;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.message.Uri;
import org.jspecify.annotations.Nullable;

/// What a request says of itself. It proves nothing; it tells in whose name to ask for proof.
final class Claims {
    private Claims() {}

    /// True when the Request-URI has a domain of ours.
    static boolean isForUs(Request request, Registrations registrations) {
        return request.requestUriField() instanceof Field.Present<Uri>(SipUri uri) && registrations.serves(uri.host());
    }

    /// True for an INVITE that calls for help.
    ///
    /// @param numbers that are calls for help beside `urn:service:sos`
    static boolean isForHelp(Request request, Set<String> numbers) {
        if (!request.method().equals(Method.INVITE)
                || !(request.requestUriField() instanceof Field.Present<Uri>(Uri uri))) {
            return false;
        }
        if (Called.service(uri) != null) return true;
        String number = numbers.isEmpty() ? null : Called.number(uri);
        return number != null && numbers.contains(number);
    }

    /// The realm of ours that a request has credentials for; null when there is none.
    static @Nullable String realm(Request request, Authenticator reader, Registrations registrations) {
        if (!request.has(HeaderName.AUTHORIZATION)
                || !(reader.given(request) instanceof Fields.Values<Credentials>(List<Credentials> all))) {
            return null;
        }
        for (Credentials c : all) {
            if (c instanceof Credentials.Digest d && registrations.serves(d.realm())) {
                return d.realm().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    /// The domain of ours that a request says to be from, or is for.
    static @Nullable String domain(Request request, Registrations registrations) {
        if (request.header(From.TYPE) instanceof Field.Present<From>(From from)
                && from.uri() instanceof SipUri uri
                && registrations.serves(uri.host())) {
            return uri.host().toLowerCase(Locale.ROOT);
        }
        if (request.requestUriField() instanceof Field.Present<Uri>(SipUri uri) && registrations.serves(uri.host())) {
            return uri.host().toLowerCase(Locale.ROOT);
        }
        return null;
    }
}
