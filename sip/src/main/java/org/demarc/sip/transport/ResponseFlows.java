package org.demarc.sip.transport;

import java.net.InetSocketAddress;
import org.demarc.sip.message.Via;
import org.jspecify.annotations.Nullable;

/// Where the responses to a request go: RFC 3261 section 18.2.2, RFC 3581 section 4. Always to the address that
/// the request came from; the sender's Via chooses the port alone, so that nobody can have them sent to others.
///
/// Over UDP it is the port that the request came from where the Via has `rport`, else the port of sent-by. Over
/// a stream it is the connection that the request came on, and, once that is gone, a new one to the port of
/// sent-by.
public final class ResponseFlows {
    private static final int REMEMBERED = 64;

    private final @Nullable Flow[] from = new Flow[REMEMBERED];
    private final @Nullable Flow[] back = new Flow[REMEMBERED];

    /// With nothing remembered.
    public ResponseFlows() {}

    /// The flow for the responses to a request.
    ///
    /// @param via its top Via
    /// @param flow what it came in on
    public static Flow of(Via via, Flow flow) {
        int port = port(via, flow);
        return port == flow.remote().getPort() ? flow : to(port, flow);
    }

    /// The same, without making a flow for a sender that was here just before.
    public Flow find(Via via, Flow flow) {
        int port = port(via, flow);
        if (port == flow.remote().getPort()) return flow;
        int at = (flow.remote().getPort() * 31 + port + (int) flow.connection()) & (REMEMBERED - 1);
        Flow known = back[at];
        if (known == null || !flow.equals(from[at]) || known.remote().getPort() != port) {
            known = to(port, flow);
            from[at] = flow;
            back[at] = known;
        }
        return known;
    }

    private static int port(Via via, Flow flow) {
        int source = flow.remote().getPort();
        boolean asSentBy = switch (flow.transport()) {
            case UDP -> !via.params().has("rport");
            case TCP, TLS -> true;
            case WS, WSS -> false; // nobody listens at a WebSocket client: RFC 7118 section 5
        };
        if (!asSentBy || via.port() == 0) return source;
        return via.port() > 0 ? via.port() : flow.transport().defaultPort();
    }

    private static Flow to(int port, Flow flow) {
        var remote = new InetSocketAddress(flow.remote().getAddress(), port);
        return new Flow(
                flow.network(), flow.transport(), flow.local(), remote, flow.connection(), flow.sentBy(), flow.peer());
    }
}
