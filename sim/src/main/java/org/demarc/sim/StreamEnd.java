package org.demarc.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One end of a reliable link, like a TCP connection whose segments are packets: all arrive, in order,
/// until one end closes or the link breaks.
public final class StreamEnd<A, P> {
    /// What an end hears of its stream.
    public interface Handler<P> {
        /// The stream stands; `end` sends into it. The side that opened it may send before: it waits until now.
        void connected(StreamEnd<?, P> end);

        void received(StreamEnd<?, P> end, P packet);

        /// The other end closed, the link broke, or it never stood. The last call.
        void closed(StreamEnd<?, P> end, String why);
    }

    private static final Duration RETRY = Duration.ofMillis(200);
    /// How long a stream bears a partition.
    private static final long PATIENCE_MILLIS = 30_000;

    private final FaultyNetwork<A, P> network;
    private final A local;
    private final A remote;
    private final Handler<P> handler;
    private final ArrayDeque<P> outgoing = new ArrayDeque<>();
    private @Nullable StreamEnd<A, P> peer;
    private boolean open = true;
    private boolean closing;
    private boolean pumping;
    private long cutSince = -1;

    StreamEnd(FaultyNetwork<A, P> network, A local, A remote, Handler<P> handler) {
        this.network = network;
        this.local = local;
        this.remote = remote;
        this.handler = handler;
    }

    public A local() {
        return local;
    }

    public A remote() {
        return remote;
    }

    /// False as soon as it is closed here, or the other end's closing or the break has arrived here.
    public boolean isOpen() {
        return open;
    }

    /// The packet arrives unless the stream breaks before. Nothing happens on a closed stream.
    public void send(P packet) {
        if (!open) return;
        network.tapped(local, remote, packet);
        if (network.gen.chance(network.faultsOf(local, remote).breakage())) {
            breakDown();
            return;
        }
        outgoing.add(packet);
        pump();
    }

    /// Closes this end; what was sent still arrives, then the other end hears of it. This end hears
    /// nothing more.
    public void close() {
        if (!open) return;
        open = false;
        closing = true;
        pump();
    }

    /// Breaks the link: both ends hear of it, packets on their way are lost.
    public void breakDown() {
        fail("broken");
        if (peer != null) {
            var other = peer;
            after(() -> other.fail("broken"));
        }
    }

    void open() {
        after(() -> {
            var acceptor = network.acceptors.get(remote);
            if (acceptor == null || network.isCut(local, remote)) {
                fail(acceptor == null ? "refused" : "no answer");
                return;
            }
            var far = new StreamEnd<>(network, /* local= */ remote, /* remote= */ local, acceptor.accepted(local));
            far.peer = this;
            far.handler.connected(far);
            far.pump();
            far.after(() -> {
                peer = far;
                if (open) handler.connected(this);
                pump();
            });
        });
    }

    private void after(Runnable task) {
        int delay = network.faultsOf(local, remote).delay(network.gen);
        network.clock.schedule(Duration.ofMillis(delay), task);
    }

    private void fail(String why) {
        outgoing.clear();
        if (!open) return;
        open = false;
        handler.closed(this, why);
    }

    /// One packet is on its way at a time: that keeps the order whatever the delays.
    private void pump() {
        if (pumping || peer == null || (outgoing.isEmpty() && !closing)) return;
        pumping = true;
        after(this::arrive);
    }

    private void arrive() {
        pumping = false;
        var other = peer;
        if (other == null) return;
        if (network.isCut(local, remote)) {
            waitForRepair();
            return;
        }
        cutSince = -1;
        // all that waited goes at once: a stream has no gaps between packets sent together
        for (int n = outgoing.size(); n > 0 && !outgoing.isEmpty(); n--) {
            var packet = outgoing.remove();
            if (other.open) other.handler.received(other, packet);
        }
        if (outgoing.isEmpty() && closing) {
            closing = false;
            other.fail("closed");
        }
        pump();
    }

    private void waitForRepair() {
        long now = network.clock.millis();
        if (cutSince < 0) cutSince = now;
        if (now - cutSince > PATIENCE_MILLIS) {
            fail("timed out");
            if (peer != null) peer.fail("timed out");
            return;
        }
        pumping = true;
        network.clock.schedule(RETRY, this::arrive);
    }
}
