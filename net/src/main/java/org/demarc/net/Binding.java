package org.demarc.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.demarc.linux.Errno;
import org.demarc.linux.Linux;
import org.demarc.linux.LinuxException;
import org.demarc.sip.transport.Transport;

/// Opens every listening point or none.
final class Binding {
    final List<ListeningPoint> points = new ArrayList<>();
    final List<Datagrams> lanes = new ArrayList<>();
    final List<StreamListener> listeners = new ArrayList<>();

    /// @throws CannotBind when one cannot be opened; the others are closed again
    static Binding of(NetConfig config) {
        var binding = new Binding();
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
        for (var address : network.addresses()) {
            network.udp().ifPresent(port -> udp(network, new InetSocketAddress(address, port)));
            network.tcp().ifPresent(port -> tcp(network, new InetSocketAddress(address, port)));
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

    private void tcp(NetConfig.Network network, InetSocketAddress wanted) {
        try {
            var listener = StreamListener.bind(wanted);
            listeners.add(listener);
            add(network, Transport.TCP, listener.local());
        } catch (IOException e) {
            throw cannot(network, Transport.TCP, wanted, e);
        }
    }

    private void add(NetConfig.Network network, Transport transport, InetSocketAddress local) {
        points.add(new ListeningPoint(
                network.name(), transport, local, network.sentBy(local.getAddress(), local.getPort())));
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
        for (var listener : listeners) listener.close();
        for (var lane : lanes) lane.close();
    }
}
