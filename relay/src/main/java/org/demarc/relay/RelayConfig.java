package org.demarc.relay;

import java.time.Duration;
import java.util.Map;

/// What a relay is built from.
///
/// @param networks by the names that `MediaPlane.open` is given
/// @param threads packet threads, 1..64; all ports of one call live on one of them
/// @param path how packets move
/// @param dscp mark of what leaves (RFC 2474), 0..63; 46 is EF (RFC 3246), 0 leaves packets unmarked
/// @param rest how long a freed pair rests before it serves again, while others are free
/// @param idlePairs pairs of each network and family that stay bound while no call has them; opening one of these costs
///     no system call. Each needs two file descriptors; all together they take a quarter of what the process may open
public record RelayConfig(
        Map<String, MediaNetwork> networks, int threads, PacketPath path, int dscp, Duration rest, int idlePairs) {
    public static final int EXPEDITED_FORWARDING = 46;

    public RelayConfig {
        networks = Map.copyOf(networks);
        if (threads < 1 || threads > 64) throw new RelayException("relay threads: 1..64 expected, not " + threads);
        if (dscp < 0 || dscp > 63) throw new RelayException("DSCP: 0..63 expected, not " + dscp);
        if (rest.isNegative()) throw new RelayException("a port cannot rest for " + rest);
        if (idlePairs < 0) throw new RelayException("idle pairs: 0 or more expected, not " + idlePairs);
    }

    /// One thread, the best path, EF, a rest of one second, 16384 idle pairs: those of 8000 calls a second.
    public static RelayConfig of(Map<String, MediaNetwork> networks) {
        return new RelayConfig(networks, 1, PacketPath.AUTO, EXPEDITED_FORWARDING, Duration.ofSeconds(1), 16_384);
    }

    public RelayConfig withThreads(int threads) {
        return new RelayConfig(networks, threads, path, dscp, rest, idlePairs);
    }

    public RelayConfig withPath(PacketPath path) {
        return new RelayConfig(networks, threads, path, dscp, rest, idlePairs);
    }

    public RelayConfig withDscp(int dscp) {
        return new RelayConfig(networks, threads, path, dscp, rest, idlePairs);
    }

    public RelayConfig withRest(Duration rest) {
        return new RelayConfig(networks, threads, path, dscp, rest, idlePairs);
    }

    public RelayConfig withIdlePairs(int idlePairs) {
        return new RelayConfig(networks, threads, path, dscp, rest, idlePairs);
    }
}
