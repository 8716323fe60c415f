package org.demarc.sip.transport;

import java.net.InetSocketAddress;
import org.demarc.sip.message.IpText;
import org.jspecify.annotations.Nullable;

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
/// @param peer which SIP domains the other side proved to be, or, before a connection of ours stands, must prove
public record Flow(
        String network,
        Transport transport,
        InetSocketAddress local,
        InetSocketAddress remote,
        long connection,
        String sentBy,
        PeerIdentity peer) {

    /// To a peer that proves nothing.
    public Flow(
            String network,
            Transport transport,
            InetSocketAddress local,
            InetSocketAddress remote,
            long connection,
            String sentBy) {
        this(network, transport, local, remote, connection, sentBy, PeerIdentity.NONE);
    }

    /// The same flow, whose peer has proved to be this one.
    public Flow with(PeerIdentity proved) {
        return new Flow(network, transport, local, remote, connection, sentBy, proved);
    }

    // Written out: compared on the call path, and the generated ones are slow to begin with.

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Flow that
                        && connection == that.connection
                        && transport == that.transport
                        && remote.equals(that.remote)
                        && local.equals(that.local)
                        && network.equals(that.network)
                        && sentBy.equals(that.sentBy)
                        && peer.equals(that.peer));
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(connection) * 31 + remote.hashCode()) * 31 + local.hashCode();
    }

    /// One line for logs: `udp 10.0.0.5:5060 <> 10.0.0.20:5060`.
    public String describe() {
        return transport.parameter() + " " + text(local) + " <> " + text(remote);
    }

    private static String text(InetSocketAddress address) {
        return IpText.host(address.getAddress()) + ":" + address.getPort();
    }
}
