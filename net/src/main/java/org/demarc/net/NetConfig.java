package org.demarc.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.demarc.net.tls.TlsConfig;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.Limits;
import org.demarc.sip.transport.LaneRouting;

/// What to open and how.
///
/// @param networks each name once
/// @param lanes threads that signalling is spread over, 1..64
/// @param messages limits of one message
/// @param systemCalls use Linux's system calls for UDP where they are available; otherwise the JDK's channels
/// @param dscp mark on everything sent, 0..63 (RFC 2474); CS5, 40, is for signalling (RFC 4594 section 4.2)
public record NetConfig(
        List<Network> networks, int lanes, NetLimits limits, Limits messages, boolean systemCalls, int dscp) {
    public static final int CS5 = 40;

    public NetConfig {
        networks = List.copyOf(networks);
        if (lanes < 1 || lanes > LaneRouting.MAX_LANES) {
            throw new IllegalArgumentException("1.." + LaneRouting.MAX_LANES + " lanes expected: " + lanes);
        }
        if (dscp < 0 || dscp > 63) throw new IllegalArgumentException("DSCP 0..63 expected: " + dscp);
        var names = new HashSet<String>();
        for (var network : networks) {
            if (!names.add(network.name())) throw new IllegalArgumentException("network twice: " + network.name());
        }
    }

    /// With standard limits, system calls where available, and DSCP CS5.
    public static NetConfig of(int lanes, List<Network> networks) {
        return new NetConfig(networks, lanes, NetLimits.STANDARD, Limits.DEFAULT, true, CS5);
    }

    /// The same with other limits.
    public NetConfig with(NetLimits other) {
        return new NetConfig(networks, lanes, other, messages, systemCalls, dscp);
    }

    /// The same with or without Linux's system calls.
    public NetConfig withSystemCalls(boolean use) {
        return new NetConfig(networks, lanes, limits, messages, use, dscp);
    }

    /// A security zone.
    ///
    /// @param addresses where we bind: all listening points of the network exist on each
    /// @param advertisedIpv4 host that stands in Via and Contact instead of an IPv4 address we bind
    /// @param advertisedIpv6 the same for IPv6, without brackets
    /// @param udp port, 0 for any free one; empty for no UDP
    /// @param tcp port, 0 for any free one; empty for no TCP
    /// @param tls the same for TLS
    /// @param ws the same for WebSocket
    /// @param wss the same for WebSocket over TLS
    /// @param security certificates and trust, which TLS and WSS need
    /// @param origins of pages in browsers that may open a WebSocket, such as `https://phone.example.net`;
    ///     `*` for any
    public record Network(
            String name,
            List<InetAddress> addresses,
            Optional<String> advertisedIpv4,
            Optional<String> advertisedIpv6,
            OptionalInt udp,
            OptionalInt tcp,
            OptionalInt tls,
            OptionalInt ws,
            OptionalInt wss,
            Optional<TlsConfig> security,
            List<String> origins) {
        public Network {
            addresses = List.copyOf(addresses);
            origins = List.copyOf(origins);
            if ((tls.isPresent() || wss.isPresent()) && security.isEmpty()) {
                throw new IllegalArgumentException("network " + name + ": TLS needs a certificate and its key");
            }
            for (var address : addresses) {
                if (address.isAnyLocalAddress()
                        && advertised(address, advertisedIpv4, advertisedIpv6).isEmpty()) {
                    throw new IllegalArgumentException("network " + name + ": " + IpText.text(address)
                            + " means every address; say with advertise which one others shall use");
                }
            }
        }

        /// With UDP and TCP alone.
        public Network(
                String name,
                List<InetAddress> addresses,
                Optional<String> advertisedIpv4,
                Optional<String> advertisedIpv6,
                OptionalInt udp,
                OptionalInt tcp) {
            this(
                    name,
                    addresses,
                    advertisedIpv4,
                    advertisedIpv6,
                    udp,
                    tcp,
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    List.of());
        }

        /// The same with TLS.
        public Network withTls(OptionalInt tlsPort, TlsConfig config) {
            return new Network(
                    name,
                    addresses,
                    advertisedIpv4,
                    advertisedIpv6,
                    udp,
                    tcp,
                    tlsPort,
                    ws,
                    wss,
                    Optional.of(config),
                    origins);
        }

        /// The same with WebSocket.
        public Network withWebSocket(OptionalInt wsPort, OptionalInt wssPort, List<String> allowedOrigins) {
            return new Network(
                    name,
                    addresses,
                    advertisedIpv4,
                    advertisedIpv6,
                    udp,
                    tcp,
                    tls,
                    wsPort,
                    wssPort,
                    security,
                    allowedOrigins);
        }

        /// With nothing advertised but the addresses themselves.
        public static Network of(String name, List<InetAddress> addresses, OptionalInt udp, OptionalInt tcp) {
            return new Network(name, addresses, Optional.empty(), Optional.empty(), udp, tcp);
        }

        /// Host and port for Via and Contact.
        String sentBy(InetAddress address, int port) {
            String host = advertised(address, advertisedIpv4, advertisedIpv6).orElseGet(() -> IpText.text(address));
            return ListeningPoint.bracketed(host) + ":" + port;
        }

        private static Optional<String> advertised(InetAddress address, Optional<String> v4, Optional<String> v6) {
            return address instanceof Inet6Address ? v6 : v4;
        }
    }
}
