package org.demarc.app.node;

import java.net.InetAddress;
import org.demarc.edge.admission.NodeState;
import org.demarc.net.Sources;
import org.demarc.sip.transport.Flow;

/// What the configuration in force says of where messages come from.
final class KnownSources implements Sources {
    private final NodeState state;

    KnownSources(NodeState state) {
        this.state = state;
    }

    /// The clock of the lanes.
    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public boolean known(Flow flow) {
        return state.knows(flow, System.currentTimeMillis());
    }

    @Override
    public boolean reads(Flow flow) {
        return state.generation().routing().registers(flow.network())
                && !banned(flow.remote().getAddress());
    }

    @Override
    public boolean banned(InetAddress source) {
        return state.bans().banned(source, now())
                && !state.generation().routing().knows(source);
    }
}
