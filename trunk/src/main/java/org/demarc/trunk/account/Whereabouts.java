package org.demarc.trunk.account;

import java.util.List;
import org.demarc.sip.location.Abilities;
import org.demarc.sip.location.Destination;
import org.demarc.sip.transport.Transport;

/// Where a trunk is some of whose peers have names: DNS is asked for them while the node runs (RFC 3263).
///
/// @param entries all of its peers, those that are addresses included
/// @param abilities what of that which DNS says can be used
public record Whereabouts(List<Entry> entries, Abilities abilities) {
    public Whereabouts {
        entries = List.copyOf(entries);
    }

    /// Whether all of them are asked for over TLS by name: `sips`, or `transport=tls`.
    boolean isSecure() {
        for (Entry entry : entries) {
            String named = entry.destination().transport();
            Transport transport = named == null ? null : Transport.of(named);
            if (!entry.destination().secure() && (transport == null || !transport.secure())) return false;
        }
        return !entries.isEmpty();
    }

    /// One entry of `peers`.
    ///
    /// @param priority the least is tried first
    /// @param weight its share among entries of one priority
    public record Entry(Destination destination, int priority, int weight) {}
}
