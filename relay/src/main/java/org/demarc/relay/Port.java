package org.demarc.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.demarc.media.plane.MediaPort;
import org.demarc.media.plane.Remote;
import org.demarc.media.plane.Remote.Latching;
import org.demarc.media.plane.StreamStatistics;
import org.jspecify.annotations.Nullable;

/// What a call holds of a pair. Its lane calls it; after `close` it only tells statistics.
final class Port implements MediaPort {
    private final Relay relay;
    private final Pair pair;
    private final Pair.Bound sockets;
    private final RtpStream rtp;
    private final RtcpStream rtcp;
    private final long openedMillis;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Remote current;
    private Endpoint lastSource = Endpoint.NOBODY;

    Port(Relay relay, Pair pair, Pair.Bound sockets, long openedMillis) {
        this.relay = relay;
        this.pair = pair;
        this.sockets = sockets;
        this.openedMillis = openedMillis;
        this.rtp = new RtpStream(sockets.rtp());
        this.rtcp = new RtcpStream(sockets.rtcp());
    }

    void open() {
        pair.port = this;
        pair.pool.loop.streams.setRelease(pair.slot, rtp);
        pair.pool.loop.streams.setRelease(pair.slot + 1, rtcp);
    }

    @Override
    public InetSocketAddress rtp() {
        return sockets.shownRtp();
    }

    @Override
    public InetSocketAddress rtcp() {
        return sockets.shownRtcp();
    }

    @Override
    public void relayTo(@Nullable MediaPort other) {
        if (closed.get()) return;
        if (other == null) {
            rtp.target(null);
            rtcp.target(null);
        } else if (other instanceof Port port) {
            rtp.target(port.rtp);
            rtcp.target(port.rtcp);
        } else {
            throw new IllegalArgumentException("a port of this relay expected: " + other);
        }
    }

    @Override
    public void remote(Remote remote) {
        var before = current;
        if (closed.get() || remote.equals(before)) return;
        current = remote;
        if (before != null && sameSources(before, remote)) {
            rtp.direct(remote.maySend(), remote.mayReceive());
            return;
        }
        var signalling = remote.latching() == Latching.SIGNALLING && usable(remote.signalling())
                ? Endpoint.of(remote.signalling(), 1)
                : Endpoint.NOBODY;
        rtp.aim(Aim.unlocked(
                usable(remote.rtp(), rtp.line), signalling, remote.latching(), remote.maySend(), remote.mayReceive()));
        rtcp.aim(Aim.unlocked(usable(remote.rtcp(), rtcp.line), signalling, remote.latching(), true, true));
    }

    private static boolean sameSources(Remote a, Remote b) {
        return a.rtp().equals(b.rtp())
                && a.rtcp().equals(b.rtcp())
                && a.latching() == b.latching()
                && (a.latching() != Latching.SIGNALLING || a.signalling().equals(b.signalling()));
    }

    /// What SDP gives may be no peer at all: port 0 of a refused stream, 0.0.0.0 of an old hold (to connect to it would
    /// mean ourselves), a group, the other family, this very socket.
    private Endpoint usable(InetSocketAddress address, Line line) {
        if (address.isUnresolved() || address.getPort() == 0 || !usable(address.getAddress())) return Endpoint.NOBODY;
        var endpoint = Endpoint.of(address);
        return endpoint.equals(line.own) ? Endpoint.NOBODY : endpoint;
    }

    private boolean usable(InetAddress host) {
        return !host.isAnyLocalAddress()
                && !host.isMulticastAddress()
                && host instanceof Inet4Address == pair.pool.address instanceof Inet4Address
                && !host.getHostAddress().equals("255.255.255.255");
    }

    @Override
    public long sinceRtp() {
        return since(rtp.reception.lastMicros());
    }

    @Override
    public long sinceRtcp() {
        return since(rtcp.reports.lastMicros());
    }

    private long since(long micros) {
        return micros == 0 ? -1 : Math.max(0, relay.nowMillis() - micros / 1000);
    }

    @Override
    public StreamStatistics statistics() {
        var reception = rtp.reception;
        long received = reception.received(); // first: see Reception
        var locked = closed.get() ? lastSource : rtp.aim().source;
        return new StreamStatistics(
                received,
                reception.octets(),
                rtp.sent(),
                reception.lost(),
                reception.late(),
                reception.jitterMicros(),
                rtp.strangers() + rtcp.strangers(),
                rtp.malformed + rtcp.malformed,
                rtcp.reports.received(),
                rtcp.reports.roundTripMicros(),
                rtcp.reports.reportedLost(),
                reception.lastMicros() / 1000,
                openedMillis,
                locked.exists() ? locked.address() : null);
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        lastSource = rtp.aim().source;
        var streams = pair.pool.loop.streams;
        streams.setRelease(pair.slot, null);
        streams.setRelease(pair.slot + 1, null);
        rtp.target(null);
        rtcp.target(null);
        rtp.aim(Aim.CLOSED);
        rtcp.aim(Aim.CLOSED);
        rtp.ended();
        rtcp.ended();
        pair.port = null;
        relay.closed(pair);
    }
}
