package org.demarc.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.demarc.linux.Errno;
import org.demarc.linux.Linux;
import org.demarc.linux.LinuxException;
import org.demarc.net.tls.TlsKeeper;
import org.demarc.net.tls.TlsProblem;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens every listening point or none. What TLS is made of is touched for networks that have it alone.
final class Binding {
    private static final Logger LOG = LoggerFactory.getLogger(Binding.class);

    final List<ListeningPoint> points = new ArrayList<>();
    final List<Datagrams> lanes = new ArrayList<>();
    final List<Stream> streams = new ArrayList<>();
    final List<TlsKeeper> keepers = new ArrayList<>();

    /// Of the connections of all.
    final Counters counters = new Counters();

    private final NetConfig config;

    private Binding(NetConfig config) {
        this.config = config;
    }

    /// A listening point of a stream transport.
    ///
    /// @param listener null where we only connect: TLS without a certificate of ours
    record Stream(Streams.Served served, @Nullable StreamListener listener) {}

    /// @throws CannotBind when one cannot be opened; the others are closed again
    static Binding of(NetConfig config) {
        var binding = new Binding(config);
        try {
            for (int i = 0; i < config.lanes(); i++) binding.lanes.add(datagrams(config));
            for (var network : config.networks()) binding.open(network);
            return binding;
        } catch (RuntimeException e) {
            binding.close();
            throw e;
        } catch (OutOfMemoryError e) { // each lane keeps buffers outside of the heap, for itself and for each UDP port
            binding.close();
            throw new CannotBind(
                    "not enough memory for the buffers of " + config.lanes()
                            + " lanes: lower 'lanes', or give more with" + " -XX:MaxDirectMemorySize",
                    e);
        }
    }

    private static Datagrams datagrams(NetConfig config) {
        try {
            if (config.systemCalls() && Linux.available()) return new LinuxDatagrams(config.dscp());
            return new NioDatagrams(config.dscp());
        } catch (LinuxException e) {
            throw new CannotBind(
                    "cannot open what a lane sleeps on: " + Errno.text(e.errno())
                            + "; raise the limit of open files, or lower 'lanes'",
                    e);
        } catch (IOException e) {
            throw new CannotBind("cannot open a selector: " + Reason.of(e) + "; raise the limit of open files", e);
        }
    }

    private void open(NetConfig.Network network) {
        var plain = network.tcp().isPresent() ? new PlainTcp(config.messages()) : null;
        var webSocket = network.ws().isPresent() ? webSocket(network, null) : null;
        TlsLayer tls = null;
        if (network.tls().isPresent() || network.wss().isPresent()) tls = tls(network);
        var secureWebSocket = network.wss().isPresent() ? webSocket(network, tls) : null;
        for (var address : network.addresses()) {
            network.udp().ifPresent(port -> udp(network, new InetSocketAddress(address, port)));
            if (plain != null) stream(network, network.tcp(), address, plain, true);
            if (tls != null && network.tls().isPresent()) {
                boolean listens = !tls.isClientOnly();
                if (!listens) LOG.warn("event=tls-connects-only network={} why=\"no certificate\"", network.name());
                stream(network, network.tls(), address, tls, listens);
            }
            if (webSocket != null) stream(network, network.ws(), address, webSocket, true);
            if (secureWebSocket != null && tls != null)
                stream(network, network.wss(), address, secureWebSocket, !tls.isClientOnly());
        }
    }

    private WebSocketLayer webSocket(NetConfig.Network network, @Nullable TlsLayer tls) {
        return new WebSocketLayer(tls, config.limits(), config.messages(), network.origins());
    }

    private TlsLayer tls(NetConfig.Network network) {
        try {
            var keeper = TlsKeeper.open(network.name(), network.security().orElseThrow(), InstantSource.system());
            keepers.add(keeper);
            return new TlsLayer(keeper, config.limits(), config.messages(), counters);
        } catch (TlsProblem e) {
            throw new CannotBind("network " + network.name() + ": " + e.getMessage(), e);
        }
    }

    private void udp(NetConfig.Network network, InetSocketAddress wanted) {
        try {
            // A shared port could be taken by any other process of ours, a second node say, without a word.
            if (lanes.size() > 1 && wanted.getPort() != 0) probe(wanted);
            var local = lanes.getFirst().bind(wanted, lanes.size() > 1);
            for (var lane : lanes.subList(1, lanes.size())) lane.bind(local, true);
            add(network, Transport.UDP, local);
        } catch (IOException | LinuxException | UnsupportedOperationException e) {
            throw cannot(network, Transport.UDP, wanted, e);
        }
    }

    private void probe(InetSocketAddress wanted) throws IOException {
        boolean ipv6 = wanted.getAddress() instanceof java.net.Inet6Address;
        if (lanes.getFirst() instanceof LinuxDatagrams) {
            org.demarc.linux.DatagramSocketFd.bound(wanted).close();
            return;
        }
        try (var channel = java.nio.channels.DatagramChannel.open(
                ipv6 ? java.net.StandardProtocolFamily.INET6 : java.net.StandardProtocolFamily.INET)) {
            channel.bind(wanted);
        }
    }

    private void stream(
            NetConfig.Network network, OptionalInt port, InetAddress address, StreamLayer layer, boolean listens) {
        var wanted = new InetSocketAddress(address, port.orElseThrow());
        try {
            var listener = listens ? StreamListener.bind(wanted) : null;
            var point = add(network, layer.transport(), listener == null ? wanted : listener.local());
            streams.add(new Stream(new Streams.Served(point, layer), listener));
        } catch (IOException e) {
            throw cannot(network, layer.transport(), wanted, e);
        }
    }

    private ListeningPoint add(NetConfig.Network network, Transport transport, InetSocketAddress local) {
        var point = new ListeningPoint(
                network.name(), transport, local, network.sentBy(local.getAddress(), local.getPort()));
        points.add(point);
        return point;
    }

    /// How the connections of each listening point are made.
    List<Streams.Served> served() {
        return streams.stream().map(Stream::served).toList();
    }

    private static CannotBind cannot(
            NetConfig.Network network, Transport transport, InetSocketAddress wanted, Exception e) {
        return new CannotBind(
                "cannot listen on " + transport.parameter() + " " + ListeningPoint.text(wanted) + " (network "
                        + network.name() + "): "
                        + CannotBind.why(
                                e, "choose another port", "correct the addresses of network " + network.name()),
                e);
    }

    /// Closes everything opened.
    void close() {
        closeListeners();
        for (var lane : lanes) lane.close();
    }

    /// Takes no more connections.
    void closeListeners() {
        for (var stream : streams) {
            var listener = stream.listener();
            if (listener != null) listener.close();
        }
    }
}
