package org.demarc.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.demarc.sip.message.IpText;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Transport;

/// Where we listen.
///
/// @param network name of the network it belongs to
/// @param local address and real port, also where the configuration said port 0
/// @param sentBy what stands in Via and Contact: advertised host, IPv6 in brackets, and port
public record ListeningPoint(String network, Transport transport, InetSocketAddress local, String sentBy) {
    /// `udp 10.0.0.5:5060 (outside)`, for people.
    public String describe() {
        return transport.parameter() + " " + text(local) + " (" + network + ")";
    }

    static String text(InetSocketAddress address) {
        return IpText.host(address.getAddress()) + ":" + address.getPort();
    }

    static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    boolean ipv6() {
        return local.getAddress() instanceof Inet6Address;
    }

    /// The flow of a datagram source, or of a stream.
    Flow flow(InetSocketAddress remote, long connection) {
        return flow(remote, connection, PeerIdentity.NONE);
    }

    Flow flow(InetSocketAddress remote, long connection, PeerIdentity peer) {
        return new Flow(network, transport, local, remote, connection, sentBy, peer);
    }
}
