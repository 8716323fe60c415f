package org.demarc.edge.world;

import java.net.InetSocketAddress;

/// Somebody who calls and is called through the edge.
public interface Agent {
    Zone zone();

    InetSocketAddress address();

    /// Places a call.
    void dial(Script script);

    /// Dialogs and transactions that still live.
    int alive();

    /// From now on it is not there; all it knows is lost.
    void crash();

    /// Back, knowing nothing.
    void revive();
}
