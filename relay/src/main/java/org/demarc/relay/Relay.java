package org.demarc.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.demarc.linux.DatagramSocketFd;
import org.demarc.linux.Linux;
import org.demarc.linux.LinuxException;
import org.demarc.media.plane.Family;
import org.demarc.media.plane.MediaPlane;
import org.demarc.media.plane.MediaPort;
import org.demarc.media.sdp.MediaAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The media plane on real sockets: opens ports, relays RTP and RTCP between them. Threads run from construction to
/// `close`. The package says how it works inside.
public final class Relay implements MediaPlane, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final long COMPLAIN_MILLIS = 10_000;
    private static final long FILES_UNKNOWN = 4096;
    private static final long JOIN_MILLIS = 5_000;

    private final Clock clock = new Clock();
    private final Random random = new Random();
    private final List<MediaRange> ranges;
    private final Loops loops;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Side> sides;
    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicLong nextComplaint = new AtomicLong();
    private volatile boolean closed;

    /// The pools of one network, one for each packet thread; empty for a family that it has not.
    private record Side(List<Pool> ipv4, List<Pool> ipv6) {
        List<Pool> of(Family family) {
            return family == Family.IPV4 ? ipv4 : ipv6;
        }
    }

    /// Starts the threads. Nothing is bound yet, but every address was tried.
    ///
    /// @throws RelayException when an address cannot be bound or the wanted path cannot be had: one line for people
    public Relay(RelayConfig config) {
        config.networks().forEach((name, network) -> network.addresses().forEach(a -> probe(name, a)));
        ranges = MediaRange.of(config.networks(), config.threads());
        loops = Loops.open(config, ranges, clock);
        var frugal = config.withIdlePairs(Math.min(config.idlePairs(), affordable(config, loops.path())));
        var made = new HashMap<String, Side>();
        for (var name : config.networks().keySet())
            made.put(name, new Side(pools(name, Family.IPV4, frugal), pools(name, Family.IPV6, frugal)));
        sides = Map.copyOf(made);
        for (int i = 0; i < loops.each().length; i++)
            threads.add(Thread.ofPlatform().name("relay-" + i).daemon().start(loops.each()[i]));
        LOG.info("event=path path={} threads={}{}", path().word(), threads.size(), loops.whyNot());
    }

    /// Idle sockets must not eat the descriptors that others need: a half of them at most, shared by all pools.
    private static int affordable(RelayConfig config, PacketPath path) {
        long pools = Math.max(
                1,
                config.networks().values().stream()
                        .mapToInt(network -> network.addresses().size())
                        .sum());
        long files = path == PacketPath.NIO ? FILES_UNKNOWN : Linux.openFilesLimit();
        return (int) Math.min(Integer.MAX_VALUE, files / 2 / 2 / pools);
    }

    private static void probe(String network, InetAddress address) {
        try {
            bindOnce(new InetSocketAddress(address, 0));
        } catch (IOException | LinuxException e) {
            throw new RelayException(
                    "network " + network + ": cannot bind media to " + MediaAddress.literal(address) + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static void bindOnce(InetSocketAddress address) throws IOException {
        if (Linux.available()) {
            DatagramSocketFd.bound(address).close();
            return;
        }
        try (var channel = DatagramChannel.open()) {
            channel.bind(address);
        }
    }

    private List<Pool> pools(String network, Family family, RelayConfig config) {
        var pools = new ArrayList<Pool>();
        for (var range : ranges) {
            if (!range.network.equals(network) || range.family() != family) continue;
            for (int i = 0; i < loops.each().length; i++)
                pools.add(new Pool(range, i, loops.each(), config, clock, random));
        }
        return List.copyOf(pools);
    }

    /// Any thread. Both ports of a call land on one packet thread, chosen by `callId`, while that one has free pairs.
    @Override
    public @Nullable MediaPort open(String network, Family family, String callId) {
        var side = sides.get(network);
        if (side == null || closed) return null;
        var pools = side.of(family);
        int start = pools.size() < 2 ? 0 : ((callId.hashCode() * 0x9E37_79B9) >>> 8) % pools.size();
        for (int i = 0; i < pools.size(); i++) {
            var pair = pools.get((start + i) % pools.size()).take();
            if (pair == null) continue;
            var sockets = pair.bound();
            if (sockets == null) throw new IllegalStateException("a pair was taken without sockets");
            var port = new Port(this, pair, sockets, clock.millis());
            inUse.incrementAndGet();
            port.open();
            if (!closed) return port;
            port.close();
            return null;
        }
        if (!pools.isEmpty()) complain(network, family);
        return null;
    }

    private void complain(String network, Family family) {
        long now = clock.millis();
        long due = nextComplaint.get();
        if (now >= due && nextComplaint.compareAndSet(due, now + COMPLAIN_MILLIS))
            LOG.warn("media ports of network {} {} are all in use ({} could not be bound)", network, family, skipped());
    }

    void closed(Pair pair) {
        inUse.decrementAndGet();
        pair.pool.give(pair);
        if (closed && threads.stream().noneMatch(Thread::isAlive)) pair.pool.closeIdle();
    }

    @Override
    public int portsInUse() {
        return inUse.get();
    }

    /// Milliseconds on the clock of `StreamStatistics`: monotonic, from the start of this relay.
    public long nowMillis() {
        return clock.millis();
    }

    /// How packets move here; never `AUTO`.
    public PacketPath path() {
        return loops.path();
    }

    /// Datagrams that strangers, or peers beyond all measure, sent to media ports and that were refused before a call
    /// saw them, with or without a call at the port. Only the steered path counts them; 0 on the others.
    public long refused() {
        long sum = 0;
        var steering = loops.steering();
        if (steering == null) return 0;
        for (var range : ranges) for (int i = 0; i < 2 * range.pairs; i++) sum += steering.refused(range.before + i);
        return sum;
    }

    /// How often a port of the ranges could not be bound, because another process holds it or files ran out, and
    /// the next one was taken.
    public long skipped() {
        long sum = 0;
        for (var side : sides.values()) {
            for (var pool : side.ipv4()) sum += pool.skipped();
            for (var pool : side.ipv6()) sum += pool.skipped();
        }
        return sum;
    }

    /// Closes every port, ends the threads, frees all sockets. Closing twice does nothing.
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        for (var loop : loops.each()) loop.stop();
        try {
            for (var thread : threads) thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var side : sides.values()) {
            side.ipv4().forEach(Relay::close);
            side.ipv6().forEach(Relay::close);
        }
        loops.close();
    }

    private static void close(Pool pool) {
        for (var pair : pool.pairs) {
            var port = pair.port;
            if (port != null) port.close();
        }
        pool.closeIdle();
    }
}
