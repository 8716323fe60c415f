package org.demarc.net;

import org.demarc.sip.codec.Decoded;
import org.jspecify.annotations.Nullable;

/// How a connection's octets are messages. The reading thread feeds and decodes; the others are called by any.
interface Framing {
    void feed(byte[] octets, int from, int length);

    /// The next message, keep-alive or fault; `NeedMore` when all octets are used up or wait for others.
    Decoded next();

    /// Framing is lost: nothing more will be decoded.
    boolean isBroken();

    /// The peer said that it sends no more.
    boolean isClosed();

    /// Octets kept for what is not whole yet.
    int kept();

    /// What answers the keep-alive that was decoded last.
    StreamConnection.Outgoing answer();

    /// What asks the peer whether it lives.
    StreamConnection.Outgoing ping();

    /// Whether messages look different on the wire.
    boolean wraps();

    /// A message as it goes out, where `wraps`.
    byte[] wrapped(byte[] octets, int length);

    /// What is written last, null for nothing.
    byte @Nullable [] goodbye();
}
