package org.demarc.trunk.account;

import java.net.InetSocketAddress;
import org.demarc.sip.transport.Transport;

/// One address where a static trunk's other side is reached.
///
/// @param uri as the operator wrote it
/// @param host its host part, which may be a name
/// @param address where its host resolved to when the configuration was read, and its port
/// @param transport how it is spoken to
public record Peer(String uri, String host, InetSocketAddress address, Transport transport) {
    /// For a request about the peer itself. A `sips:` of the operator asks for TLS on this hop; as a Request-URI it
    /// would demand it of all hops behind the peer, too (RFC 3261 section 26.2.2).
    public String requestUri() {
        if (!uri.regionMatches(true, 0, "sips:", 0, 5)) return uri;
        int parameters = uri.indexOf(';');
        return "sip:" + uri.substring(5, parameters < 0 ? uri.length() : parameters) + ";transport="
                + transport.parameter();
    }
}
