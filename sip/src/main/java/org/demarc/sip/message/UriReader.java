package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Reads URIs where they lie, RFC 3261 §25.1 and RFC 3966 §3. One pass, no step back.
final class UriReader {
    /// What a cursor gets that only checks.
    private static final Uri CHECKED = new OtherUri("checked", "");

    private UriReader() {}

    /// The URI that the octets `[from, to)` are; null with the reason in the cursor.
    static @Nullable Uri read(Cursor c, int from, int to) {
        byte[] b = c.octets;
        int colon = Ascii.span(Ascii.SCHEME, b, from, to);
        if (colon == from || colon == to || b[colon] != ':' || Ascii.is(Ascii.DIGIT, b[from])) {
            return c.fail("URI scheme expected");
        }
        return switch (colon - from) {
            case 3 ->
                Ascii.equalsIgnoreCase(b, from, colon, "sip")
                        ? sip(c, false, colon + 1, to)
                        : Ascii.equalsIgnoreCase(b, from, colon, "tel")
                                ? tel(c, colon + 1, to)
                                : other(c, from, colon, to);
            case 4 ->
                Ascii.equalsIgnoreCase(b, from, colon, "sips")
                        ? sip(c, true, colon + 1, to)
                        : other(c, from, colon, to);
            default -> other(c, from, colon, to);
        };
    }

    private static @Nullable Uri sip(Cursor c, boolean secure, int from, int to) {
        byte[] b = c.octets;
        int at = -1;
        int passwordColon = -1;
        for (int i = from; i < to; i++) {
            if (b[i] == '@') {
                at = i;
                break;
            }
            if (b[i] == ':' && passwordColon < 0) {
                passwordColon = i;
            }
        }
        String user = null;
        String password = null;
        int hostAt = from;
        if (at >= 0) {
            int userEnd = passwordColon < 0 ? at : passwordColon;
            if (userEnd == from || !Ascii.escapedOr(Ascii.USER, b, from, userEnd)) {
                return c.fail("user of a SIP URI expected");
            }
            user = c.text(from, userEnd);
            if (passwordColon >= 0) {
                if (!Ascii.escapedOr(Ascii.PASSWORD, b, passwordColon + 1, at)) {
                    return c.fail("password of a SIP URI expected");
                }
                password = c.text(passwordColon + 1, at);
            }
            hostAt = at + 1;
        }
        int hostEnd = HostPort.hostEnd(b, hostAt, to);
        if (hostEnd < 0) {
            return c.fail("host expected");
        }
        int i = hostEnd;
        int port = -1;
        if (i < to && b[i] == ':') {
            int end = Ascii.span(Ascii.DIGIT, b, i + 1, to);
            port = HostPort.port(b, i + 1, end);
            if (port < 0) {
                return c.fail("port expected");
            }
            i = end;
        }
        int query = i;
        while (query < to && b[query] != '?') {
            query++;
        }
        Params params = Params.readUri(b, i, query);
        if (params == null) {
            return c.fail("parameter of a SIP URI expected");
        }
        if (query < to && !isHeaders(b, query + 1, to)) {
            return c.fail("headers of a SIP URI expected");
        }
        if (c.checking) {
            return CHECKED;
        }
        String headers = query < to ? Ascii.text(b, query + 1, to) : "";
        return new SipUri(secure, user, password, host(b, hostAt, hostEnd), port, params, headers);
    }

    /// The host as written, but never with the three colons of RFC 5118 §4.10.
    private static String host(byte[] b, int from, int to) {
        String host = Ascii.text(b, from, to);
        return b[from] == '[' ? host.replace(":::", "::") : host;
    }

    /// `hname=hvalue` joined by `&`.
    private static boolean isHeaders(byte[] b, int from, int to) {
        int i = from;
        while (true) {
            int end = i;
            int equals = -1;
            while (end < to && b[end] != '&') {
                if (b[end] == '=' && equals < 0) {
                    equals = end;
                }
                end++;
            }
            if (equals <= i
                    || !Ascii.escapedOr(Ascii.HNV, b, i, equals)
                    || !Ascii.escapedOr(Ascii.HNV, b, equals + 1, end)) {
                return false;
            }
            if (end == to) {
                return true;
            }
            i = end + 1;
        }
    }

    private static @Nullable Uri tel(Cursor c, int from, int to) {
        byte[] b = c.octets;
        int end = from;
        while (end < to && b[end] != ';') {
            end++;
        }
        if (!TelUri.isNumber(b, from, end)) {
            return c.fail("telephone number expected");
        }
        Params params = Params.readUri(b, end, to);
        return params == null
                ? c.fail("parameter of a tel URI expected")
                : new TelUri(Ascii.text(b, from, end), params);
    }

    private static @Nullable Uri other(Cursor c, int from, int colon, int to) {
        if (colon + 1 == to || !Ascii.escapedOr(Ascii.URIC, c.octets, colon + 1, to)) {
            return c.fail("URI expected");
        }
        return c.checking
                ? CHECKED
                : new OtherUri(Ascii.lower(Ascii.text(c.octets, from, colon)), Ascii.text(c.octets, colon + 1, to));
    }
}
