package org.demarc.edge.locating;

import org.demarc.sip.location.Destination;

/// One entry of a trunk's `peers`.
///
/// @param destination an address, a host or a domain
/// @param priority the least is tried first, before what DNS says of each
/// @param weight its share among places of one priority; a weight that DNS gives is used instead of it
public record Place(Destination destination, int priority, int weight) {
    public Place {
        if (weight < 0 || weight > 65_535) throw new IllegalArgumentException("weight 0..65535 expected: " + weight);
    }
}
