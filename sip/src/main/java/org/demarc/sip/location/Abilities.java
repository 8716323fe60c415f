package org.demarc.sip.location;

import java.util.List;
import org.demarc.sip.transport.Transport;

/// What we can use of what is found.
///
/// @param transports those that the trunk allows, the one that we like best first
/// @param families of addresses that its network has
public record Abilities(List<Transport> transports, AddressFamilies families) {
    public Abilities {
        transports = List.copyOf(transports);
        if (transports.isEmpty()) throw new IllegalArgumentException("at least one transport is needed");
    }
}
