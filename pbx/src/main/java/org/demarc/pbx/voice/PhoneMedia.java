package org.demarc.pbx.voice;

import org.jspecify.annotations.Nullable;

/// What a PBX asks of the world for its phones' voice: implemented on sockets, and on virtual time in
/// simulations.
public interface PhoneMedia {
    /// Takes a port for one call.
    ///
    /// @return null when there is none
    @Nullable
    PhonePort open(Tones tones);
}
