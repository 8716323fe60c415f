package org.demarc.app.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.demarc.media.plane.Family;
import org.demarc.media.plane.MediaPlane;
import org.demarc.media.plane.MediaPort;
import org.demarc.media.plane.Remote;
import org.demarc.media.plane.StreamStatistics;
import org.demarc.sim.FaultyNetwork;
import org.jspecify.annotations.Nullable;

/// An edge's media plane on a virtual network: RTP from the exact remote to the remote of the other port.
final class VirtualRelay implements MediaPlane {
    private static final int FIRST_PORT = 20_000;

    private final FaultyNetwork<InetSocketAddress, byte[]> wire;
    private final Map<String, InetAddress> hosts;
    private int nextPort = FIRST_PORT;
    private int inUse;

    /// @param hosts the address in each network, by its name
    VirtualRelay(FaultyNetwork<InetSocketAddress, byte[]> wire, Map<String, InetAddress> hosts) {
        this.wire = wire;
        this.hosts = hosts;
    }

    @Override
    public @Nullable MediaPort open(String network, Family family, String callId) {
        InetAddress host = hosts.get(network);
        if (host == null || Family.of(host) != family) return null;
        var port = new Port(new InetSocketAddress(host, nextPort));
        nextPort += 2;
        inUse++;
        return port;
    }

    @Override
    public int portsInUse() {
        return inUse;
    }

    private final class Port implements MediaPort {
        private final InetSocketAddress local;
        private @Nullable Port other;
        private @Nullable Remote remote;
        private boolean closed;
        private long received;
        private long sent;
        private long foreign;

        Port(InetSocketAddress local) {
            this.local = local;
            wire.attach(local, (from, _, packet) -> arrived(from, packet));
        }

        private void arrived(InetSocketAddress from, byte[] packet) {
            Remote known = remote;
            if (known == null || !known.rtp().equals(from) || !known.maySend()) {
                foreign++;
                return;
            }
            received++;
            Port to = other;
            if (to != null) to.leave(packet);
        }

        private void leave(byte[] packet) {
            Remote to = remote;
            if (closed || to == null || !to.mayReceive()) return;
            sent++;
            wire.send(local, to.rtp(), packet);
        }

        @Override
        public InetSocketAddress rtp() {
            return local;
        }

        @Override
        public InetSocketAddress rtcp() {
            return new InetSocketAddress(local.getAddress(), local.getPort() + 1);
        }

        @Override
        public void relayTo(@Nullable MediaPort next) {
            other = next instanceof Port port ? port : null;
        }

        @Override
        public void remote(Remote next) {
            remote = next;
        }

        @Override
        public long sinceRtp() {
            return received == 0 ? -1 : 0;
        }

        @Override
        public long sinceRtcp() {
            return -1;
        }

        @Override
        public StreamStatistics statistics() {
            Remote source = remote;
            return new StreamStatistics(
                    received, 0, sent, 0, 0, 0, foreign, 0, 0, -1, -1, 0, 0, source == null ? null : source.rtp());
        }

        @Override
        public void close() {
            if (closed) return;
            closed = true;
            inUse--;
            wire.detach(local);
        }
    }
}
