package org.demarc.app.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.demarc.pbx.voice.Aim;
import org.demarc.pbx.voice.Heard;
import org.demarc.pbx.voice.PhoneMedia;
import org.demarc.pbx.voice.PhonePort;
import org.demarc.pbx.voice.Tones;
import org.demarc.pbx.voice.Voice;
import org.jspecify.annotations.Nullable;

/// The voices of all phones on real sockets: one thread that sends a packet of each call each 20 ms and hears
/// what comes in meanwhile.
final class Voices implements AutoCloseable {
    private static final long FRAME_NANOS = Voice.FRAME_MILLIS * 1_000_000L;
    private static final long GIVEN_UP = 10 * FRAME_NANOS; // what is later than this is not made up for
    private static final int LONGEST = 2_048;
    private static final int PORT_TRIES = 50;

    private final Selector selector;
    private final Queue<Runnable> commands =
            new ConcurrentLinkedQueue<>(); // a few for each call, whose number is limited
    private final PriorityQueue<Port> due = new PriorityQueue<>((a, b) -> Long.compare(a.next - b.next, 0));
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);
    private final Thread thread;
    private volatile boolean closing;

    /// Starts the thread.
    Voices() throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().name("lab-voices").daemon().start(this::run);
    }

    /// The voices of the phones at one address.
    PhoneMedia at(InetAddress address) {
        return tones -> open(address, tones);
    }

    private @Nullable PhonePort open(InetAddress address, Tones tones) {
        try {
            var port = new Port(address, tones);
            command(port::register);
            return port;
        } catch (IOException outOfPortsOrFiles) {
            return null;
        }
    }

    private void command(Runnable command) {
        commands.add(command);
        selector.wakeup();
    }

    private void run() {
        try {
            while (!closing) {
                for (Runnable c = commands.poll(); c != null; c = commands.poll()) c.run();
                selector.select(this::readable, untilNext());
                say();
            }
        } catch (IOException | ClosedSelectorException e) {
            closing = true;
        }
    }

    /// Milliseconds to wait: at least 1, as 0 would mean for ever.
    private long untilNext() {
        Port first = due.peek();
        if (first == null) return 1_000;
        return Math.max(1, (first.next - System.nanoTime()) / 1_000_000);
    }

    private void readable(SelectionKey key) {
        if (key.attachment() instanceof Port port) port.hear();
    }

    private void say() {
        long now = System.nanoTime();
        for (Port port = due.peek(); port != null && port.next - now <= 0; port = due.peek()) {
            due.remove();
            if (port.say(now)) due.add(port);
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join(2_000);
            for (SelectionKey key : selector.keys()) {
                if (key.attachment() instanceof Port port) port.shut();
            }
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One call's pair of sockets. What is not final is the loop's, unless it is volatile.
    private final class Port implements PhonePort {
        private final DatagramChannel rtp;
        private final DatagramChannel rtcp; // bound, so that no report is answered by an ICMP error; nobody reads it
        private final InetSocketAddress local;
        private final Voice voice;
        private long next;
        private boolean speaking;
        private volatile @Nullable Aim aim;
        private volatile Heard heard = Heard.NOTHING;
        private volatile boolean closed;

        Port(InetAddress address, Tones tones) throws IOException {
            voice = new Voice(tones, ThreadLocalRandom.current().nextLong());
            for (int i = 0; ; i++) {
                DatagramChannel even = bound(address, 0);
                int number = ((InetSocketAddress) even.getLocalAddress()).getPort();
                DatagramChannel odd = (number & 1) == 0 ? boundOrNull(address, number + 1) : null;
                if (odd != null) {
                    rtp = even;
                    rtcp = odd;
                    local = new InetSocketAddress(address, number);
                    return;
                }
                even.close();
                if (i >= PORT_TRIES) throw new IOException("no free pair of ports");
            }
        }

        private static DatagramChannel bound(InetAddress address, int port) throws IOException {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.bind(new InetSocketAddress(address, port));
                channel.configureBlocking(false);
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        private static @Nullable DatagramChannel boundOrNull(InetAddress address, int port) {
            try {
                return bound(address, port);
            } catch (IOException taken) {
                return null;
            }
        }

        void register() {
            try {
                if (rtp.isOpen()) rtp.register(selector, SelectionKey.OP_READ, this);
            } catch (IOException e) {
                shut();
            }
        }

        @Override
        public InetSocketAddress rtp() {
            return local;
        }

        @Override
        public void aim(Aim next) {
            aim = next;
            command(this::begin);
        }

        private void begin() {
            if (speaking || closed) return;
            speaking = true;
            next = System.nanoTime();
            due.add(this);
        }

        /// Says a frame; false when it was the last.
        boolean say(long now) {
            Aim to = aim;
            if (closed || to == null) return false;
            if (to.send()) {
                buffer.clear();
                voice.say(buffer, to);
                buffer.flip();
                try {
                    rtp.send(buffer, to.remote());
                } catch (IOException e) {
                    // As lost as on the way.
                }
            } else {
                voice.keepStill();
            }
            heard = voice.heard();
            next += FRAME_NANOS;
            if (now - next > GIVEN_UP) next = now;
            return true;
        }

        void hear() {
            try {
                buffer.clear();
                for (SocketAddress from = rtp.receive(buffer); from != null; from = rtp.receive(buffer)) {
                    buffer.flip();
                    Aim now = aim;
                    if (now != null) {
                        if (from.equals(now.remote())) voice.hear(buffer, System.nanoTime() / 1_000, now);
                        else voice.ignore();
                    }
                    buffer.clear();
                }
            } catch (IOException e) {
                shut();
            }
        }

        @Override
        public Heard heard() {
            return heard;
        }

        @Override
        public void close() {
            if (closed) return;
            closed = true;
            command(this::shut);
        }

        void shut() {
            try {
                rtp.close();
                rtcp.close();
            } catch (IOException e) {
                // Closed or not, it is ours no more.
            }
        }
    }
}
