package org.demarc.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.demarc.linux.SocketAddress;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.KeepAlives;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Sender.SendFailure;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All stream connections: by number, and those that we opened by where they go, so that they are used again.
/// The flow of a message names its connection; where that is gone a new one goes to the flow's remote address
/// (RFC 3261 section
/// 18.2.2). What waits (reading, writing, connecting) does so on virtual threads.
final class Streams {
    /// Where a connection that we opened goes, and to whom: one that proved to be another domain's is not
    /// used, though it goes to the same address (RFC 5923 section 9.3).
    ///
    /// @param domain "" where nothing is proved
    private record Target(String network, Transport transport, InetSocketAddress remote, String domain) {
        static Target of(Flow flow) {
            return new Target(
                    flow.network(), flow.transport(), flow.remote(), flow.peer().domain());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Target that
                    && transport == that.transport
                    && remote.equals(that.remote)
                    && network.equals(that.network)
                    && domain.equals(that.domain);
        }

        @Override
        public int hashCode() {
            return remote.hashCode() * 31 + domain.hashCode();
        }
    }

    /// A listening point and how its connections are made.
    record Served(ListeningPoint point, StreamLayer layer) {}

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int TRIES = 3; // an old connection may end in just this moment

    private final NetLimits limits;
    private final List<Served> served;
    private final int dscp;
    private final ConcurrentHashMap<Long, StreamConnection> byNumber = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Target, StreamConnection> byTarget = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Source, Integer> bySource = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger strangers = new AtomicInteger();
    private final AtomicLong partial = new AtomicLong();
    private final Counters counters;
    private final RepeatLog refusals = new RepeatLog(LOG);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("demarc-stream-", 0).factory());
    private final Door door;
    private final Arrivals arrivals;

    /// An IPv4 address or an IPv6 /64.
    private record Source(long high, long low) {
        static Source of(InetAddress address) {
            long high = SocketAddress.high(address);
            long low = SocketAddress.low(address);
            return new Source(high, SocketAddress.isIpv4(high, low) ? low : 0);
        }
    }

    Streams(NetLimits limits, List<Served> served, int dscp, Counters counters, Door door) {
        this.limits = limits;
        this.served = served;
        this.dscp = dscp;
        this.counters = counters;
        this.door = door;
        this.arrivals = new Arrivals(limits.arrivalsPerSource());
    }

    Counters counters() {
        return counters;
    }

    NetLimits limits() {
        return limits;
    }

    int dscp() {
        return dscp;
    }

    Door door() {
        return door;
    }

    /// Connections now.
    int open() {
        return open.get();
    }

    /// The flow to an address: over a connection that we opened to it, or one that the first message opens.
    ///
    /// @param expected who must be there
    Flow flow(ListeningPoint point, InetSocketAddress remote, PeerIdentity expected) {
        var existing = byTarget.get(new Target(point.network(), point.transport(), remote, expected.domain()));
        return existing != null ? existing.flow() : point.flow(remote, 0, expected);
    }

    /// Whether sending on this flow needs no new connection.
    boolean alive(Flow flow) {
        var named = flow.connection() == 0 ? null : byNumber.get(flow.connection());
        if (named != null && named.takesMore()) return true;
        var ours = byTarget.get(Target.of(flow));
        return ours != null && ours.takesMore();
    }

    /// Whether the connection of this flow stands: nothing need be waited for.
    boolean stands(Flow flow) {
        var connection = standing(flow);
        return connection != null && connection.stands();
    }

    /// The connection to where a flow goes, opened without a message where there is none; null when it cannot be.
    @Nullable
    StreamConnection towards(Flow flow) {
        var point = pointOf(flow);
        if (point == null || (flow.transport().secure() && flow.peer().isEmpty())) return null;
        var target = Target.of(flow);
        for (int i = 0; i < TRIES; i++) {
            var connection = byTarget.get(target);
            if (connection != null && connection.takesMore()) return connection;
            if (connection != null) byTarget.remove(target, connection);
            opened(target, flow.peer(), point, null);
        }
        return byTarget.get(target);
    }

    /// A keep-alive on the connection of a flow, where there is one.
    void ask(LaneLoop lane, Flow flow, KeepAlives.Answered answered) {
        var connection = standing(flow);
        if (connection != null) connection.ask(lane, answered);
    }

    /// Ends the connection of a flow, where there is one.
    void close(Flow flow, String why) {
        var connection = standing(flow);
        if (connection != null) connection.end(why);
    }

    private @Nullable StreamConnection standing(Flow flow) {
        var named = flow.connection() == 0 ? null : byNumber.get(flow.connection());
        return named != null ? named : byTarget.get(Target.of(flow));
    }

    /// Sends or queues. On the lane's thread; never blocks.
    void send(LaneLoop lane, SipMessage message, Flow flow, @Nullable SendFailure failure) {
        var outgoing = StreamConnection.Outgoing.of(message, lane, failure);
        var named = flow.connection() == 0 ? null : byNumber.get(flow.connection());
        if (named != null && taken(named, outgoing)) return;
        var point = pointOf(flow);
        if (point == null || flow.remote().isUnresolved()) {
            lane.undelivered(failure, Loss.NOT_SENT, "no such listening point");
            return;
        }
        if (flow.transport().secure() && flow.peer().isEmpty()) {
            // Whoever is at the address now has nothing to prove.
            lane.undelivered(failure, Loss.FLOW_FAILED, "connection closed");
            return;
        }
        var target = Target.of(flow);
        for (int i = 0; i < TRIES; i++) {
            var connection = byTarget.get(target);
            if (connection == null ? opened(target, flow.peer(), point, outgoing) : taken(connection, outgoing)) return;
            if (connection != null) byTarget.remove(target, connection);
        }
        lane.undelivered(failure, Loss.FLOW_FAILED, "connection closed");
    }

    /// True when the connection lives: then the message is queued on it, or reported because the queue is full.
    private static boolean taken(StreamConnection connection, StreamConnection.Outgoing outgoing) {
        return switch (connection.send(outgoing)) {
            case QUEUED -> true;
            case ENDED -> false;
            case FULL -> {
                LaneLoop lane = outgoing.lane();
                if (lane != null) lane.undelivered(outgoing.failure(), Loss.NOT_SENT, "send queue full");
                yield true;
            }
        };
    }

    private @Nullable Served pointOf(Flow flow) {
        for (var each : served) {
            var point = each.point;
            if (point.transport() == flow.transport()
                    && point.local().equals(flow.local())
                    && point.network().equals(flow.network())) return each;
        }
        return null;
    }

    /// Opens a connection with its first message queued, so that this one learns why it fails; null: without.
    /// False when another lane was faster.
    private boolean opened(Target target, PeerIdentity expected, Served to, StreamConnection.@Nullable Outgoing first) {
        if (!reserve(false)) {
            if (first != null) first.failed(Loss.NOT_SENT, "too many connections");
            return true;
        }
        long number = numbers.incrementAndGet();
        var flow = to.point.flow(target.remote, number, expected);
        var connection = new StreamConnection(this, to.layer, flow, null, false);
        if (first != null) connection.send(first);
        if (byTarget.putIfAbsent(target, connection) != null) {
            release(false);
            return false;
        }
        byNumber.put(number, connection);
        if (!start(connection::connectAndRead)) connection.end("stopping");
        return true;
    }

    private boolean reserve(boolean stranger) {
        if (stranger && strangers.incrementAndGet() > limits.strangers()) {
            strangers.decrementAndGet();
            counters.shared(Counter.CONNECTIONS_REFUSED);
            refusals.warn(() -> "event=connections-of-strangers-full limit=" + limits.strangers());
            return false;
        }
        if (open.incrementAndGet() <= limits.connections()) return true;
        release(stranger);
        counters.shared(Counter.CONNECTIONS_REFUSED);
        refusals.warn(() -> "event=connections-full limit=" + limits.connections());
        return false;
    }

    private void release(boolean stranger) {
        open.decrementAndGet();
        if (stranger) strangers.decrementAndGet();
    }

    /// A connection keeps so many octets more, or fewer, of messages that are not whole yet. False when all
    /// together keep more than they may.
    boolean keeps(int more) {
        return partial.addAndGet(more) <= limits.partialBytes() || more <= 0;
    }

    /// A peer that nobody knew by its address may be known by its certificate.
    void identified(StreamConnection connection) {
        if (!connection.isStranger() || !door.isKnown(connection.flow())) return;
        connection.isKnown();
        strangers.decrementAndGet();
    }

    /// Takes a connection that a peer opened, or closes it where there are too many.
    void accepted(Served at, Socket socket) {
        if (!(socket.getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
            Closing.quietly(socket);
            return;
        }
        if (door.isBanned(remote.getAddress())) {
            counters.shared(Counter.CONNECTIONS_REFUSED);
            Closing.quietly(socket);
            return;
        }
        var source = Source.of(remote.getAddress());
        long number = numbers.incrementAndGet();
        var flow = at.point.flow(remote, number, PeerIdentity.NONE);
        boolean stranger = !door.isKnown(flow);
        if (stranger && !arrivals.takes(remote.getAddress(), System.nanoTime())) {
            counters.shared(Counter.CONNECTIONS_REFUSED);
            refusals.warn(() -> "event=connections-of-source-too-fast limit=" + limits.arrivalsPerSource() + " from="
                    + IpText.text(remote.getAddress()));
            Closing.quietly(socket);
            return;
        }
        if (!reserve(stranger)) {
            Closing.quietly(socket);
            return;
        }
        if (bySource.merge(source, 1, Integer::sum) > limits.connectionsPerSource()) {
            bySource.computeIfPresent(source, (s, n) -> n == 1 ? null : n - 1);
            release(stranger);
            counters.shared(Counter.CONNECTIONS_REFUSED);
            refusals.warn(() -> "event=connections-of-source-full limit=" + limits.connectionsPerSource() + " from="
                    + IpText.text(remote.getAddress()));
            Closing.quietly(socket);
            return;
        }
        counters.shared(Counter.CONNECTIONS_ACCEPTED);
        var connection = new StreamConnection(this, at.layer, flow, socket, stranger);
        byNumber.put(number, connection);
        if (!start(connection::acceptAndRead)) connection.end("stopping");
    }

    /// A connection has ended: it is found no more.
    void remove(StreamConnection connection) {
        Flow flow = connection.flow();
        if (!byNumber.remove(flow.connection(), connection)) return;
        release(connection.isStranger());
        if (connection.isAccepted()) {
            bySource.computeIfPresent(Source.of(flow.remote().getAddress()), (s, n) -> n == 1 ? null : n - 1);
        } else {
            byTarget.remove(Target.of(flow), connection);
        }
    }

    /// False when everything is stopping.
    boolean start(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /// Lets what is queued be written for a while, then ends all. The lanes have stopped.
    void stop(Duration atMost) {
        for (var connection : byNumber.values()) connection.endAfterWrites("stopping"); // may need a thread for it
        threads.shutdown();
        if (terminated(atMost)) return;
        for (var connection : byNumber.values()) connection.end("stopping");
        terminated(atMost);
    }

    private boolean terminated(Duration atMost) {
        try {
            return threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
