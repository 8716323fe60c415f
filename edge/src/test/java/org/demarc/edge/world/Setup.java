package org.demarc.edge.world;

import org.demarc.edge.config.EdgeConfig.Timing;
import org.demarc.sim.Gen;
import org.demarc.sip.transport.Transport;
import org.demarc.trunk.account.Trunk;

/// How a world is made.
///
/// @param lanes of the edge, 1 to 3
/// @param transport between the edge and its peers
/// @param raw per cent of the agents that are written by hand (UDP only)
/// @param limits of the PBX's trunk
/// @param timing of the edge
/// @param ports the most media ports
public record Setup(int lanes, Transport transport, int raw, Trunk.Limits limits, Timing timing, int ports) {
    /// Short times, so that what hangs shows.
    public static final Timing TIMING = new Timing(4_000, 60_000, 120_000, 0, 0, 20_000);

    /// By chance, over UDP.
    public static Setup udp(Gen gen) {
        return new Setup(gen.between(1, 3), Transport.UDP, 40, Trunk.Limits.NONE, TIMING, Integer.MAX_VALUE);
    }

    /// Only our own user agents.
    public Setup withoutRaw() {
        return new Setup(lanes, transport, 0, limits, timing, ports);
    }

    public Setup withRaw(int perCent) {
        return new Setup(lanes, transport, perCent, limits, timing, ports);
    }

    public Setup with(Transport other) {
        return new Setup(lanes, other, raw, limits, timing, ports);
    }

    public Setup with(Trunk.Limits other) {
        return new Setup(lanes, transport, raw, other, timing, ports);
    }

    public Setup with(Timing other) {
        return new Setup(lanes, transport, raw, limits, other, ports);
    }

    public Setup withPorts(int most) {
        return new Setup(lanes, transport, raw, limits, timing, most);
    }
}
