package org.demarc.sip.location;

import java.net.InetAddress;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// What is to be located: the parts of a URI that count (RFC 3263 section 4).
///
/// @param secure `sips`
/// @param host TARGET: a name in lower case or an address without brackets
/// @param port -1 when absent
/// @param transport of the transport parameter, in lower case; null when absent
public record Destination(
        boolean secure, String host, int port, @Nullable String transport) {
    public Destination {
        host = DnsName.canonical(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    /// That of a URI. "We define TARGET as the value of the maddr parameter of the URI, if present, otherwise,
    /// the host value of the hostport component".
    public static Destination of(SipUri uri) {
        String maddr = uri.params().get("maddr");
        return new Destination(
                uri.secure(), maddr == null || maddr.isEmpty() ? uri.host() : maddr, uri.port(), uri.transport());
    }

    /// A domain alone: everything is for DNS to say.
    public static Destination domain(String name) {
        return new Destination(false, name, -1, null);
    }

    /// Its address where the host is one; null where it is a name.
    public @Nullable InetAddress numeric() {
        return IpText.parse(host);
    }

    /// The transport that the URI itself names; null where it names none that we know, or one that its scheme
    /// forbids. In a `sips` URI the parameter says what TLS runs over.
    @Nullable
    Transport named() {
        if (transport == null) return null;
        Transport named = Transport.of(transport);
        if (named == null || !secure) return named;
        return switch (named) {
            case UDP -> null;
            case TCP, TLS -> Transport.TLS;
            case WS, WSS -> Transport.WSS;
        };
    }

    /// As a URI.
    @Override
    public String toString() {
        InetAddress address = numeric();
        return (secure ? "sips:" : "sip:")
                + (address == null ? host : IpText.host(address))
                + (port < 0 ? "" : ":" + port)
                + (transport == null ? "" : ";transport=" + transport);
    }
}
