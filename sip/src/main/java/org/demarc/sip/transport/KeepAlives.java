package org.demarc.sip.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Asks whether flows live (RFC 5626 section 4.4). Of a lane; all is called, and answers, on its thread.
public interface KeepAlives {
    /// Sends a keep-alive: a double CRLF on a connection that stands, a STUN Binding request over UDP. Nothing comes of
    /// it where the flow is gone.
    void ask(Flow flow, Answered answered);

    /// Closes the connection of a flow; nothing over UDP.
    void close(Flow flow, String why);

    /// Hears that a keep-alive was answered, once.
    @FunctionalInterface
    interface Answered {
        /// It was.
        ///
        /// @param seen our address as the other side sees it; null where it does not say
        void answered(@Nullable InetSocketAddress seen);
    }
}
