package org.demarc.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.demarc.linux.Linux;
import org.demarc.net.tls.CertificateStatus;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signalling's sockets, lanes and timers: bound first, started with a core for each lane, stopped once.
///
/// `bind`, `start` and `stop` are called by one thread; the rest by any.
public final class Net implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Net.class);
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);
    private static final Duration LAST_TURN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final NetConfig config;
    private final Binding binding;
    private final List<ListeningPoint> points;
    private final List<Thread> laneThreads = new ArrayList<>();
    private final List<Thread> acceptThreads = new ArrayList<>();
    private volatile List<LaneLoop> lanes = List.of();
    private volatile Streams streams;
    private @Nullable Thread watch;
    private boolean stopped;

    private Net(NetConfig config, Binding binding) {
        this.config = config;
        this.binding = binding;
        this.points = List.copyOf(binding.points);
        this.streams = streams(new Door(new LaneLoop[0], config.limits(), r -> false, Sources.of(f -> false)));
    }

    /// Makes ready what needs no configuration: the system calls are linked, on a thread of their own. Whoever
    /// needs them before that is done waits for it.
    public static void prepare() {
        Thread.ofPlatform().name("demarc-prepare").daemon().start(Linux::prepare);
    }

    /// Opens all listening points, or none. What comes in waits until `start`.
    ///
    /// @throws CannotBind with one line that says what, where and why
    public static Net bind(NetConfig config) {
        return new Net(config, Binding.of(config));
    }

    /// Makes the cores and begins; all sources are alike.
    public void start(CoreFactory cores) {
        start(cores, request -> false, flow -> true);
    }

    /// Makes the cores and begins.
    ///
    /// @param urgent INVITEs that a lane which has fallen behind takes all the same, besides those to
    ///     `urn:service:sos`: emergency numbers. Called by any thread; fast, without side effect
    /// @param known whether calls come from the other end of a connection. Strangers share a quarter of the
    ///     connections and have each for `firstMessageTime`; those of known peers are kept alive when they are
    ///     idle. Called by any thread; fast, without side effect
    public void start(CoreFactory cores, Predicate<Request> urgent, Predicate<Flow> known) {
        start(cores, urgent, Sources.of(known));
    }

    /// Makes the cores and begins.
    ///
    /// @param urgent INVITEs that a lane which has fallen behind takes all the same, besides those to
    ///     `urn:service:sos`: emergency numbers. Called by any thread; fast, without side effect
    /// @param sources what is known of where messages come from
    public void start(CoreFactory cores, Predicate<Request> urgent, Sources sources) {
        if (stopped || !lanes.isEmpty()) throw new IllegalStateException("a Net starts once");
        var loops = new LaneLoop[config.lanes()];
        var door = new Door(loops, config.limits(), urgent, sources);
        streams = streams(door);
        for (int i = 0; i < loops.length; i++) {
            loops[i] = new LaneLoop(i, config, binding.lanes.get(i), points, streams, door);
        }
        for (var loop : loops) loop.open(cores);
        lanes = List.of(loops);
        for (var loop : loops) {
            laneThreads.add(Thread.ofPlatform()
                    .name("demarc-lane-" + loop.index())
                    .daemon()
                    .start(loop));
        }
        for (var stream : binding.streams) {
            var listener = stream.listener();
            if (listener == null) continue;
            acceptThreads.add(Thread.ofVirtual()
                    .name("demarc-accept-" + stream.served().point().sentBy())
                    .start(() -> listener.accept(socket -> streams.accepted(stream.served(), socket))));
        }
        if (!binding.keepers.isEmpty())
            watch = Thread.ofVirtual().name("demarc-certificates").start(this::watchCertificates);
        for (var point : points) {
            boolean same = point.sentBy().equals(ListeningPoint.text(point.local()));
            LOG.info("event=listening at=\"{}\"{}", point.describe(), same ? "" : " as=" + point.sentBy());
        }
    }

    private Streams streams(Door door) {
        return new Streams(config.limits(), binding.served(), config.dscp(), binding.counters, door);
    }

    /// New certificates are found within two looks.
    private void watchCertificates() {
        while (true) {
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException _) {
                return;
            }
            for (var keeper : binding.keepers) {
                try {
                    keeper.poll();
                } catch (RuntimeException e) {
                    LOG.error("event=certificates-kept why=\"{}\"", LogText.of(e));
                }
            }
        }
    }

    /// Reads certificates that were replaced now, instead of with the next looks. May wait for the disk.
    public void renewCertificates() {
        for (var keeper : binding.keepers) keeper.renew();
    }

    /// The certificates of all networks, with the time they are good for.
    public List<CertificateStatus> certificates() {
        var all = new ArrayList<CertificateStatus>();
        for (var keeper : binding.keepers) all.addAll(keeper.certificates());
        return all;
    }

    /// Where we listen, in the order of the configuration.
    public List<ListeningPoint> listeningPoints() {
        return points;
    }

    /// The lanes, in order; empty before `start`.
    public List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    public NetStatistics statistics() {
        return NetStatistics.of(lanes, streams);
    }

    /// Takes nothing new, lets the lanes work off what they have and write it, and closes everything. Calls
    /// are not ended: that is the cores' business, before.
    public void stop() {
        if (stopped) return;
        stopped = true;
        binding.closeListeners();
        if (watch != null) watch.interrupt();
        for (var lane : lanes) lane.stop();
        boolean ended = true;
        for (var thread : laneThreads) ended &= join(thread, LAST_TURN);
        streams.stop(LAST_WRITES);
        for (var thread : acceptThreads) join(thread, LAST_WRITES);
        if (ended) binding.close(); // a lane that hangs in its core still uses its sockets
        else LOG.error("event=lane-hangs sockets=left-open");
    }

    private static boolean join(Thread thread, Duration atMost) {
        try {
            return thread.join(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
