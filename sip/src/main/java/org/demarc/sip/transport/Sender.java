package org.demarc.sip.transport;

import java.net.InetSocketAddress;
import org.demarc.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;

/// The way out of a lane. No method blocks; all are called on the lane's thread.
public interface Sender {
    /// Sends a message as it stands on a flow. A response for a stream whose connection is gone goes over a new
    /// connection to the flow's remote address, which `ResponseFlows` chose (RFC 3261 section 18.2.2, RFC 5923).
    ///
    /// @param onFailure told later, on this lane and never from inside this call, when the transport knows
    ///     that the message was not delivered (refused, reset, ICMP, queue full); null when nobody cares
    void send(SipMessage message, Flow flow, @Nullable SendFailure onFailure);

    /// The flow to an address: an open connection that may be reused, or one that is opened when first sent on.
    ///
    /// @return null when the network has no listening point of that transport and address family
    @Nullable
    Flow flow(String network, Transport transport, InetSocketAddress remote);

    /// The flow to an address where a domain is expected. Over TLS and WSS the certificate there must be that
    /// domain's (RFC 5922 section 7.3), and a connection that proved another one is not used, though it goes
    /// to the same address (RFC 5923 section 9.3); the other transports prove nothing. The variant without a
    /// domain expects the address itself.
    ///
    /// @param domain the SIP domain aimed at before DNS was asked, not the name that DNS answered
    /// @return null also when `domain` is none
    @Nullable
    default Flow flow(String network, Transport transport, InetSocketAddress remote, String domain) {
        return flow(network, transport, remote);
    }

    /// True when something sent on this flow needs no new connection: always for UDP.
    boolean alive(Flow flow);

    /// Has a connection stand to one of two addresses of one host, before anything is written for it: the second is
    /// begun a quarter of a second after the first, or when that failed, and the first that stands is taken
    /// (RFC 8305 section 5, catalogue IP6-007).
    ///
    /// @param patience milliseconds after which none has come to stand
    /// @return false when there is nothing to wait for: the first stands already, or nobody races here. `told` then
    ///     hears nothing
    default boolean race(Flow first, Flow second, long patience, Raced told) {
        return false;
    }

    /// Hears what stands, once, later, on the lane.
    @FunctionalInterface
    interface Raced {
        /// The race is over.
        ///
        /// @param standing the flow to send on, one of the two with its connection; null: neither stands
        /// @param why one line for people, where neither does
        void over(@Nullable Flow standing, String why);
    }

    /// What a message that was not delivered says about the flow that it was for.
    enum Loss {
        /// Nothing: it never left. It was too long, a queue of ours was full, we have no such listening point, or too
        /// many connections.
        NOT_SENT,
        /// That there is no way there now, as our own system says. The flow may live on.
        NO_ROUTE,
        /// That the flow is gone, or could not be made: its connection ended, or the network says by ICMP that nothing
        /// arrives (RFC 3261 section 18.4, RFC 5626 section 7).
        FLOW_FAILED
    }

    /// Told when a message could not be delivered.
    interface SendFailure {
        /// The transport gave up on it.
        ///
        /// @param why one line for people: `connection refused`, `no route to host`, ...
        void undelivered(Loss loss, String why);
    }
}
