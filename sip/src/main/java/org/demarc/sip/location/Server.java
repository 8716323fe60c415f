package org.demarc.sip.location;

import java.net.InetSocketAddress;
import org.demarc.sip.message.IpText;
import org.demarc.sip.transport.Transport;

/// One place where a request can be sent.
///
/// @param identity the name that its certificate must have: the domain before DNS (RFC 5922 section 4,
///     catalogue DNS-012)
/// @param host the name whose address this is, for people
/// @param priority the least is tried first
/// @param weight its share among servers of one priority
/// @param group which host of the list it belongs to: the addresses of one host are tried one after the other
///     (RFC 7984 section 4) and share one weight
public record Server(
        InetSocketAddress address,
        Transport transport,
        String identity,
        String host,
        int priority,
        int weight,
        int group)
        implements Selection.Candidate {

    /// The same place, whatever its rank in the list.
    public boolean samePlace(Server other) {
        return transport == other.transport && address.equals(other.address) && identity.equals(other.identity);
    }

    /// `tls 192.0.2.1:5061`
    @Override
    public String toString() {
        return transport.parameter() + " " + IpText.host(address.getAddress()) + ":" + address.getPort();
    }
}
