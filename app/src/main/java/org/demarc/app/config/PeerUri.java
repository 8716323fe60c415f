package org.demarc.app.config;

import org.demarc.sip.location.Destination;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// A peer as an operator writes it: `sip:HOST[:PORT][;transport=udp|tcp|tls|ws|wss]` (RFC 3261 section
/// 19.1), `sips:` for TLS, or a domain alone.
///
/// @param secure `sips:`
/// @param host address literal without brackets, or a name
/// @param port 1 to 65535; -1: none
/// @param named the transport that is written there, as `sips:` means it; null: none
/// @param parameter that transport as it is written; null: none
record PeerUri(
        boolean secure,
        String host,
        int port,
        @Nullable Transport named,
        @Nullable String parameter) {

    /// What DNS is asked for (RFC 3263 section 4).
    Destination destination() {
        return new Destination(secure, host, port, parameter);
    }

    /// How an address without a transport is spoken to.
    Transport transport() {
        return named != null ? named : secure ? Transport.TLS : Transport.UDP;
    }

    /// The port of an address.
    int portOrUsual() {
        return port < 0 ? transport().defaultPort() : port;
    }

    /// A peer, or one sentence why it is none.
    sealed interface Read {}

    record Good(PeerUri uri) implements Read {}

    record Bad(String why) implements Read {}

    static Read read(String text) {
        boolean secure = text.regionMatches(true, 0, "sips:", 0, 5);
        if (!secure && !text.regionMatches(true, 0, "sip:", 0, 4)) {
            if (Values.isHostName(text)) return new Good(new PeerUri(false, text, -1, null, null));
            return new Bad("sip:HOST[:PORT][;transport=udp|tcp|tls|ws|wss] or a domain is expected");
        }
        int semicolon = text.indexOf(';');
        String hostPort = text.substring(secure ? 5 : 4, semicolon < 0 ? text.length() : semicolon);
        String parameters = semicolon < 0 ? "" : text.substring(semicolon + 1);
        if (hostPort.indexOf('@') >= 0) return new Bad("a peer has no user part: sip:HOST is expected");
        if (text.indexOf('?') >= 0) return new Bad("a peer has no headers: sip:HOST is expected");

        Transport transport = null;
        String parameter = null;
        if (semicolon >= 0) {
            if (!parameters.regionMatches(true, 0, "transport=", 0, 10)) {
                return new Bad("the only parameter known here is transport=udp, tcp, tls, ws or wss");
            }
            Transport named = Transport.of(parameters.substring(10));
            if (named == null) return new Bad("transport=udp, tcp, tls, ws or wss is expected");
            Transport meant = secure ? secured(named) : named;
            if (meant == null) return new Bad("'sips:' needs TLS, which UDP has not");
            transport = meant;
            parameter = named.parameter();
        }
        int hostEnd = hostPort.startsWith("[") ? hostPort.indexOf(']') + 1 : hostPort.indexOf(':');
        if (hostPort.startsWith("[") && hostEnd == 0) return new Bad("']' is missing after the IPv6 address");
        if (hostEnd < 0) hostEnd = hostPort.length();
        String host = hostPort.startsWith("[") ? hostPort.substring(1, hostEnd - 1) : hostPort.substring(0, hostEnd);
        Integer port = port(hostPort.substring(hostEnd));
        if (port == null) return new Bad("a port from 1 to 65535 is expected after the host");
        boolean good = hostPort.startsWith("[")
                ? host.indexOf(':') >= 0 && Values.address(host) != null
                : Values.address(host) != null || Values.isHostName(host);
        if (!good)
            return new Bad("an IPv4 address, an IPv6 address in brackets, or a host name is expected after sip:");
        return new Good(new PeerUri(secure, host, port, transport, parameter));
    }

    /// What `sips:` makes of a transport (RFC 3261 section 26.2.2: TLS over TCP); null for none.
    private static @Nullable Transport secured(Transport named) {
        return switch (named) {
            case UDP -> null;
            case TCP, TLS -> Transport.TLS;
            case WS, WSS -> Transport.WSS;
        };
    }

    private static @Nullable Integer port(String text) {
        if (text.isEmpty()) return -1;
        if (text.charAt(0) != ':') return null;
        Long port = Values.integer(text.substring(1));
        return port == null || port < 1 || port > 65_535 ? null : (int) (long) port;
    }
}
