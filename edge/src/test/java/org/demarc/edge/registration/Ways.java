package org.demarc.edge.registration;

import java.util.List;

/// Registers a trunk for a test that needs no provider.
public final class Ways {
    private Ways() {}

    /// Calls get to the provider so from now on.
    public static void publish(RegisteredTrunk trunk, Way... ways) {
        trunk.publish(trunk.snapshot(), List.of(ways), false);
    }
}
