package org.demarc.trunk.account;

/// The element on the other side of a trunk (catalogue ARCH-001).
public enum Faces {
    /// A SIP-PBX or an enterprise SBC.
    PBX,
    /// A service provider: its SP-SBC or SP-SSE.
    PROVIDER,
    /// Our own trusted network behind us.
    CORE
}
