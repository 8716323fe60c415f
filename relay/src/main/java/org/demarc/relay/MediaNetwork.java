package org.demarc.relay;

import java.net.InetAddress;
import java.util.List;
import org.demarc.media.plane.Family;
import org.demarc.media.sdp.MediaAddress;

/// Where media of one network is bound.
///
/// @param addresses addresses of this machine, at most one of each family; never a wildcard
/// @param advertise what SDP shows instead, at most one of each family, where a NAT is in front; may be empty
/// @param firstPort first port of the range, 1024..65535
/// @param lastPort last port of the range, inclusive; a pair is an even port and the odd one above
public record MediaNetwork(List<InetAddress> addresses, List<InetAddress> advertise, int firstPort, int lastPort) {
    public MediaNetwork {
        addresses = List.copyOf(addresses);
        advertise = List.copyOf(advertise);
        if (addresses.isEmpty()) throw new RelayException("media needs an address to bind");
        oneOfEach(addresses);
        oneOfEach(advertise);
        for (var address : addresses)
            if (address.isAnyLocalAddress() || address.isMulticastAddress())
                throw new RelayException(
                        "media needs an address of this machine, not " + MediaAddress.literal(address));
        if (firstPort < 1024 || lastPort > 65_535 || pairs(firstPort, lastPort) < 1)
            throw new RelayException("media ports " + firstPort + "-" + lastPort
                    + ": expected a range within 1024-65535 that holds an" + " even port and the odd one above it");
    }

    private static void oneOfEach(List<InetAddress> addresses) {
        for (var family : Family.values())
            if (addresses.stream().filter(a -> Family.of(a) == family).count() > 1)
                throw new RelayException("media takes at most one address of each family: " + addresses);
    }

    private static int pairs(int first, int last) {
        return (last + 1) / 2 - (first + 1) / 2;
    }

    /// The lowest even port.
    int firstEven() {
        return firstPort + 1 & ~1;
    }

    /// How many pairs the range holds.
    public int pairs() {
        return pairs(firstPort, lastPort);
    }
}
