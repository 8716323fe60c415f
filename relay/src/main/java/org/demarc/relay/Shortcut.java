package org.demarc.relay;

/// All that a packet of a stream needs while nothing changes, side by side in memory: at many calls, what a
/// packet costs here is the memory that it touches first. Valid while both aims and the target are the ones it
/// was made for.
final class Shortcut {
    final Aim in;
    final Stream out;
    final Aim outAim;
    final Outlet outlet;
    final Endpoint target;
    final boolean maySend;

    // The locked source, our address and port, and the target's: as in `Endpoint`.
    final long sourceHigh;
    final long sourceLow;
    final int sourcePort;
    final int fromPort;
    final long fromHigh;
    final long fromLow;
    final long toHigh;
    final long toLow;
    final int toPort;

    /// @param in the aim of the stream, locked
    Shortcut(Aim in, Stream out, Aim outAim, Endpoint target, Outlet outlet) {
        this.in = in;
        this.out = out;
        this.outAim = outAim;
        this.outlet = outlet;
        this.target = target;
        maySend = in.maySend;
        sourceHigh = in.source.high();
        sourceLow = in.source.low();
        sourcePort = in.source.port();
        var own = out.line.own;
        fromHigh = own.high();
        fromLow = own.low();
        fromPort = own.port();
        toHigh = target.high();
        toLow = target.low();
        toPort = target.port();
    }

    boolean isFrom(Packet packet) {
        return packet.low == sourceLow && packet.port == sourcePort && packet.high == sourceHigh;
    }
}
