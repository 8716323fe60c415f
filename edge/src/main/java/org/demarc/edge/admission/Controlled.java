package org.demarc.edge.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// The peers of trunks with `overload-control`: with them RFC 7339 is spoken, both ways.
public final class Controlled {
    private final Map<InetSocketAddress, OverloadClient> clients = new HashMap<>();
    private final Set<InetAddress> addresses = new HashSet<>();

    private Controlled(Collection<TrunkState> trunks) {
        for (TrunkState trunk : trunks) {
            for (PeerState peer : trunk.peers()) {
                OverloadClient client = peer.overload();
                if (client == null) continue;
                clients.put(peer.peer().address(), client);
                addresses.add(peer.peer().address().getAddress());
            }
        }
    }

    /// Null where no trunk has it: then nothing is asked for each message.
    static @Nullable Controlled of(Collection<TrunkState> trunks) {
        var all = new Controlled(trunks);
        return all.clients.isEmpty() ? null : all;
    }

    /// Our side as the client of a peer; null when it is none.
    public @Nullable OverloadClient client(Flow flow) {
        return clients.get(flow.remote());
    }

    /// Whether what is on this flow comes from such a peer, or goes to one, whatever its port.
    public boolean speaks(Flow flow) {
        return addresses.contains(flow.remote().getAddress());
    }
}
