package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Datagrams at a steady rate from many addresses that no trunk knows: nonsense, INVITE, OPTIONS, REGISTER and
/// responses to what nobody asked.
public final class Flood implements AutoCloseable {
    private static final long STEP = 1_000_000; // nanoseconds

    private final List<DatagramChannel> sources = new ArrayList<>();
    private final List<ByteBuffer> datagrams = new ArrayList<>();
    private final Thread thread;
    private volatile boolean over;
    private volatile long sent;
    private volatile long octets;

    private Flood(
            Stage stage,
            int first,
            int addresses,
            InetSocketAddress to,
            int perSecond,
            Function<String, List<String>> texts) {
        try {
            for (int i = 0; i < addresses; i++) {
                DatagramChannel source = DatagramChannel.open();
                sources.add(source);
                source.bind(stage.place().at(first + i, 5060));
                source.configureBlocking(false);
                for (String text : texts.apply(stage.place().host(first + i))) {
                    byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
                    datagrams.add(
                            ByteBuffer.allocateDirect(octets.length).put(octets).flip());
                }
            }
        } catch (IOException e) {
            closeAll();
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().name("flood").start(() -> run(to, perSecond));
    }

    /// Begins.
    ///
    /// @param first the last number of the first address, `addresses` of them in a row
    public static Flood start(Stage stage, int first, int addresses, InetSocketAddress to, int perSecond) {
        return start(stage, first, addresses, to, perSecond, from -> texts(from, to));
    }

    /// The same with other messages.
    ///
    /// @param texts what comes from an address
    public static Flood start(
            Stage stage,
            int first,
            int addresses,
            InetSocketAddress to,
            int perSecond,
            Function<String, List<String>> texts) {
        return stage.closing(new Flood(stage, first, addresses, to, perSecond, texts));
    }

    private static List<String> texts(String from, InetSocketAddress to) {
        String host = to.getAddress().getHostAddress();
        List<String> all = new ArrayList<>();
        all.add("nothing that anybody could mean, but long enough to be looked at ".repeat(6));
        for (String method : List.of("INVITE", "OPTIONS", "INVITE", "REGISTER")) {
            all.add(method + " sip:+442079460001@" + host + " SIP/2.0\nVia: SIP/2.0/UDP " + from
                    + ":5060;branch=z9hG4bK-524287-1---flood" + all.size() + ";rport\nMax-Forwards: 70\n"
                    + "From: \"100\" <sip:100@" + from + ">;tag=633938393\nTo: <sip:+442079460001@" + host + ">\n"
                    + "Call-ID: 845120395" + all.size() + "@" + from + "\nCSeq: 1 " + method
                    + "\nContact: <sip:100@" + from + ":5060>\nUser-Agent: friendly-scanner\n"
                    + "Content-Length: 0\n\n");
        }
        all.add("SIP/2.0 200 OK\nVia: SIP/2.0/UDP " + host + ":5060;branch=z9hG4bK7367366\nFrom: <sip:a@b>;tag=1\n"
                + "To: <sip:c@d>;tag=2\nCall-ID: x\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
        return all;
    }

    private void run(InetSocketAddress to, int perSecond) {
        long begin = System.nanoTime();
        long count = 0;
        long bytes = 0;
        try {
            while (!over) {
                long due = (System.nanoTime() - begin) / 1_000 * perSecond / 1_000_000;
                for (; count < due && !over; count++) {
                    ByteBuffer datagram = datagrams.get((int) (count % datagrams.size()));
                    DatagramChannel source =
                            sources.get((int) (count % datagrams.size()) * sources.size() / datagrams.size());
                    bytes += source.send(datagram.rewind(), to);
                    sent = count + 1;
                    octets = bytes;
                }
                LockSupport.parkNanos(STEP);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Datagrams so far.
    public long sent() {
        return sent;
    }

    /// Octets so far.
    public long octets() {
        return octets;
    }

    /// Ends it; answers how many datagrams were sent.
    public long stop() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sent;
    }

    /// Octets that came back to any of its addresses.
    public long cameBack() {
        long octets = 0;
        ByteBuffer into = ByteBuffer.allocate(65_536);
        try {
            for (DatagramChannel source : sources) {
                while (source.receive(into.clear()) != null) octets += into.position();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets;
    }

    private void closeAll() {
        for (DatagramChannel source : sources) {
            try {
                source.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        stop();
        closeAll();
    }
}
