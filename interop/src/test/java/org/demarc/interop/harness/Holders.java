package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// Strangers who hold connections: idle ones, ones that say a request or the beginning of a TLS handshake octet by
/// octet, and ones that begin handshake after handshake and let each lie when it was our turn to compute.
public final class Holders implements AutoCloseable {
    private static final long TURN = 20_000_000; // nanoseconds
    private static final String REQUEST = "OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/TCP x;branch=z9hG4bK1\r\nSubject: ";

    /// One that says its words slowly, or nothing.
    private record Holder(SocketChannel channel, ByteBuffer words) {}

    private final Stage stage;
    private final int first;
    private final int addresses;
    private final InetSocketAddress tcp;
    private final InetSocketAddress tls;
    private final List<Holder> holders = new ArrayList<>();
    private final byte[] hello = hello();
    private final Thread thread;
    private volatile boolean over;
    private volatile int held;
    private final AtomicInteger handshakes = new AtomicInteger();
    private int next;

    /// Begins.
    ///
    /// @param first the last number of the first address, `addresses` of them in a row
    /// @param many connections of each kind but the idle ones, of which there are ten times as many
    public static Holders start(
            Stage stage, int first, int addresses, InetSocketAddress tcp, InetSocketAddress tls, int many) {
        return stage.closing(new Holders(stage, first, addresses, tcp, tls, many));
    }

    private Holders(Stage stage, int first, int addresses, InetSocketAddress tcp, InetSocketAddress tls, int many) {
        this.stage = stage;
        this.first = first;
        this.addresses = addresses;
        this.tcp = tcp;
        this.tls = tls;
        this.thread = Thread.ofPlatform().name("holders").start(() -> run(many));
    }

    /// What a client of today says first, written by the JDK.
    private static byte[] hello() {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            byte[] octets = new byte[out.flip().remaining()];
            out.get(octets);
            return octets;
        } catch (SSLException | java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void run(int many) {
        byte[] request = (REQUEST + "x".repeat(4_000)).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 10 * many && !over; i++) {
            hold(tcp, new byte[0]);
            if (i % 10 == 0) hold(tcp, request);
            if (i % 10 == 5) hold(tls, hello);
            if (i % 100 == 0) LockSupport.parkNanos(TURN);
        }
        held = holders.size();
        while (!over) {
            for (Holder holder : holders) {
                if (holder.words().hasRemaining()) say(holder);
            }
            for (int i = 0; i < 4; i++) storm();
            LockSupport.parkNanos(TURN);
        }
    }

    private SocketChannel connected(InetSocketAddress to) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(stage.place().at(first + next++ % addresses, 0));
        channel.configureBlocking(false);
        channel.connect(to);
        return channel;
    }

    private void hold(InetSocketAddress to, byte[] words) {
        try {
            holders.add(new Holder(connected(to), ByteBuffer.wrap(words)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(Holder holder) {
        ByteBuffer words = holder.words();
        try {
            if (!holder.channel().finishConnect()) return;
            int end = words.limit();
            words.limit(words.position() + 1);
            holder.channel().write(words);
            words.limit(end);
        } catch (IOException closed) {
            words.position(words.limit());
        }
    }

    /// The server has to choose keys and to sign; what it says then is not waited for.
    private void storm() {
        try (SocketChannel channel = connected(tls)) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.configureBlocking(true);
            if (!channel.finishConnect()) return;
            channel.write(ByteBuffer.wrap(hello));
            channel.socket().setSoTimeout(200);
            if (channel.socket().getInputStream().read() >= 0) handshakes.incrementAndGet();
        } catch (IOException refused) {
            // as it should be, when it was too often
        }
    }

    /// Connections that are held, once all are made.
    public int held() {
        return held;
    }

    /// Handshakes that the other side has begun to answer.
    public int handshakes() {
        return handshakes.get();
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
            for (Holder holder : holders) holder.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
