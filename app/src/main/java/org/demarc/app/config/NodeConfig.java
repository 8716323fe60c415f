package org.demarc.app.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.net.tls.TlsConfig;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// The whole configuration of a node, checked.
///
/// @param edge what the border element is told: node name, trunks, routes, timing; live
/// @param networks the security zones, in the order of the file
/// @param admin where the admin interface listens
/// @param lanes how many threads carry signalling
/// @param relay the media relay
/// @param log the log
/// @param connections what one address may have of them
/// @param store where registrations are kept
/// @param dns who is asked for names; live
public record NodeConfig(
        EdgeConfig edge,
        List<Network> networks,
        InetSocketAddress admin,
        int lanes,
        RelayConfig relay,
        LogConfig log,
        ConnectionConfig connections,
        StoreConfig store,
        DnsSettings dns) {
    public NodeConfig {
        networks = List.copyOf(networks);
    }

    /// A security zone.
    ///
    /// @param name its name
    /// @param addresses where we bind: at most one of each family
    /// @param advertise what stands in messages instead: at most one of each family
    /// @param udp SIP port; null: closed; 0: any free one
    /// @param tcp the same for TCP
    /// @param tls the same for TLS
    /// @param ws the same for WebSocket
    /// @param wss the same for secure WebSocket
    /// @param media ports for media; null where no trunk lives
    /// @param security certificates; null only where neither TLS nor secure WebSocket is open
    /// @param origins of pages that may open a WebSocket; `*` for any
    public record Network(
            String name,
            List<InetAddress> addresses,
            List<InetAddress> advertise,
            @Nullable Integer udp,
            @Nullable Integer tcp,
            @Nullable Integer tls,
            @Nullable Integer ws,
            @Nullable Integer wss,
            @Nullable PortRange media,
            @Nullable TlsConfig security,
            List<String> origins) {
        public Network {
            origins = List.copyOf(origins);
            addresses = List.copyOf(addresses);
            advertise = List.copyOf(advertise);
        }

        /// The port of a transport; null: closed.
        public @Nullable Integer port(Transport transport) {
            return switch (transport) {
                case UDP -> udp;
                case TCP -> tcp;
                case TLS -> tls;
                case WS -> ws;
                case WSS -> wss;
            };
        }

        /// What stands in messages for a bound address.
        public InetAddress advertised(InetAddress bound) {
            for (InetAddress a : advertise) {
                if (a.getClass() == bound.getClass()) return a;
            }
            return bound;
        }
    }

    /// Where registrations are kept while the node does not run. Opened only where a PBX registers with us.
    ///
    /// @param directory of the embedded database; null where a server is used
    /// @param url of a PostgreSQL server; "" for the embedded database
    public record StoreConfig(@Nullable Path directory, String url, String user, String password) {
        /// Never the password.
        @Override
        public String toString() {
            return "StoreConfig[" + (directory == null ? url : directory) + "]";
        }
    }

    /// The media relay.
    ///
    /// @param threads threads that move packets
    /// @param path how
    public record RelayConfig(int threads, RelayPath path) {}

    /// How packets are moved.
    public enum RelayPath {
        AUTO,
        STEERED,
        NATIVE,
        NIO
    }

    /// What one address may have of connections.
    ///
    /// @param perSource open at a time
    /// @param perSecond begun in a second, by an address that no trunk has
    public record ConnectionConfig(int perSource, int perSecond) {
        public static final ConnectionConfig DEFAULT = new ConnectionConfig(1_000, 50);
    }

    /// The log on standard error.
    ///
    /// @param json one JSON object for each line, else words
    /// @param level the least severe lines that are written
    public record LogConfig(boolean json, LogLevel level) {
        public static final LogConfig DEFAULT = new LogConfig(false, LogLevel.INFO);
    }

    /// Who is asked for names, and how patiently.
    ///
    /// @param servers to ask, in this order; empty: those of the system
    /// @param timeoutMillis of one try at one server
    /// @param tries at each server
    public record DnsSettings(List<InetSocketAddress> servers, long timeoutMillis, int tries) {
        public static final DnsSettings DEFAULT = new DnsSettings(List.of(), 2_000, 2);

        public DnsSettings {
            servers = List.copyOf(servers);
        }
    }

    /// Severities, the worst first.
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
