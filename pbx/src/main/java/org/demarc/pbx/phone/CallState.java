package org.demarc.pbx.phone;

/// How far a call has come.
public enum CallState {
    /// INVITE sent, no ringing yet.
    DIALLING,
    /// 180 sent or received.
    RINGING,
    /// Answered.
    TALKING,
    /// Over.
    ENDED
}
