package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;

/// A `Net` on loopback with a `TestCore` on each lane.
final class TestNet implements AutoCloseable {
    static final long SECONDS = 10;

    final BlockingQueue<TestCore.Seen> seen = new LinkedBlockingQueue<>();
    final List<TestCore> cores = new ArrayList<>();
    final Net net;

    interface Cores {
        TestCore make(
                int lane,
                org.demarc.sip.transport.Sender sender,
                org.demarc.sip.transport.Timers timers,
                org.demarc.sip.transport.Tokens tokens,
                BlockingQueue<TestCore.Seen> seen);
    }

    TestNet(NetConfig config) {
        this(config, TestCore::new, r -> false);
    }

    /// Whose peers are strangers.
    static TestNet amongStrangers(NetConfig config) {
        return new TestNet(config, TestCore::new, r -> false, f -> false);
    }

    TestNet(NetConfig config, Cores make, Predicate<Request> urgent) {
        this(config, make, urgent, f -> true);
    }

    TestNet(NetConfig config, Sources sources) {
        this(config, TestCore::new, r -> false, sources);
    }

    TestNet(NetConfig config, Cores make, Predicate<Request> urgent, Predicate<Flow> known) {
        this(config, make, urgent, Sources.of(known));
    }

    TestNet(NetConfig config, Cores make, Predicate<Request> urgent, Sources sources) {
        net = Net.bind(config);
        net.start(
                (lane, sender, timers, tokens) -> {
                    var core = make.make(lane, sender, timers, tokens, seen);
                    cores.add(core);
                    return core;
                },
                urgent,
                sources);
    }

    static NetConfig config(int lanes, boolean systemCalls, String address) {
        var network = NetConfig.Network.of("test", List.of(address(address)), OptionalInt.of(0), OptionalInt.of(0));
        return NetConfig.of(lanes, List.of(network)).withSystemCalls(systemCalls);
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    InetSocketAddress at(Transport transport) {
        return net.listeningPoints().stream()
                .filter(p -> p.transport() == transport)
                .findFirst()
                .orElseThrow()
                .local();
    }

    TestCore.Seen next() {
        return take(seen);
    }

    static <T> T take(BlockingQueue<T> queue) {
        try {
            T taken = queue.poll(SECONDS, TimeUnit.SECONDS);
            if (taken == null) throw new AssertionError("nothing came");
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits for what another thread is about to do.
    static void until(BooleanSupplier done) {
        long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(last);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Runs on a lane and waits for the result.
    <T> T on(int lane, Supplier<T> what) {
        var result = new CompletableFuture<T>();
        assertThat(net.lanes().get(lane).execute(() -> {
                    try {
                        result.complete(what.get());
                    } catch (RuntimeException | AssertionError e) {
                        result.completeExceptionally(e);
                    }
                }))
                .isTrue();
        return result.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        long before = System.nanoTime();
        net.stop();
        if (System.nanoTime() - before > 4_000_000_000L) {
            for (var thread : Thread.getAllStackTraces().entrySet()) {
                assertThat(thread.getKey().getName())
                        .as("%s", List.of(thread.getValue()))
                        .doesNotStartWith("demarc-lane");
            }
        }
    }

    /// A UDP peer.
    static final class Peer implements AutoCloseable {
        final DatagramSocket socket;
        private final byte[] buffer = new byte[65_536];

        Peer(String address) {
            try {
                socket = new DatagramSocket(0, TestNet.address(address));
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void send(String text, InetSocketAddress to) {
            send(Texts.octets(text), to);
        }

        void send(byte[] octets, InetSocketAddress to) {
            try {
                socket.send(new DatagramPacket(octets, octets.length, to));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        String receive() {
            byte[] octets = receiveOctets();
            return Texts.text(octets, octets.length);
        }

        byte[] receiveOctets() {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                return java.util.Arrays.copyOf(buffer, packet.getLength());
            } catch (SocketTimeoutException e) {
                throw new AssertionError("nothing came", e);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
