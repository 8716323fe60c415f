package org.demarc.app.node;

import java.net.Inet4Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.demarc.app.config.NodeConfig;
import org.demarc.app.config.NodeConfig.Network;
import org.demarc.app.config.PortRange;
import org.demarc.console.control.NodeStatus;
import org.demarc.net.NetConfig;
import org.demarc.net.NetLimits;
import org.demarc.net.NetStatistics;
import org.demarc.net.tls.TlsConfig;
import org.demarc.relay.MediaNetwork;
import org.demarc.relay.PacketPath;
import org.demarc.relay.RelayConfig;
import org.demarc.sip.message.IpText;
import org.jspecify.annotations.Nullable;

/// What a configuration means to the parts that own sockets.
final class Plumbing {
    private Plumbing() {}

    static NetConfig net(NodeConfig config) {
        List<NetConfig.Network> networks =
                config.networks().stream().map(Plumbing::network).toList();
        var connections = config.connections();
        return NetConfig.of(config.lanes(), networks)
                .with(NetLimits.STANDARD.withSources(connections.perSource(), connections.perSecond()));
    }

    private static NetConfig.Network network(Network n) {
        var network = new NetConfig.Network(
                n.name(), n.addresses(), advertised(n, true), advertised(n, false), port(n.udp()), port(n.tcp()));
        TlsConfig security = n.security();
        if (security != null && (n.tls() != null || n.wss() != null)) {
            network = network.withTls(port(n.tls()), security);
        }
        return n.ws() == null && n.wss() == null
                ? network
                : network.withWebSocket(port(n.ws()), port(n.wss()), n.origins());
    }

    private static OptionalInt port(@Nullable Integer port) {
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    private static Optional<String> advertised(Network network, boolean ipv4) {
        return network.advertise().stream()
                .filter(a -> a instanceof Inet4Address == ipv4)
                .map(IpText::text)
                .findFirst();
    }

    static NodeStatus.Traffic traffic(NetStatistics s) {
        return new NodeStatus.Traffic(
                s.datagramsIn(),
                s.datagramsOut(),
                s.streamMessagesIn(),
                s.streamMessagesOut(),
                s.malformed(),
                s.junk(),
                s.refusedBusy(),
                s.droppedBusy(),
                s.sendFailures(),
                s.coreFailures(),
                s.connections(),
                s.handshakes(),
                s.handshakesFailed());
    }

    static RelayConfig relay(NodeConfig config) {
        Map<String, MediaNetwork> networks = new LinkedHashMap<>();
        for (Network n : config.networks()) {
            PortRange media = n.media();
            if (media != null)
                networks.put(n.name(), new MediaNetwork(n.addresses(), n.advertise(), media.first(), media.last()));
        }
        PacketPath path = switch (config.relay().path()) {
            case AUTO -> PacketPath.AUTO;
            case STEERED -> PacketPath.STEERED;
            case NATIVE -> PacketPath.NATIVE;
            case NIO -> PacketPath.NIO;
        };
        return RelayConfig.of(networks).withThreads(config.relay().threads()).withPath(path);
    }
}
