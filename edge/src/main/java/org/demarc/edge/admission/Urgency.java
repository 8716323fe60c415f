package org.demarc.edge.admission;

import java.util.Set;
import org.demarc.edge.routing.Called;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Uri;
import org.jspecify.annotations.Nullable;

/// What is dropped first when something has to be, and what last: RFC 7339 §5.10.1 (catalogue OVL-002).
public enum Urgency {
    /// A request that begins something new: a call, a registration, a question.
    ORDINARY,
    /// A request of a dialog or transaction that was admitted. To drop it sets nothing free.
    IN_DIALOG,
    /// A call for help.
    EMERGENCY;

    private static final HeaderName RESOURCE_PRIORITY = HeaderName.of("Resource-Priority");

    /// Of a request whose source is believed: what follows from the Request-URI anybody can write.
    ///
    /// @param numbers further numbers that are calls for help, as dialled
    public static Urgency of(Request request, Set<String> numbers) {
        if (!request.toTag().isEmpty()) return IN_DIALOG;
        Method method = request.method();
        if (method.equals(Method.ACK) || method.equals(Method.CANCEL)) return IN_DIALOG;
        Uri uri = request.requestUri();
        if (Called.service(uri) != null) return EMERGENCY;
        if (!numbers.isEmpty()) {
            String number = Called.number(uri);
            if (number != null && numbers.contains(number)) return EMERGENCY;
        }
        return hasEmergencyNetwork(request.raw(RESOURCE_PRIORITY)) ? EMERGENCY : ORDINARY;
    }

    /// `esnet.0` to `esnet.4` among the values: RFC 7135 §2.
    private static boolean hasEmergencyNetwork(@Nullable String values) {
        if (values == null) return false;
        int from = 0;
        while (from < values.length()) {
            int comma = values.indexOf(',', from);
            int to = comma < 0 ? values.length() : comma;
            while (from < to && values.charAt(from) <= ' ') from++;
            if (values.regionMatches(true, from, "esnet.", 0, 6)) return true;
            from = to + 1;
        }
        return false;
    }
}
