package org.demarc.net;

import org.demarc.sip.transport.PeerIdentity;

/// A connection as WebSocket finds it.
///
/// @param peer who is at its other end, where TLS has told
/// @param deadline of its handshakes all together, nanoTime
record Secured(Wire wire, PeerIdentity peer, long deadline) {}
