package org.demarc.console.http;

import java.util.List;
import org.demarc.console.control.NodeStatus;
import org.demarc.edge.status.TrunkSnapshot;

/// The fake node's values for tests of other packages.
public final class FakeNodeAccess {
    public FakeNodeAccess() {}

    private final FakeNode node = new FakeNode();

    public NodeStatus status() {
        return node.status().join();
    }

    public List<TrunkSnapshot> trunks() {
        return node.trunks().join();
    }
}
