package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A SIP or SIPS URI, RFC 3261 §19.1.
///
/// @param secure `sips`
/// @param user as written, escapes included; null when absent. A telephone number keeps its parameters here
/// @param password as written; null when absent
/// @param host name or address as written, IPv6 in brackets
/// @param port -1 when absent
/// @param params those of the URI
/// @param headers what follows `?`, as written; "" when absent
public record SipUri(
        boolean secure,
        @Nullable String user,
        @Nullable String password,
        String host,
        int port,
        Params params,
        String headers)
        implements Uri {
    public SipUri {
        if (!HostPort.isHost(host)) {
            throw new IllegalArgumentException("a host is expected");
        }
        if (port < -1 || port > 65_535) {
            throw new IllegalArgumentException("port 0..65535 or -1 expected: " + port);
        }
        if ((user != null && (user.isEmpty() || !written(Ascii.USER, user)))
                || (password != null && (user == null || !written(Ascii.PASSWORD, password)))
                || !written(Ascii.HNV | Ascii.USER, headers)) {
            throw new IllegalArgumentException("user, password and headers are expected with their escapes");
        }
    }

    private static boolean written(int bits, String text) {
        return Ascii.escapedOr(bits, text);
    }

    /// `sip:user@host` of a user that is not escaped yet; a host alone when it is "".
    public static SipUri of(String user, String host) {
        return of(user, host, -1);
    }

    public static SipUri of(String user, String host, int port) {
        return new SipUri(
                false, user.isEmpty() ? null : Ascii.escape(Ascii.USER, user), null, host, port, Params.EMPTY, "");
    }

    @Override
    public String scheme() {
        return secure ? "sips" : "sip";
    }

    /// The user with its escapes undone; "" when there is none.
    public String decodedUser() {
        return user == null ? "" : Ascii.unescape(user);
    }

    /// The transport parameter in lower case; null when absent.
    public @Nullable String transport() {
        String transport = params.get("transport");
        return transport == null ? null : Ascii.lower(transport);
    }

    public SipUri withUser(@Nullable String writtenUser) {
        return new SipUri(secure, writtenUser, writtenUser == null ? null : password, host, port, params, headers);
    }

    public SipUri withHost(String newHost, int newPort) {
        return new SipUri(secure, user, password, newHost, newPort, params, headers);
    }

    public SipUri withParams(Params newParams) {
        return new SipUri(secure, user, password, host, port, newParams, headers);
    }

    public SipUri withParam(String name, String value) {
        return withParams(params.with(name, value));
    }

    @Override
    public boolean equivalent(Uri other) {
        return other instanceof SipUri that
                && secure == that.secure
                && port == that.port
                && canonicalHost(host).equals(canonicalHost(that.host))
                && sameText(user, that.user)
                && sameText(password, that.password)
                && sameParams(params, that.params)
                && sameHeaders(headers, that.headers);
    }

    private static boolean sameText(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        return a.equals(b)
                || ((a.indexOf('%') >= 0 || b.indexOf('%') >= 0) && normal(a).equals(normal(b)));
    }

    /// Escapes of characters that need none are undone, the others have upper-case digits: §19.1.4 "Characters
    /// other than those in the reserved set are equivalent to their encoding".
    private static String normal(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length()) {
                int octet = Ascii.hex(text.charAt(i + 1)) << 4 | Ascii.hex(text.charAt(i + 2));
                if (octet > ' ' && octet < 0x7f && octet != '%' && ";/?:@&=+$,".indexOf(octet) < 0) {
                    out.append((char) octet);
                } else {
                    out.append('%').append(Integer.toHexString(octet | 0x100).substring(1));
                }
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String canonicalHost(String host) {
        var address = host.charAt(0) == '[' ? IpText.parse(host) : null;
        return address == null ? Ascii.lower(host) : IpText.text(address);
    }

    private static boolean sameParams(Params mine, Params theirs) {
        for (String name : mine.names()) {
            if (theirs.has(name) ? !normalLower(mine.get(name)).equals(normalLower(theirs.get(name))) : decides(name)) {
                return false;
            }
        }
        for (String name : theirs.names()) {
            if (!mine.has(name) && decides(name)) {
                return false;
            }
        }
        return true;
    }

    /// A parameter that makes URIs differ when only one of them has it.
    private static boolean decides(String name) {
        return switch (Ascii.lower(name)) {
            case "user", "ttl", "method", "maddr", "transport" -> true;
            default -> false;
        };
    }

    private static String normalLower(@Nullable String value) {
        return value == null ? "" : Ascii.lower(normal(value));
    }

    private static boolean sameHeaders(String mine, String theirs) {
        return mine.equals(theirs) || headerList(mine).equals(headerList(theirs));
    }

    private static List<String> headerList(String headers) {
        var list = new ArrayList<String>();
        for (String header : headers.split("&", -1)) {
            int equals = header.indexOf('=');
            list.add(
                    equals < 0
                            ? header
                            : Ascii.lower(normal(header.substring(0, equals))) + normal(header.substring(equals)));
        }
        list.sort(null);
        return list;
    }

    @Override
    public String toString() {
        var out = new StringBuilder(48).append(secure ? "sips:" : "sip:");
        if (user != null) {
            out.append(user);
            if (password != null) {
                out.append(':').append(password);
            }
            out.append('@');
        }
        out.append(host);
        if (port >= 0) {
            out.append(':').append(port);
        }
        params.appendTo(out);
        if (!headers.isEmpty()) {
            out.append('?').append(headers);
        }
        return out.toString();
    }
}
