package org.demarc.media.offer;

import org.demarc.media.sdp.Decoded;
import org.demarc.media.sdp.SdpDecoder;
import org.demarc.media.sdp.SdpEncoder;
import org.demarc.media.sdp.SdpLimits;
import org.demarc.media.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/// A description that is kept while its dialog lives. Packed it is the array that crossed the wire, where the model is
/// some fifty objects: there are thousands of calls, and most never look at it again.
final class Kept {
    /// What passed the limits, rewritten or not, passes these.
    private static final SdpLimits OUR_OWN = new SdpLimits(1 << 20, 16_384, 1 << 16, 64, 4_096, 256, 64);

    private @Nullable SessionDescription description;
    private byte @Nullable [] wire;

    Kept(SessionDescription description) {
        this.description = description;
    }

    /// @param wire what it was read from
    Kept(SessionDescription description, byte[] wire) {
        this.description = description;
        this.wire = wire;
    }

    static @Nullable SessionDescription read(@Nullable Kept kept) {
        return kept == null ? null : kept.description();
    }

    SessionDescription description() {
        var known = description;
        if (known != null) return known;
        var octets = octets();
        return switch (SdpDecoder.decode(octets, 0, octets.length, OUR_OWN)) {
            case Decoded.Parsed(SessionDescription read) -> read;
            case Decoded.Malformed malformed ->
                throw new IllegalStateException("what was read before is malformed: " + malformed);
        };
    }

    /// As on the wire; shared, and never changed.
    byte[] octets() {
        var known = wire;
        if (known != null) return known;
        var model = description;
        if (model == null) throw new IllegalStateException("neither model nor octets");
        var written = SdpEncoder.encode(model);
        wire = written;
        return written;
    }

    void pack() {
        octets();
        description = null;
    }
}
