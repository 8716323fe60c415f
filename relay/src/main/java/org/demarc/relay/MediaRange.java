package org.demarc.relay;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.demarc.media.plane.Family;
import org.jspecify.annotations.Nullable;

/// The media ports of one network on one address, dealt in pairs to the packet threads in turn.
final class MediaRange {
    final String network;
    final InetAddress address;

    /// The address that SDP shows.
    final InetAddress advertised;

    final int firstPort; // even
    final int pairs;

    /// Ports of the ranges before this one: the ports of all ranges are numbered through.
    final int before;

    private final Endpoint host;
    private final int[] firstSlots; // of each packet thread

    private MediaRange(
            String network,
            InetAddress address,
            InetAddress advertised,
            MediaNetwork ports,
            int before,
            int[] firstSlots) {
        this.network = network;
        this.address = address;
        this.advertised = advertised;
        this.firstPort = ports.firstEven();
        this.pairs = ports.pairs();
        this.before = before;
        this.firstSlots = firstSlots;
        this.host = Endpoint.of(address, 1);
    }

    /// The ranges of all networks, for so many packet threads.
    static List<MediaRange> of(Map<String, MediaNetwork> networks, int threads) {
        var ranges = new ArrayList<MediaRange>();
        int before = 0;
        var slots = new int[threads];
        for (var entry : networks.entrySet()) {
            var network = entry.getValue();
            for (var address : network.addresses()) {
                var shown = sameFamily(network.advertise(), Family.of(address));
                var range = new MediaRange(
                        entry.getKey(), address, shown == null ? address : shown, network, before, slots.clone());
                ranges.add(range);
                before += 2 * range.pairs;
                for (int i = 0; i < threads; i++) slots[i] += 2 * range.share(i);
            }
        }
        return List.copyOf(ranges);
    }

    private static @Nullable InetAddress sameFamily(List<InetAddress> addresses, Family family) {
        for (var address : addresses) if (Family.of(address) == family) return address;
        return null;
    }

    /// How many slots packet thread `thread` needs for all of them.
    static int slots(List<MediaRange> ranges, int thread) {
        int sum = 0;
        for (var range : ranges) sum += 2 * range.share(thread);
        return sum;
    }

    /// Pairs of packet thread `thread`.
    int share(int thread) {
        return (pairs + firstSlots.length - 1 - thread) / firstSlots.length;
    }

    Family family() {
        return Family.of(address);
    }

    /// The first of the slots that packet thread `thread` keeps for this range.
    int firstSlot(int thread) {
        return firstSlots[thread];
    }

    /// The even port of pair `at` of packet thread `thread`.
    int number(int thread, int at) {
        return firstPort + 2 * (thread + at * firstSlots.length);
    }

    boolean holds(int port) {
        int offset = port - firstPort;
        return offset >= 0 && offset < 2 * pairs;
    }

    boolean holds(long high, long low, int port) {
        return holds(port) && host.isHost(high, low);
    }

    /// The slot of a port that the range holds; -1 when it belongs to another packet thread.
    int slot(int thread, int port) {
        int offset = port - firstPort;
        int pair = offset >> 1;
        int threads = firstSlots.length;
        int round = threads == 1 ? pair : pair / threads;
        if (pair - round * threads != thread) return -1;
        return firstSlots[thread] + 2 * round + (offset & 1);
    }
}
