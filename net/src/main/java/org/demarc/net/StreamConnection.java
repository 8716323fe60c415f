package org.demarc.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.KeepAlives;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Sender.SendFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream connection. A virtual thread reads as long as it lives, another writes as long as there is
/// something to write. Requests written and not answered yet are remembered: when the connection ends, their
/// senders are told.
final class StreamConnection {
    enum Sent {
        QUEUED,
        FULL,
        ENDED
    }

    /// A message to write.
    ///
    /// @param message null for a keep-alive
    /// @param lane told of failures; null when nobody is
    /// @param keepAlive what is written instead
    record Outgoing(
            @Nullable SipMessage message,
            @Nullable LaneLoop lane,
            @Nullable SendFailure failure,
            byte[] keepAlive) {
        private static final byte[] NONE = {};
        private static final byte[] CRLF = {'\r', '\n'};

        /// RFC 5626 section 3.5.1. Whoever does not know it skips the line ends (RFC 3261 section 7.5).
        static final Outgoing PING = new Outgoing(null, null, null, new byte[] {'\r', '\n', '\r', '\n'});

        static final Outgoing PONG = new Outgoing(null, null, null, CRLF);

        /// Octets that are no message.
        static Outgoing octets(byte[] octets) {
            return new Outgoing(null, null, null, octets);
        }

        static Outgoing of(SipMessage message, @Nullable LaneLoop lane, @Nullable SendFailure failure) {
            return new Outgoing(message, lane, failure, NONE);
        }

        int length() {
            return message == null ? keepAlive.length : message.length();
        }

        byte[] octets() {
            return message == null ? keepAlive : message.wire();
        }

        void failed(Loss loss, String why) {
            if (lane != null) lane.undelivered(failure, loss, why);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);
    private static final int WRITTEN_AT_ONCE = 64 << 10;
    private static final int UNANSWERED = 1024;
    private static final int MOST_ASKED = 16;

    private final Streams streams;
    private final StreamLayer layer;
    private final boolean accepted;
    private final AtomicLong lanes = new AtomicLong(); // a bit for each lane that has to do with it
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();

    // Guarded by the lock:
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(4);
    private final LinkedHashMap<String, Outgoing> unanswered = new LinkedHashMap<>();
    private @Nullable Socket socket;
    private StreamLayer.@Nullable Ready ready; // once it stands
    private int queuedBytes;
    private boolean writing;
    private boolean ended;
    private @Nullable String endAfterWrites;
    private List<Settled> awaiting = List.of();

    /// Who waits for the answer to a keep-alive.
    private final ConcurrentLinkedQueue<Runnable> asked = new ConcurrentLinkedQueue<>();

    private volatile Flow flow; // the same but for its peer, whose certificate comes with the handshake
    private volatile boolean stranger;
    private volatile long writingSince; // nanoTime; 0 when nothing is being written
    private volatile long active = System.nanoTime();

    /// @param socket of a connection that a peer opened; null for one that is to be opened
    /// @param stranger opened by somebody whom nobody knew then
    StreamConnection(Streams streams, StreamLayer layer, Flow flow, @Nullable Socket socket, boolean stranger) {
        this.streams = streams;
        this.layer = layer;
        this.flow = flow;
        this.socket = socket;
        this.accepted = socket != null;
        this.stranger = stranger;
    }

    Flow flow() {
        return flow;
    }

    /// Sends a keep-alive; its answer is told on the lane.
    void ask(LaneLoop lane, KeepAlives.Answered answered) {
        if (asked.size() >= MOST_ASKED) asked.poll();
        asked.add(() -> lane.post(() -> answered.answered(null)));
        send(Outgoing.PING);
    }

    /// The answer to a keep-alive came.
    void answered() {
        Runnable told = asked.poll();
        if (told != null) told.run();
    }

    boolean isAccepted() {
        return accepted;
    }

    /// Whether it counts among those of strangers.
    boolean isStranger() {
        return stranger;
    }

    /// It counts among those of strangers no more.
    void isKnown() {
        stranger = false;
    }

    /// Whether it neither has ended nor is about to.
    boolean takesMore() {
        lock.lock();
        try {
            return !ended && endAfterWrites == null;
        } finally {
            lock.unlock();
        }
    }

    /// Whether messages can go over it now.
    boolean stands() {
        lock.lock();
        try {
            return ready != null && !ended && endAfterWrites == null;
        } finally {
            lock.unlock();
        }
    }

    /// Hears that it stands, or what became of it instead; once, on any thread.
    interface Settled {
        void settled(boolean stands, String why);
    }

    /// Tells when it has come to stand, or has ended; at once where that is so.
    void whenSettled(Settled told) {
        boolean stands;
        lock.lock();
        try {
            if (ready == null && !ended) {
                var more = new ArrayList<>(awaiting);
                more.add(told);
                awaiting = more;
                return;
            }
            stands = !ended;
        } finally {
            lock.unlock();
        }
        told.settled(stands, "connection closed");
    }

    private List<Settled> awaited() {
        var those = awaiting;
        awaiting = List.of();
        return those;
    }

    /// Ends it, unless somebody has sent something over it.
    void endUnused(String why) {
        lock.lock();
        try {
            if (writing || !queue.isEmpty() || !unanswered.isEmpty()) return;
        } finally {
            lock.unlock();
        }
        end(why);
    }

    boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /// When octets last went or came: nanoTime.
    long active() {
        return active;
    }

    void touched() {
        active = System.nanoTime();
    }

    /// This lane is told when the connection ends.
    void belongsTo(LaneLoop lane) {
        long bit = 1L << lane.index();
        if ((lanes.get() & bit) == 0) lanes.getAndUpdate(old -> old | bit);
    }

    /// Queues a message. Any thread; never blocks for longer than another one queues.
    Sent send(Outgoing outgoing) {
        lock.lock();
        try {
            if (ended || endAfterWrites != null) return Sent.ENDED;
            var limits = streams.limits();
            if (queue.size() >= limits.queuedMessages()
                    || (queuedBytes > 0 && queuedBytes + outgoing.length() > limits.queuedBytes())) {
                if (!isStalled()) return Sent.FULL;
            } else {
                if (outgoing.lane != null) belongsTo(outgoing.lane);
                queue.add(outgoing);
                queuedBytes += outgoing.length();
                if (ready == null || writing) return Sent.QUEUED;
                writing = true;
            }
        } finally {
            lock.unlock();
        }
        if (!isStalled()) {
            if (!streams.start(this::write)) end("stopping");
            return Sent.QUEUED;
        }
        streams.counters().shared(Counter.CONNECTIONS_CLOSED_SLOW);
        end("peer takes nothing");
        return Sent.ENDED;
    }

    private boolean isStalled() {
        long since = writingSince;
        return since != 0
                && System.nanoTime() - since > streams.limits().stallTime().toNanos();
    }

    /// Body of the reading thread of a connection that we open.
    void connectAndRead() {
        var from = new InetSocketAddress(flow.local().getAddress(), 0);
        try {
            int millis = (int) streams.limits().connectTime().toMillis();
            var raw = PlainTcp.connect(from, flow.remote(), millis, streams.dscp());
            if (!owns(raw)) return;
            var opened = layer.opened(raw, flow);
            streams.counters().shared(Counter.CONNECTIONS_OPENED);
            if (stands(opened)) new StreamReader(streams, this, opened).run();
        } catch (IOException | RuntimeException e) {
            streams.counters().shared(Counter.CONNECTIONS_FAILED);
            end(Reason.of(e));
        }
    }

    /// Body of the reading thread of a connection that a peer opened.
    void acceptAndRead() {
        try {
            var raw = socket();
            if (raw == null) return;
            PlainTcp.prepare(raw, streams.dscp());
            var opened = layer.accepted(raw, flow, stranger);
            if (!opened.peer().isEmpty()) {
                flow = flow.with(opened.peer());
                streams.identified(this);
            }
            if (stands(opened)) new StreamReader(streams, this, opened).run();
        } catch (IOException | RuntimeException e) {
            end(Reason.of(e));
        }
    }

    /// The socket is closed when the connection ends. False when it has ended meanwhile.
    private boolean owns(Socket raw) {
        lock.lock();
        try {
            if (!ended) {
                socket = raw;
                return true;
            }
        } finally {
            lock.unlock();
        }
        Closing.quietly(raw);
        return false;
    }

    private @Nullable Socket socket() {
        lock.lock();
        try {
            return socket;
        } finally {
            lock.unlock();
        }
    }

    /// The connection stands: what was queued meanwhile is written. False when it was ended meanwhile.
    private boolean stands(StreamLayer.Ready opened) {
        boolean queued;
        List<Settled> those;
        lock.lock();
        try {
            if (ended) return false;
            ready = opened;
            those = awaited();
            queued = !queue.isEmpty();
            if (queued) writing = true;
        } finally {
            lock.unlock();
        }
        for (var each : those) each.settled(true, "");
        if (queued && !streams.start(this::write)) end("stopping");
        return true;
    }

    private StreamLayer.@Nullable Ready ready() {
        lock.lock();
        try {
            return ready;
        } finally {
            lock.unlock();
        }
    }

    /// Body of the writing thread: until there is nothing to write.
    private void write() {
        try {
            var to = ready();
            if (to == null) return;
            for (var batch = next(); !batch.isEmpty(); batch = next()) {
                writingSince = Math.max(1, System.nanoTime());
                int octets = write(batch, to);
                writingSince = 0;
                touched();
                streams.counters().shared(Counter.STREAM_MESSAGES_OUT, batch.size());
                streams.counters().shared(Counter.OCTETS_OUT, octets);
            }
        } catch (IOException | RuntimeException e) {
            end(Reason.of(e));
        }
    }

    private static int write(List<Outgoing> batch, StreamLayer.Ready to) throws IOException {
        if (to.framing().wraps()) return writeWrapped(batch, to);
        if (batch.size() == 1) {
            var one = batch.getFirst();
            to.wire().write(one.octets(), 0, one.length());
            return one.length();
        }
        int total = 0;
        for (var each : batch) total += each.length();
        byte[] together = new byte[total];
        int at = 0;
        for (var each : batch) {
            System.arraycopy(each.octets(), 0, together, at, each.length());
            at += each.length();
        }
        to.wire().write(together, 0, total);
        return total;
    }

    private static int writeWrapped(List<Outgoing> batch, StreamLayer.Ready to) throws IOException {
        int total = 0;
        for (var each : batch) {
            byte[] octets = each.message == null ? each.keepAlive : to.framing().wrapped(each.octets(), each.length());
            to.wire().write(octets, 0, octets.length);
            total += octets.length;
        }
        return total;
    }

    /// The last words, from the writing thread.
    private void goodbye(StreamLayer.Ready to) {
        writingSince = Math.max(1, System.nanoTime());
        try {
            byte[] last = to.framing().goodbye();
            if (last != null) to.wire().write(last, 0, last.length);
            to.wire().goodbye();
        } catch (IOException | RuntimeException _) {
            // whoever does not hear it sees the end all the same
        } finally {
            writingSince = 0;
        }
    }

    /// What to write next. Empty: nothing, and the thread ends.
    private List<Outgoing> next() {
        String over;
        StreamLayer.Ready to;
        lock.lock();
        try {
            if (ended) return List.of();
            if (!queue.isEmpty()) return take();
            over = endAfterWrites;
            to = ready;
            writing = over != null; // nobody else begins to, then
        } finally {
            lock.unlock();
        }
        if (over != null) {
            if (to != null) goodbye(to);
            end(over);
        }
        return List.of();
    }

    private List<Outgoing> take() {
        var batch = new ArrayList<Outgoing>(4);
        int octets = 0;
        while (!queue.isEmpty() && (batch.isEmpty() || octets + queue.getFirst().length() <= WRITTEN_AT_ONCE)) {
            var next = queue.removeFirst();
            octets += next.length();
            batch.add(next);
            if (next.failure != null
                    && next.message instanceof Request r
                    && !r.method().equals(Method.ACK)) await(r, next);
        }
        queuedBytes -= octets;
        return batch;
    }

    private void await(Request request, Outgoing outgoing) {
        unanswered.putLast(key(request), outgoing);
        if (unanswered.size() > UNANSWERED) unanswered.pollFirstEntry();
    }

    /// A CANCEL has the branch of its INVITE.
    private static String key(SipMessage message) {
        return message.cseqMethod().name() + message.topBranch();
    }

    /// A final response came.
    void answered(Response response) {
        lock.lock();
        try {
            unanswered.remove(key(response));
        } finally {
            lock.unlock();
        }
    }

    /// Waits until it has ended, and ends it when that takes too long: the peer takes nothing of what is still
    /// to be written. Nobody else looks after a connection that is read no more.
    void endWithin(Duration atMost) {
        boolean interrupted = false;
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!ended && left > 0) left = over.awaitNanos(left);
            if (ended) return;
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            lock.unlock();
        }
        if (interrupted) Thread.currentThread().interrupt();
        streams.counters().shared(Counter.CONNECTIONS_CLOSED_SLOW);
        end("peer takes nothing");
    }

    /// Ends it when the queue has been written; nothing more is queued.
    void endAfterWrites(String why) {
        boolean polite;
        lock.lock();
        try {
            if (ended) return;
            endAfterWrites = why;
            if (writing) return;
            polite = ready != null && layer.isPolite();
            writing = polite;
        } finally {
            lock.unlock();
        }
        if (!polite || !streams.start(this::write)) end(why);
    }

    /// Ends it, once: the socket is closed, and whoever waited for something is told.
    void end(String why) {
        var lost = new ArrayList<Outgoing>();
        List<Settled> those;
        lock.lock();
        try {
            if (ended) return;
            ended = true;
            those = awaited();
            lost.addAll(unanswered.values());
            lost.addAll(queue);
            unanswered.clear();
            queue.clear();
            queuedBytes = 0;
            over.signalAll();
            if (socket != null) Closing.quietly(socket);
        } finally {
            lock.unlock();
        }
        streams.remove(this);
        LOG.debug("event=connection-ended flow=\"{}\" why=\"{}\" undelivered={}", flow.describe(), why, lost.size());
        for (var each : lost) each.failed(Loss.FLOW_FAILED, why);
        for (var each : those) each.settled(false, why);
        streams.door().tell(lanes.get(), flow);
    }
}
