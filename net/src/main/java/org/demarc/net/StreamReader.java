package org.demarc.net;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.demarc.sip.codec.Decoded;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.message.SipMessage;
import org.demarc.sip.transport.Flow;

/// Reads one connection, on a virtual thread, and hands its messages to their lanes. Where a lane has no room
/// reading pauses: TCP then slows the peer down.
final class StreamReader {
    private static final int BUFFER = 8192;
    private static final int STRANGERS_BUFFER = 2048;
    private static final long PAUSE_NANOS = 2_000_000;
    private static final long MILLI = 1_000_000;
    private static final long HEARD_EVERY = 1_000 * MILLI;

    private final Streams streams;
    private final StreamConnection connection;
    private final Wire wire;
    private final Framing framing;
    private final Flow flow;
    private final long started = System.nanoTime();
    private boolean anyMessage;
    private boolean stranger;
    private int kept; // octets of an unfinished message, as counted among those of all connections
    private long heardAt = System.nanoTime() - HEARD_EVERY;
    private long partialSince; // nanoTime of the first octets of an unfinished message; 0 for none

    StreamReader(Streams streams, StreamConnection connection, StreamLayer.Ready ready) {
        this.streams = streams;
        this.connection = connection;
        this.wire = ready.wire();
        this.framing = ready.framing();
        this.flow = connection.flow();
        this.anyMessage = !connection.isAccepted();
        this.stranger = connection.isStranger();
    }

    /// Until the connection has ended.
    void run() throws IOException {
        try {
            read();
        } finally {
            kept(0);
        }
        connection.endWithin(streams.limits().stallTime());
    }

    private void read() throws IOException {
        byte[] buffer = new byte[connection.isStranger() ? STRANGERS_BUFFER : BUFFER];
        if (framing.kept() > 0 && !decode()) return; // came in one piece with the end of the handshake
        while (true) {
            int patience = (int) Math.min(Integer.MAX_VALUE, patience());
            if (patience <= 0) return;
            int read;
            try {
                read = wire.read(buffer, patience);
            } catch (SocketTimeoutException _) {
                continue; // `patience` looks at the clocks again
            }
            if (read < 0) {
                connection.endAfterWrites("closed by peer");
                return;
            }
            connection.touched();
            streams.counters().shared(Counter.OCTETS_IN, read);
            framing.feed(buffer, 0, read);
            if (!decode()) return;
            if (!kept(framing.kept()) && isStranger()) {
                tooSlow("too many unfinished messages");
                return;
            }
        }
    }

    /// False when all connections together keep too much.
    private boolean kept(int octets) {
        int more = octets - kept;
        kept = octets;
        return more == 0 || streams.keeps(more);
    }

    /// Whether nobody knows the other end. A reload may make it known.
    private boolean isStranger() {
        if (stranger) stranger = !streams.door().isKnown(flow);
        return stranger;
    }

    /// Milliseconds to wait for octets; 0 when the connection was ended because they took too long.
    private long patience() {
        long now = System.nanoTime();
        var limits = streams.limits();
        long left = Long.MAX_VALUE;
        if (partialSince != 0) {
            left = limits.messageTime().toNanos() - (now - partialSince);
            if (left <= 0) return tooSlow("message not complete in time");
        }
        if (connection.isAccepted() && (!anyMessage || isStranger())) {
            left = Math.min(left, limits.firstMessageTime().toNanos() - (now - started));
            if (left <= 0) return tooSlow(anyMessage ? "a stranger's time is over" : "no message in time");
        }
        if (left < Long.MAX_VALUE) return left / MILLI + 1;
        left = limits.idleTime().toNanos() - (now - connection.active());
        if (left > 0) return left / MILLI + 1;
        if (streams.door().isKnown(flow)) {
            // Dialogs may live on it, and from behind a NAT nobody could open it again. A dead one fails here.
            connection.touched();
            if (connection.send(framing.ping()) != StreamConnection.Sent.ENDED)
                return limits.idleTime().toMillis() + 1;
            return 0;
        }
        streams.counters().shared(Counter.CONNECTIONS_CLOSED_IDLE);
        connection.end("idle");
        return 0;
    }

    private long tooSlow(String why) {
        streams.counters().shared(Counter.CONNECTIONS_CLOSED_SLOW);
        connection.end(why);
        return 0;
    }

    /// False when reading is over.
    private boolean decode() {
        while (true) {
            switch (framing.next()) {
                case Decoded.Complete complete -> {
                    anyMessage = true;
                    partialSince = 0;
                    streams.counters().shared(Counter.STREAM_MESSAGES_IN);
                    if (!deliver(complete.message())) return false;
                }
                case Decoded.KeepAlive keepAlive -> {
                    partialSince = 0;
                    streams.counters().shared(Counter.KEEP_ALIVES);
                    if (keepAlive.ping()) {
                        connection.send(framing.answer());
                        heard();
                    } else connection.answered();
                }
                case Decoded.NeedMore _ -> {
                    if (framing.isClosed()) {
                        connection.endAfterWrites("closed by peer");
                        return false;
                    }
                    if (framing.kept() > 0 && partialSince == 0) partialSince = Math.max(1, System.nanoTime());
                    return true;
                }
                case Decoded.Malformed malformed -> {
                    anyMessage = true;
                    partialSince = 0;
                    if (!malformed(malformed)) return false;
                }
            }
        }
    }

    /// Tells a lane that the other end lives: once in a second, however many of its pings come.
    private void heard() {
        long now = System.nanoTime();
        if (now - heardAt < HEARD_EVERY || isStranger()) return;
        heardAt = now;
        LaneLoop lane = streams.door().anyLane(flow);
        lane.post(() -> lane.heard(flow));
    }

    /// False when reading is over: after a fault that hides where the next message begins, the connection is
    /// closed behind the answer.
    private boolean malformed(Decoded.Malformed malformed) {
        var read = malformed.asFarAsRead();
        LaneLoop lane =
                read != null ? streams.door().laneOf(read) : streams.door().anyLane(flow);
        boolean broken = framing.isBroken();
        boolean stranger = isStranger();
        Runnable what = () -> {
            lane.malformed(malformed, flow);
            if (broken) connection.endAfterWrites(malformed.why());
        };
        connection.belongsTo(lane);
        boolean paused = false;
        while (lane.load() >= streams.door().hard() || !lane.offer(what, Door.weight(malformed))) {
            if (connection.isEnded()) return false;
            if (stranger) { // no answer is due, so none is late
                streams.counters().shared(Counter.DROPPED_BUSY);
                if (broken) connection.end(malformed.why());
                return !broken;
            }
            pause(paused);
            paused = true;
        }
        return !broken;
    }

    private void pause(boolean again) {
        if (!again) streams.counters().shared(Counter.READING_PAUSED);
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /// False when reading is over.
    private boolean deliver(SipMessage raw) {
        if (raw instanceof Response response && response.isFinal()) connection.answered(response);
        var door = streams.door();
        if (Door.isAckOfRefusal(raw)) return true;
        LaneLoop lane = door.laneOf(raw);
        SipMessage message = raw instanceof Request request
                ? request.receivedFrom(flow.remote().getAddress(), flow.remote().getPort())
                : raw;
        boolean paused = false;
        while (true) {
            switch (door.verdict(message, lane.load())) {
                case PASS -> {
                    connection.belongsTo(lane);
                    if (lane.offer(message, flow)) return true;
                }
                case REFUSE -> {
                    streams.counters().shared(Counter.REFUSED_BUSY);
                    if (!isStranger()) // whom the core would not answer either
                    connection.send(StreamConnection.Outgoing.of(door.refusal((Request) message), null, null));
                    return true;
                }
                case DROP -> {} // nothing is dropped here: it waits, and the peer with it
            }
            if (connection.isEnded()) return false;
            pause(paused);
            paused = true;
        }
    }
}
