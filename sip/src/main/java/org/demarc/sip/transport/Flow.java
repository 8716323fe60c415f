package org.demarc.sip.transport;

import java.net.InetSocketAddress;
import org.demarc.sip.message.IpText;

/// The address pair or connection that a message came in on, or goes out on. A first-class value: a dialog
/// remembers the flow it lives on. Two flows are equal when they are the same connection, or for UDP the same
/// address pair.
///
/// @param network name of the network (security zone) that it belongs to
/// @param transport its protocol
/// @param local where we are bound: for a stream that a peer opened, the listening address
/// @param remote the other side's address and port
/// @param connection number of the connection; 0 for UDP, and for a stream that is opened when first sent on
/// @param sentBy what we put into Via and Contact for this flow: advertised host (IPv6 in brackets) and port
public record Flow(
        String network,
        Transport transport,
        InetSocketAddress local,
        InetSocketAddress remote,
        long connection,
        String sentBy) {

    /// One line for logs: `udp 10.0.0.5:5060 <> 10.0.0.20:5060`.
    public String describe() {
        return transport.parameter() + " " + text(local) + " <> " + text(remote);
    }

    private static String text(InetSocketAddress address) {
        return IpText.host(address.getAddress()) + ":" + address.getPort();
    }
}
