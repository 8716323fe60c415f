package org.demarc.relay;

import org.demarc.media.plane.Remote.Latching;

/// One bound UDP socket. It outlives calls. Signalling and packet threads both use it.
abstract sealed class Line permits EpollLine, NioLine, SteeredLine {
    final PacketLoop loop;
    final Endpoint own;
    private volatile boolean connected;

    Line(PacketLoop loop, Endpoint own) {
        this.loop = loop;
        this.own = own;
    }

    /// Makes the kernel do as `aim` says: one peer, anyone (sources are then checked here), or nobody, which is a
    /// socket connected to itself.
    final void follow(Aim aim) {
        if (aim.deaf()) {
            connect(own);
            connected = false;
            return;
        }
        var peer = aim.peer();
        if (peer.exists() && (sendsPastPeer() || aim.latching != Latching.ADDRESS) && connect(peer)) {
            connected = true;
        } else {
            // A peer without a route: sends say so one by one, and every source is checked.
            connected = false;
            disconnect();
        }
    }

    /// The kernel lets only the aim's peer through, and sends go there.
    final boolean connected() {
        return connected;
    }

    /// Whether a connected socket can still send elsewhere. With `Latching.ADDRESS` the peer may have two ports.
    abstract boolean sendsPastPeer();

    abstract boolean connect(Endpoint peer);

    abstract void disconnect();

    /// Datagrams from strangers that were refused for this line before they reached its queue, as far as anyone counts
    /// them; over all calls that had it.
    long refused() {
        return 0;
    }

    /// Receives one datagram and its source; false when there is none.
    abstract boolean receive(Packet into);

    /// Sends to the connected peer; false when the datagram did not leave.
    abstract boolean send(Packet packet);

    abstract boolean sendTo(Packet packet, Endpoint target);

    abstract void close();
}
