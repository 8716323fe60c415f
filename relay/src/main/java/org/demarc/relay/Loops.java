package org.demarc.relay;

import java.util.List;
import org.demarc.linux.Linux;
import org.demarc.linux.LinuxException;
import org.demarc.linux.PortSteering;
import org.jspecify.annotations.Nullable;

/// The packet threads' loops on the path that was chosen, and why it is not a better one.
///
/// @param whyNot for the log, with a space before it: `lacks=CAP_BPF,CAP_NET_RAW` where permission is missing,
///     else `why="..."`; empty on the best path, and where the configuration chose
/// @param steering what the steered loops share
record Loops(
        PacketPath path,
        String whyNot,
        PacketLoop[] each,
        @Nullable PortSteering steering) {
    private static final String NO_NATIVE =
            "system calls need 64-bit Linux and --enable-native-access=org.demarc.linux";

    /// @throws RelayException when the wanted path cannot be had
    static Loops open(RelayConfig config, List<MediaRange> ranges, Clock clock) {
        return switch (config.path()) {
            case AUTO -> best(config, ranges, clock);
            case STEERED -> {
                needNative();
                try {
                    yield steered(config, ranges, clock);
                } catch (LinuxException e) {
                    String lacks = Capabilities.missing(e);
                    throw new RelayException(
                            "relay.path steered cannot be had: "
                                    + (lacks.isEmpty() ? e.getMessage() : "it lacks " + lacks.replace(",", ", ")),
                            e);
                }
            }
            case NATIVE -> {
                needNative();
                yield connected(config, ranges, clock, "");
            }
            case NIO -> nio(config, ranges, clock, "");
        };
    }

    private static void needNative() {
        if (!Linux.available()) throw new RelayException("relay.path: " + NO_NATIVE);
    }

    private static Loops best(RelayConfig config, List<MediaRange> ranges, Clock clock) {
        if (!Linux.available()) return nio(config, ranges, clock, why(NO_NATIVE));
        if (ranges.isEmpty()) return connected(config, ranges, clock, "");
        try {
            return steered(config, ranges, clock);
        } catch (LinuxException e) {
            String lacks = Capabilities.missing(e);
            return connected(
                    config, ranges, clock, lacks.isEmpty() ? why(String.valueOf(e.getMessage())) : " lacks=" + lacks);
        }
    }

    private static String why(String text) {
        return " why=\"" + text.replace('"', '\'') + "\"";
    }

    private static Loops steered(RelayConfig config, List<MediaRange> ranges, Clock clock) {
        return SteeredLoop.open(config, ranges, clock);
    }

    private static Loops connected(RelayConfig config, List<MediaRange> ranges, Clock clock, String whyNot) {
        var loops = new PacketLoop[config.threads()];
        try {
            for (int i = 0; i < loops.length; i++)
                loops[i] = new EpollLoop(clock, MediaRange.slots(ranges, i), config.dscp());
        } catch (LinuxException e) {
            throw new RelayException("relay.path native cannot be had: " + e.getMessage(), e);
        }
        return new Loops(PacketPath.NATIVE, whyNot, loops, null);
    }

    private static Loops nio(RelayConfig config, List<MediaRange> ranges, Clock clock, String whyNot) {
        var loops = new PacketLoop[config.threads()];
        for (int i = 0; i < loops.length; i++)
            loops[i] = new NioLoop(clock, MediaRange.slots(ranges, i), config.dscp());
        return new Loops(PacketPath.NIO, whyNot, loops, null);
    }

    /// Frees what the loops hold, after their threads have ended.
    void close() {
        if (steering != null) steering.close();
        for (var loop : each) loop.close();
    }
}
