package org.demarc.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.demarc.linux.SocketAddress;

/// An address and port as numbers: IPv4 as the mapped IPv6 address.
record Endpoint(long high, long low, int port) {
    /// Nobody: port 0 is no source and no target.
    static final Endpoint NOBODY = new Endpoint(0, 0, 0);

    static Endpoint of(InetSocketAddress address) {
        return of(address.getAddress(), address.getPort());
    }

    static Endpoint of(InetAddress host, int port) {
        return new Endpoint(SocketAddress.high(host), SocketAddress.low(host), port);
    }

    boolean is(long otherHigh, long otherLow, int otherPort) {
        return low == otherLow && port == otherPort && high == otherHigh;
    }

    boolean isHost(long otherHigh, long otherLow) {
        return low == otherLow && high == otherHigh;
    }

    boolean exists() {
        return port != 0;
    }

    InetSocketAddress address() {
        return SocketAddress.decode(high, low, port);
    }
}
