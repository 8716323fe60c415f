package org.demarc.edge.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.demarc.media.plane.Family;
import org.demarc.media.plane.MediaPlane;
import org.demarc.media.plane.MediaPort;
import org.demarc.media.plane.Remote;
import org.demarc.media.plane.StreamStatistics;
import org.demarc.sim.VirtualClock;
import org.jspecify.annotations.Nullable;

/// A media plane without packets: it remembers what signalling told it, and says where a packet would go.
public final class VirtualMedia implements MediaPlane {
    private final VirtualClock clock;
    private final Map<String, InetAddress> addresses;
    /// The plane's own clock began when the plane did, long after the lanes': nobody may compare the two.
    private static final long CLOCK_BEHIND = 1_000_000_000;

    private final Map<InetSocketAddress, Port> ports = new HashMap<>();
    private int limit = Integer.MAX_VALUE;
    private int next = 20_000;
    private int opened;

    /// @param addresses our media address in each network
    public VirtualMedia(VirtualClock clock, Map<String, InetAddress> addresses) {
        this.clock = clock;
        this.addresses = Map.copyOf(addresses);
    }

    /// The most pairs open at a time.
    public void limit(int most) {
        limit = most;
    }

    @Override
    public @Nullable MediaPort open(String network, Family family, String callId) {
        InetAddress address = addresses.get(network);
        if (address == null || Family.of(address) != family || ports.size() >= limit) return null;
        var at = new InetSocketAddress(address, next);
        next = next >= 60_000 ? 20_000 : next + 2;
        var port = new Port(at, callId);
        ports.put(at, port);
        opened++;
        return port;
    }

    @Override
    public int portsInUse() {
        return ports.size();
    }

    /// Pairs opened so far.
    public int opened() {
        return opened;
    }

    /// The open port at an address, null when there is none.
    public @Nullable Port at(InetSocketAddress address) {
        return ports.get(address);
    }

    /// Where an RTP packet from `source` to a port of ours comes out: the address it is sent to, null when it
    /// goes nowhere.
    public @Nullable InetSocketAddress arrives(InetSocketAddress source, InetSocketAddress to) {
        Port in = ports.get(to);
        if (in == null) return null;
        Remote from = in.remote;
        Port out = in.relayTo;
        if (from == null || !from.maySend() || out == null || out.closed) return null;
        if (from.latching() == Remote.Latching.EXACT && !from.rtp().equals(source)) return null;
        Remote towards = out.remote;
        return towards == null || !towards.mayReceive() ? null : towards.rtp();
    }

    /// A packet comes to an open port of ours from where signalling lets it come from.
    void hear(InetSocketAddress to, boolean rtcp) {
        Port port = ports.get(to);
        if (port == null) return;
        if (rtcp) port.rtcpAt = now();
        else port.rtpAt = now();
        if (!rtcp) port.received++;
    }

    private long now() {
        return clock.millis() - CLOCK_BEHIND;
    }

    /// One pair.
    public final class Port implements MediaPort {
        private final InetSocketAddress address;
        private final String callId;
        private final long openedAt = now();
        private long rtpAt = Long.MIN_VALUE;
        private long rtcpAt = Long.MIN_VALUE;
        private long received;
        private @Nullable Port relayTo;
        private @Nullable Remote remote;
        private boolean closed;

        Port(InetSocketAddress address, String callId) {
            this.address = address;
            this.callId = callId;
        }

        public String callId() {
            return callId;
        }

        public @Nullable Port relaysTo() {
            return relayTo;
        }

        public @Nullable Remote remote() {
            return remote;
        }

        @Override
        public InetSocketAddress rtp() {
            return address;
        }

        @Override
        public InetSocketAddress rtcp() {
            return new InetSocketAddress(address.getAddress(), address.getPort() + 1);
        }

        @Override
        public void relayTo(@Nullable MediaPort other) {
            if (closed) throw new IllegalStateException("a closed port was used");
            if (other != null && !(other instanceof Port))
                throw new IllegalArgumentException("a port of another plane");
            relayTo = (Port) other;
        }

        @Override
        public void remote(Remote next) {
            if (closed) throw new IllegalStateException("a closed port was used");
            remote = next;
        }

        @Override
        public long sinceRtp() {
            return rtpAt == Long.MIN_VALUE ? -1 : now() - rtpAt;
        }

        @Override
        public long sinceRtcp() {
            return rtcpAt == Long.MIN_VALUE ? -1 : now() - rtcpAt;
        }

        @Override
        public StreamStatistics statistics() {
            return new StreamStatistics(
                    received, 0, 0, 1, 0, 0, 0, 0, 0, -1, -1, rtpAt == Long.MIN_VALUE ? 0 : rtpAt, openedAt, null);
        }

        @Override
        public void close() {
            if (closed) return;
            closed = true;
            ports.remove(address);
        }
    }
}
