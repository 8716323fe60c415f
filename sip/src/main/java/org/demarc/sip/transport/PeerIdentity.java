package org.demarc.sip.transport;

import java.util.List;
import org.demarc.sip.identity.SipDomain;
import org.jspecify.annotations.Nullable;

/// Which SIP domains the other end of a flow has proved to be (RFC 5922). On a flow that a peer opened they are those
/// of its certificate; on one of ours it is the domain that we aimed at, and nothing goes out, nor comes in, before
/// the peer's certificate was found to be that domain's.
///
/// @param domains in the spelling of `SipDomain`; none for UDP, TCP, WS, and peers without a certificate
public record PeerIdentity(List<String> domains) {
    /// Nobody has proved anything.
    public static final PeerIdentity NONE = new PeerIdentity(List.of());

    public PeerIdentity {
        domains = List.copyOf(domains);
    }

    /// The domain that a connection is to be opened to; null when it is neither a name nor an address.
    public static @Nullable PeerIdentity of(String domain) {
        String spelled = SipDomain.of(domain);
        return spelled == null ? null : new PeerIdentity(List.of(spelled));
    }

    public boolean isEmpty() {
        return domains.isEmpty();
    }

    /// The first, "" when there is none.
    public String domain() {
        return domains.isEmpty() ? "" : domains.getFirst();
    }

    /// Whether the peer proved to be this one.
    public boolean includes(String domain) {
        if (domains.isEmpty()) return false;
        String spelled = SipDomain.of(domain);
        return spelled != null && domains.contains(spelled);
    }

    // Written out: flows are compared on the call path.

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof PeerIdentity that && domains.equals(that.domains));
    }

    @Override
    public int hashCode() {
        return domains.hashCode();
    }
}
