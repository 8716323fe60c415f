package org.demarc.trunk;

import org.demarc.sim.Purity;
import org.junit.jupiter.api.Test;

/// No socket, file, clock, thread or lock in this module: the same code runs on sockets and in simulations.
class PurityTest {
    @Test
    void nothingHereTouchesTheWorld() {
        Purity.check();
    }
}
