package org.demarc.trunk.account;

import java.net.InetSocketAddress;
import org.demarc.sip.location.Destination;
import org.demarc.sip.message.IpText;
import org.demarc.sip.transport.Transport;

/// One address where a static trunk's other side is reached.
///
/// @param uri as the operator wrote it; of an address that DNS gave, that address
/// @param requestUri of a request about the peer itself
/// @param host its host part: an address without brackets, or the name that it was found by
/// @param authority that host, with a port where it is not the usual one, as it stands in URIs
/// @param address where it is
/// @param transport how it is spoken to
/// @param priority the least is tried first; 0 for all: their order decides
/// @param weight its share among peers of one priority
public record Peer(
        String uri,
        String requestUri,
        String host,
        String authority,
        InetSocketAddress address,
        Transport transport,
        int priority,
        int weight) {

    /// One that has its place in the list, and no more.
    public Peer(String uri, String host, InetSocketAddress address, Transport transport) {
        this(
                uri,
                withoutSips(uri, transport),
                host,
                authority(host, address.getPort(), transport),
                address,
                transport,
                0,
                0);
    }

    /// The same with a priority and a weight.
    public Peer ranked(int ofPriority, int ofWeight) {
        return new Peer(uri, requestUri, host, authority, address, transport, ofPriority, ofWeight);
    }

    /// An address that DNS gave for a place. A Request-URI names the place, whatever the address.
    public static Peer located(Destination place, InetSocketAddress address, Transport transport) {
        String host = place.host();
        String authority = place.port() < 0 ? host : authority(host, place.port(), transport);
        String named = place.secure() || place.transport() != null ? ";transport=" + transport.parameter() : "";
        return new Peer(
                "sip:" + IpText.host(address.getAddress()) + ":" + address.getPort() + ";transport="
                        + transport.parameter(),
                "sip:" + authority + named,
                host,
                authority,
                address,
                transport,
                0,
                0);
    }

    /// The same place, whatever its rank.
    public boolean samePlace(Peer other) {
        return transport == other.transport
                && address.equals(other.address)
                && uri.equals(other.uri)
                && requestUri.equals(other.requestUri);
    }

    private static String authority(String host, int port, Transport transport) {
        String text = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == transport.defaultPort() ? text : text + ":" + port;
    }

    /// A `sips:` of the operator asks for TLS on this hop; as a Request-URI it would demand it of all hops
    /// behind the peer, too (RFC 3261 section 26.2.2).
    private static String withoutSips(String uri, Transport transport) {
        if (!uri.regionMatches(true, 0, "sips:", 0, 5)) return uri;
        int parameters = uri.indexOf(';');
        return "sip:" + uri.substring(5, parameters < 0 ? uri.length() : parameters) + ";transport="
                + transport.parameter();
    }
}
