package org.demarc.edge.routing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The addresses that DNS gives, or gave not long ago, for peers of trunks: a request from there is of that
/// trunk. Replaced as one value by the lane that asks DNS, read by all. What the configuration says of an
/// address comes before this: nobody takes a source from a trunk by changing a zone.
public final class LocatedSources {
    /// One of them.
    public record Source(String network, int port, String trunk) {}

    private volatile Map<InetAddress, List<Source>> byAddress = Map.of();

    /// None at first.
    public LocatedSources() {}

    /// Puts others in force.
    public void replace(Map<InetAddress, List<Source>> all) {
        byAddress = Map.copyOf(all);
    }

    boolean knows(InetAddress address) {
        return byAddress.containsKey(address);
    }

    /// The name of the trunk that is exactly there, else of the only one at this address.
    @Nullable
    String trunk(String network, InetSocketAddress remote) {
        List<Source> here = byAddress.get(remote.getAddress());
        if (here == null) return null;
        String only = null;
        boolean several = false;
        for (Source source : here) {
            if (!source.network().equals(network)) continue;
            if (source.port() == remote.getPort()) return source.trunk();
            several |= only != null && !only.equals(source.trunk());
            only = source.trunk();
        }
        return several ? null : only;
    }
}
