package org.demarc.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.codec.MessageDecoder;
import org.demarc.sip.message.IpText;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.KeepAlives;
import org.demarc.sip.transport.LaneCore;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.ResponseFlows;
import org.demarc.sip.transport.Sender;
import org.demarc.sip.transport.Transport;
import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One lane: a thread, its UDP sockets, its mail, its timers, and the pure core that it drives. In a turn it looks at
/// the clock, reads what has come into the backlog, works on a part of it, and lets go of what that produced.
final class LaneLoop implements Lane, Sender, KeepAlives, Mishaps, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneLoop.class);
    private static final int MESSAGES_IN_A_TURN = 128;
    private static final int MAIL_IN_A_TURN = 1024;
    private static final long LONGEST_SLEEP = 60_000;
    private static final long NANOS = 1_000_000;
    private static final long AFTER_FAILURE = 10_000_000L; // nanoseconds
    private static final int RECENT = 512;
    private static final int ADMITTED = 8192;
    private static final int SHOWN = 600;
    private static final long REPORT_EVERY = 20;
    private static final long STRANGER_SHOWN_EVERY = 1_000;

    private final int index;
    private final Datagrams datagrams;
    private final List<ListeningPoint> points;
    private final Streams streams;
    private final MessageDecoder decoder;
    private final Door door;
    private final long gatherNanos;
    private final TimerWheel wheel;
    private final LaneTokens tokens;
    private final LaneMail mail;
    private final Backlog backlog = new Backlog();
    private final StunBindings bindings = new StunBindings();
    private final RecentSends recent = new RecentSends(RECENT);
    private final Admitted admitted = new Admitted(ADMITTED);
    private final Counters counters = new Counters();
    private final RepeatLog mishapLog = new RepeatLog(LOG);
    private final RepeatLog dropLog = new RepeatLog(LOG);
    private final MessagePassingQueue.Consumer<Runnable> runner = this::perform;
    private final MessagePassingQueue.Consumer<LaneMail.Inbound> receiver = this::receive;
    private final java.util.concurrent.atomic.AtomicInteger ready = new java.util.concurrent.atomic.AtomicInteger();
    private volatile boolean stopping;
    private @Nullable LaneCore core;
    private long worstLag;
    private long nextReport;

    LaneLoop(
            int index, NetConfig config, Datagrams datagrams, List<ListeningPoint> points, Streams streams, Door door) {
        this.index = index;
        this.datagrams = datagrams;
        this.points = points;
        this.streams = streams;
        this.door = door;
        this.decoder = new MessageDecoder(config.messages());
        this.gatherNanos = config.limits().gather().toNanos();
        this.wheel = new TimerWheel(System.nanoTime() / NANOS, InstantSource.system(), this);
        this.tokens = new LaneTokens(index, new Entropy());
        this.mail = new LaneMail(Door.capacity(config.limits()), config.limits().commands(), datagrams::wake);
    }

    /// Gives it its core. Before it runs.
    void open(CoreFactory factory) {
        core = factory.create(index, this, wheel, tokens);
        datagrams.serve(
                points.stream().filter(p -> p.transport() == Transport.UDP).toList(), new Inlet());
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean execute(Runnable command) {
        boolean taken = !stopping && mail.execute(command);
        if (!taken) streams.counters().shared(Counter.COMMANDS_REFUSED);
        return taken;
    }

    /// Any thread: runs it on this lane, whatever else waits.
    void post(Runnable event) {
        if (!stopping) mail.post(event);
    }

    /// Any other thread: a message of this lane. False when there is no room.
    boolean offer(SipMessage message, Flow flow) {
        return mail.offer(new LaneMail.Message(message, flow, Door.weight(message)));
    }

    /// Any other thread: what to do with something that is no message. False when there is no room.
    boolean offer(Runnable what, int weight) {
        return mail.offer(new LaneMail.Other(what, weight));
    }

    /// Weight of all that waits for this lane. Any thread.
    int load() {
        return ready.get() + mail.weight();
    }

    Counters counters() {
        return counters;
    }

    int timers() {
        return wheel.live();
    }

    /// Any thread: the loop ends after a last turn.
    void stop() {
        stopping = true;
        mail.post(() -> {});
    }

    @Override
    public void run() {
        long lastLook = System.nanoTime();
        boolean rested = true;
        while (!stopping) {
            try {
                long now = System.nanoTime();
                report(now, rested ? 0 : now - lastLook);
                rested = false;
                boolean dense = now - lastLook < 2 * gatherNanos;
                lastLook = now;
                boolean worked = turn(now);
                boolean waiting = datagrams.flush();
                if (!backlog.isEmpty() || !mail.isEmpty()) datagrams.await(0);
                else {
                    rested = true;
                    if (worked && dense) gather();
                    else sleep(waiting);
                }
            } catch (RuntimeException | Error e) { // not the core's, which are caught closer: a system call's
                threw("turn", e);
                LockSupport.parkNanos(AFTER_FAILURE);
            }
        }
        try {
            turn(System.nanoTime());
            datagrams.flush();
        } finally {
            mail.close();
            tokens.close();
        }
    }

    /// Tells the core how late it is: what just came waits for those before it, a turn for each of their number.
    private void report(long nanos, long turn) {
        int waiting = load();
        worstLag = Math.max(worstLag, turn / NANOS * (1 + waiting / MESSAGES_IN_A_TURN));
        long now = nanos / NANOS;
        if (now < nextReport) return;
        nextReport = now + REPORT_EVERY;
        try {
            core().pressed(worstLag, waiting, door.soft());
        } catch (Throwable e) {
            threw("report", e);
        }
        worstLag = 0;
    }

    /// One round. Answers whether there was anything but the time to look at.
    private boolean turn(long nanos) {
        wheel.advance(nanos / NANOS);
        mail.run(MAIL_IN_A_TURN, runner);
        boolean more = datagrams.receive();
        boolean worked = more || !backlog.isEmpty() || mail.weight() > 0;
        for (int i = 0; i < MESSAGES_IN_A_TURN && !backlog.isEmpty(); i++) {
            Flow flow = backlog.flow();
            Object next = backlog.remove();
            if (next instanceof SipMessage message) {
                ready.lazySet(ready.getPlain() - Door.weight(message));
                work(message, flow);
            } else if (next instanceof Decoded.Malformed malformed) {
                ready.lazySet(ready.getPlain() - Door.weight(malformed));
                malformed(malformed, flow);
            }
        }
        mail.take(MESSAGES_IN_A_TURN, receiver);
        return worked;
    }

    /// Many datagrams are coming: lets some gather, instead of waking up for each.
    private void gather() {
        LockSupport.parkNanos(gatherNanos);
        datagrams.await(0);
    }

    private void sleep(boolean waiting) {
        long millis = Math.min(LONGEST_SLEEP, wheel.untilNext());
        if (waiting) millis = Math.min(millis, 1);
        // `stopping` was set before the event that wakes us was posted, and this very turn may have taken that event.
        if (millis == 0 || stopping || !mail.settle()) {
            datagrams.await(0);
            return;
        }
        datagrams.await(millis);
        mail.risen();
        counters.mine(Counter.WAKE_UPS);
    }

    private void receive(LaneMail.Inbound read) {
        switch (read) {
            case LaneMail.Message m -> work(m.message(), m.flow());
            case LaneMail.Other o -> perform(o.what());
        }
    }

    private void perform(Runnable what) {
        try {
            what.run();
        } catch (Throwable e) {
            threw("command", e);
        }
    }

    private void work(SipMessage message, Flow flow) {
        try {
            core().received(message, flow);
        } catch (Throwable e) { // our bug costs this message, not the other calls of the lane
            threw("message", e, message, flow);
        }
    }

    /// On the lane's thread.
    void malformed(Decoded.Malformed malformed, Flow flow) {
        counters.mine(Counter.MALFORMED);
        try {
            core().malformed(received(malformed, flow), flow);
        } catch (Throwable e) {
            threw("malformed message", e);
        }
    }

    /// With received and rport, so that it can be answered like any other request.
    private static Decoded.Malformed received(Decoded.Malformed malformed, Flow flow) {
        if (!(malformed.asFarAsRead() instanceof Request request)) return malformed;
        var marked =
                request.receivedFrom(flow.remote().getAddress(), flow.remote().getPort());
        return new Decoded.Malformed(malformed.status(), malformed.why(), marked);
    }

    /// On the lane's thread.
    /// A keep-alive came.
    void heard(Flow flow) {
        try {
            core().heard(flow);
        } catch (RuntimeException | StackOverflowError e) {
            threw("keep-alive", e);
        }
    }

    void closed(Flow flow) {
        try {
            core().closed(flow);
        } catch (Throwable e) {
            threw("closed connection", e);
        }
    }

    private LaneCore core() {
        return Objects.requireNonNull(core);
    }

    @Override
    public void threw(String during, Throwable e) {
        counters.mine(Counter.CORE_FAILURES);
        mishapLog.error(
                () -> "event=core-failure lane=" + index + " during=\"" + during + "\" why=\"" + LogText.of(e) + "\"",
                e);
    }

    private void threw(String during, Throwable e, SipMessage message, Flow flow) {
        counters.mine(Counter.CORE_FAILURES);
        mishapLog.error(
                () -> "event=core-failure lane=" + index + " during=\"" + during + "\" flow=\"" + flow.describe()
                        + "\" what=\"" + what(message) + "\" call-id=\"" + LogText.of(message.callId()) + "\" why=\""
                        + LogText.of(e) + "\"",
                e);
        // Who calls whom stands in it: only for who asks for all.
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "event=core-failure-message lane={} octets=\"{}\"",
                    index,
                    LogText.of(message.wire(), Math.min(SHOWN, message.length())));
        }
    }

    private static String what(SipMessage message) {
        return switch (message) {
            case Request r -> LogText.of(r.method().name());
            case Response r -> r.status() + " to " + LogText.of(r.cseqMethod().name());
        };
    }

    @Override
    public void send(SipMessage message, Flow flow, @Nullable SendFailure onFailure) {
        if (flow.transport() == Transport.UDP) {
            if (onFailure != null) recent.add(message, flow, onFailure, wheel.now());
            datagrams.send(message.wire(), message.length(), flow, onFailure);
        } else {
            streams.send(this, message, flow, onFailure);
        }
    }

    @Override
    public @Nullable Flow flow(String network, Transport transport, InetSocketAddress remote) {
        if (remote.isUnresolved()) return null;
        if (!transport.secure()) return flow(network, transport, remote, PeerIdentity.NONE);
        return flow(network, transport, remote, IpText.text(remote.getAddress()));
    }

    @Override
    public @Nullable Flow flow(String network, Transport transport, InetSocketAddress remote, String domain) {
        var expected = transport.secure() ? PeerIdentity.of(domain) : PeerIdentity.NONE;
        return expected == null || remote.isUnresolved() ? null : flow(network, transport, remote, expected);
    }

    private @Nullable Flow flow(String network, Transport transport, InetSocketAddress remote, PeerIdentity expected) {
        boolean ipv6 = remote.getAddress() instanceof Inet6Address;
        for (var point : points) {
            if (point.transport() == transport
                    && point.ipv6() == ipv6
                    && point.network().equals(network)) {
                return transport == Transport.UDP ? point.flow(remote, 0) : streams.flow(point, remote, expected);
            }
        }
        return null;
    }

    @Override
    public boolean alive(Flow flow) {
        return flow.transport() == Transport.UDP || streams.alive(flow);
    }

    @Override
    public boolean race(Flow first, Flow second, long patience, Raced told) {
        if (!first.transport().reliable() || streams.stands(first)) return false;
        new Race(streams, this, wheel, told).begin(first, second, patience);
        return true;
    }

    @Override
    public void ask(Flow flow, Answered answered) {
        if (flow.transport() == Transport.UDP) {
            byte[] request = bindings.request(tokens, answered, wheel.now());
            datagrams.send(request, request.length, flow, null);
        } else {
            streams.ask(this, flow, answered);
        }
    }

    @Override
    public void close(Flow flow, String why) {
        if (flow.transport() != Transport.UDP) streams.close(flow, why);
    }

    private void unreachable(InetSocketAddress remote, String why, byte[] quoted) {
        post(() -> recent.unreachable(remote, why, quoted, wheel.now(), (f, w) -> undelivered(f, Loss.FLOW_FAILED, w)));
    }

    /// Tells a sender on this lane, later, that its message did not get out. Any thread.
    void undelivered(@Nullable SendFailure failure, Loss loss, String why) {
        streams.counters().shared(Counter.SEND_FAILURES);
        if (failure != null) post(() -> failure.undelivered(loss, why));
    }

    /// What comes in by UDP.
    private final class Inlet implements Datagrams.Sink {
        private long nextShown = Long.MIN_VALUE;

        @Override
        public boolean isKnown(Flow flow) {
            return door.isKnown(flow);
        }

        @Override
        public boolean readsAll(Flow flow) {
            return door.reads(flow);
        }

        /// Now and then one is read for the log: whoever forgot to configure a source should find it there.
        @Override
        public boolean reads(Flow flow, byte[] begin, int length) {
            if (Stray.mayBeOurs(begin, length)) return true;
            long now = wheel.now();
            if (now >= nextShown) {
                nextShown = now + STRANGER_SHOWN_EVERY;
                return true;
            }
            counters.mine(Counter.UNREAD);
            return false;
        }

        @Override
        public void datagram(byte[] octets, Flow flow) {
            counters.mine(Counter.DATAGRAMS_IN);
            counters.mine(Counter.OCTETS_IN, octets.length);
            try {
                switch (decoder.decode(octets, octets.length)) {
                    case Decoded.Complete complete -> admit(complete.message(), octets.length, flow);
                    case Decoded.Malformed malformed -> {
                        if (load() < door.soft()) {
                            backlog.add(malformed, flow);
                            ready.lazySet(ready.getPlain() + Door.weight(malformed));
                        } else {
                            counters.mine(Counter.DROPPED_BUSY);
                        }
                    }
                    case Decoded.KeepAlive _ -> counters.mine(Counter.KEEP_ALIVES);
                    case Decoded.NeedMore _ -> counters.mine(Counter.JUNK); // a datagram that ends inside its head
                }
            } catch (RuntimeException | StackOverflowError e) {
                threw("decoding", e);
            }
        }

        private void admit(SipMessage raw, int size, Flow flow) {
            if (Door.isAckOfRefusal(raw)) return;
            LaneLoop lane = door.laneOf(raw);
            SipMessage message = raw instanceof Request request
                    ? request.receivedFrom(
                            flow.remote().getAddress(), flow.remote().getPort())
                    : raw;
            switch (door.verdict(message, lane.load())) {
                case PASS -> {
                    if (message instanceof Request r && r.method().equals(Method.INVITE)) admitted.add(r);
                    if (lane == LaneLoop.this) {
                        backlog.add(message, flow);
                        ready.lazySet(ready.getPlain() + Door.weight(message));
                    } else if (lane.offer(message, flow)) {
                        counters.mine(Counter.HANDED_OVER);
                    } else {
                        dropped(flow);
                    }
                }
                case REFUSE -> {
                    if (admitted.contains((Request) message)) dropped(flow);
                    else refuse((Request) message, size, flow);
                }
                case DROP -> dropped(flow);
            }
        }

        /// Never more octets out than in: the source may be forged.
        private void refuse(Request request, int size, Flow flow) {
            counters.mine(Counter.REFUSED_BUSY);
            var refusal = door.refusal(request);
            if (refusal.length() <= size) {
                datagrams.send(refusal.wire(), refusal.length(), ResponseFlows.of(request.topVia(), flow), null);
            }
            dropLog.warn(() -> "event=busy-refusing lane=" + index + " from=" + ListeningPoint.text(flow.remote()));
        }

        private void dropped(Flow flow) {
            counters.mine(Counter.DROPPED_BUSY);
            dropLog.warn(() -> "event=busy-dropping lane=" + index + " from=" + ListeningPoint.text(flow.remote()));
        }

        /// RFC 5626 section 4.4.2. Nothing for strangers: the answer is longer than what was asked, and the
        /// source may be forged.
        @Override
        public void binding(byte[] octets, Flow flow) {
            if (StunBindings.isAnswer(octets)
                    && door.isKnown(flow)) { // with several lanes the kernel picks one of their sockets
                door.each(lane -> lane.post(() -> lane.bindings.answered(octets, lane.wheel.now())));
                return;
            }
            byte[] answer = door.isKnown(flow) ? Stun.answer(octets, flow.remote()) : null;
            counters.mine(answer == null ? Counter.JUNK : Counter.KEEP_ALIVES);
            if (answer == null) return;
            datagrams.send(answer, answer.length, flow, null);
            heard(flow);
        }

        @Override
        public void ignored(boolean keepAlive) {
            counters.mine(keepAlive ? Counter.KEEP_ALIVES : Counter.JUNK);
        }

        @Override
        public void sent(int count, long octets) {
            counters.mine(Counter.DATAGRAMS_OUT, count);
            counters.mine(Counter.OCTETS_OUT, octets);
        }

        @Override
        public void undelivered(Flow flow, @Nullable SendFailure failure, Loss loss, String why) {
            LaneLoop.this.undelivered(failure, loss, why);
        }

        /// With several lanes the kernel picks one of their sockets: perhaps not the one that sent.
        @Override
        public void unreachable(InetSocketAddress remote, String why, byte[] quoted) {
            counters.mine(Counter.UNREACHABLE);
            door.each(lane -> lane.unreachable(remote, why, quoted));
        }
    }
}
