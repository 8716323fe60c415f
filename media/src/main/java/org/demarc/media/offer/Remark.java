package org.demarc.media.offer;

/// What a peer did that its RFC does not allow and we can live with.
public enum Remark {
    /// Another field of `o=` than the version changed (RFC 6337 §5.2.5).
    ORIGIN_CHANGED,
    /// The version stayed, the text did not (RFC 3264 §8).
    VERSION_NOT_RAISED,
    /// The version did not rise by one (RFC 3264 §8).
    VERSION_JUMPED,
    /// Fewer `m=` lines than before (RFC 3264 §8).
    STREAMS_REMOVED,
    /// A dynamic payload type means another codec than before (RFC 3264 §8.3.2).
    PAYLOAD_TYPE_REUSED,
    /// A direction that does not answer the one offered (RFC 3264 §6.1).
    DIRECTION_UNFIT,
    /// `t=` is not that of the offer (RFC 3264 §6).
    TIME_CHANGED,
    /// The same codec under another number than offered: should not be (RFC 3264 §6.1).
    PAYLOAD_TYPE_RENUMBERED
}
