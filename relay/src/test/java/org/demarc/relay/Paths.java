package org.demarc.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;

/// Which packet paths this machine lets us test.
final class Paths {
    private Paths() {}

    /// Skips the test, saying why, where `path` is the steered one and the kernel does not let us.
    static void assumePossible(PacketPath path) {
        if (path != PacketPath.STEERED) return;
        try (var relay = new Relay(Ranges.config(1).withPath(path))) {
            assertThat(relay.path()).isEqualTo(path);
        } catch (RelayException e) {
            Assumptions.abort(String.valueOf(e.getMessage()));
        }
    }
}
