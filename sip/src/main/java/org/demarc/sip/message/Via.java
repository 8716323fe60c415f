package org.demarc.sip.message;

import org.jspecify.annotations.Nullable;

/// Via, RFC 3261 §20.42; rport by RFC 3581.
///
/// @param transport as written: UDP, TCP, TLS, WS, WSS or another token
/// @param host of sent-by, IPv6 in brackets
/// @param port of sent-by, -1 when absent
public record Via(String transport, String host, int port, Params params) {
    public static final HeaderType<Via> TYPE = HeaderType.list("Via", Via::read);

    /// What a branch of RFC 3261 begins with.
    public static final String MAGIC_COOKIE = "z9hG4bK";

    private static final Via CHECKED = new Via("UDP", "invalid", -1, Params.EMPTY);

    static @Nullable Via read(Cursor c) {
        var view = new ViaView();
        if (!view.read(c.octets, c.at, c.end)) {
            return c.fail("via-parm expected");
        }
        if (c.checking) {
            c.at = view.end;
            return CHECKED;
        }
        return read(c, view);
    }

    /// The via-parm that was read there; null when its parameters are too many.
    static @Nullable Via at(byte[] octets, ViaView view) {
        return read(new Cursor(octets, view.paramsStart, view.end), view);
    }

    private static @Nullable Via read(Cursor c, ViaView view) {
        byte[] b = c.octets;
        c.at = view.paramsStart;
        Params params = Params.read(c);
        return params == null
                ? null
                : new Via(
                        transport(b, view.transportStart, view.transportEnd),
                        Ascii.text(b, view.hostStart, view.hostEnd),
                        view.port,
                        params);
    }

    private static String transport(byte[] b, int from, int to) {
        return Ascii.equals(b, from, to, "UDP") ? "UDP" : Ascii.text(b, from, to);
    }

    /// The branch parameter; null when absent.
    public @Nullable String branch() {
        return params.get("branch");
    }

    /// The address that the request came from as the next hop saw it, without brackets; null when absent.
    public @Nullable String received() {
        String received = params.get("received");
        return received != null && received.startsWith("[") && received.endsWith("]")
                ? received.substring(1, received.length() - 1) // RFC 5118 §4.5: accepted, never sent
                : received;
    }

    /// The value of rport; -1 when it is absent or has none.
    public int rport() {
        long port = params.number("rport");
        return port > 65_535 ? -1 : (int) port;
    }

    @Override
    public String toString() {
        var out = new StringBuilder(64)
                .append("SIP/2.0/")
                .append(transport)
                .append(' ')
                .append(host);
        if (port >= 0) {
            out.append(':').append(port);
        }
        return params.appendTo(out).toString();
    }
}
