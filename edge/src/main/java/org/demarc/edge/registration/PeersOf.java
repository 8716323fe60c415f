package org.demarc.edge.registration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.edge.admission.PeerState;
import org.demarc.edge.admission.TrunkState;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Peer;

/// Where a provider is reached: the peers of the trunk, as they are known now.
final class PeersOf implements Locator {
    private final TrunkState trunk;

    PeersOf(TrunkState trunk) {
        this.trunk = trunk;
    }

    /// A registrar that is a peer is that peer; the domain is all of them; an address is itself.
    @Override
    public void locate(SipUri uri, String network, Found found) {
        String wanted = uri.toString();
        List<Target> named = new ArrayList<>();
        List<Target> all = new ArrayList<>();
        for (PeerState state : trunk.peers()) {
            Peer peer = state.peer();
            var target = new Target(peer.transport(), peer.address());
            all.add(target);
            if (peer.requestUri().equals(wanted)) named.add(target);
        }
        if (named.isEmpty() && uri.host().equalsIgnoreCase(trunk.trunk().domain())) named = all;
        if (named.isEmpty()) {
            InetAddress literal = IpText.parse(
                    uri.host().startsWith("[")
                            ? uri.host().substring(1, uri.host().length() - 1)
                            : uri.host());
            if (literal != null) named.add(at(uri, literal));
        }
        if (named.isEmpty()) found.nowhere("nothing is known of where " + uri.host() + " is");
        else found.found(named);
    }

    private static Target at(SipUri uri, InetAddress literal) {
        String parameter = uri.transport();
        Transport transport = parameter == null ? null : Transport.of(parameter);
        if (transport == null) transport = uri.secure() ? Transport.TLS : Transport.UDP;
        int port = uri.port() > 0 ? uri.port() : transport.defaultPort();
        return new Target(transport, new InetSocketAddress(literal, port));
    }
}
