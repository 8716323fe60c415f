package org.demarc.net;

import java.io.IOException;
import java.net.Socket;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Transport;

/// What lies between a connection's messages and its socket. Each method runs on a virtual thread of the
/// connection and may block, for no longer than the handshake time.
interface StreamLayer {
    Transport transport();

    /// Makes ready a connection that we opened.
    ///
    /// @param flow who must be there, too
    Ready opened(Socket socket, Flow flow) throws IOException;

    /// Makes ready a connection that a peer opened.
    ///
    /// @param stranger whether nobody knows the peer
    Ready accepted(Socket socket, Flow flow, boolean stranger) throws IOException;

    /// Whether it says goodbye before it closes.
    boolean isPolite();

    /// A connection that messages can go over.
    ///
    /// @param peer what it proved
    record Ready(Wire wire, Framing framing, PeerIdentity peer) {}
}
