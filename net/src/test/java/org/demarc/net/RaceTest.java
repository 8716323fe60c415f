package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import org.demarc.sim.Ipv6;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Two addresses of one host, over real sockets.
///
/// Proves IP6-007.
class RaceTest {
    private static final long PATIENCE = 9_000;

    private record End(@Nullable Flow standing, String why, long millis) {}

    private static TestNet net() {
        Ipv6.assume();
        var both = List.of(TestNet.address("127.0.0.1"), TestNet.address("::1"));
        var network = NetConfig.Network.of("test", both, OptionalInt.empty(), OptionalInt.of(0));
        return new TestNet(NetConfig.of(1, List.of(network)));
    }

    private static ServerSocket listening(String address, int backlog) throws IOException {
        var server = new ServerSocket(0, backlog, TestNet.address(address));
        server.setSoTimeout((int) Duration.ofSeconds(TestNet.SECONDS).toMillis());
        return server;
    }

    private static Flow flow(TestNet net, InetSocketAddress remote) {
        return Objects.requireNonNull(
                net.on(0, () -> net.cores.getFirst().sender.flow("test", Transport.TCP, remote)));
    }

    private static boolean alive(TestNet net, Flow flow) {
        return net.on(0, () -> net.cores.getFirst().sender.alive(flow));
    }

    private static boolean race(TestNet net, Flow first, Flow second, LinkedBlockingQueue<End> ends) {
        long began = System.nanoTime();
        return net.on(
                0,
                () -> net.cores
                        .getFirst()
                        .sender
                        .race(
                                first,
                                second,
                                PATIENCE,
                                (standing, why) ->
                                        ends.add(new End(standing, why, (System.nanoTime() - began) / 1_000_000))));
    }

    /// Holds a place where nobody listens.
    private static InetSocketAddress refusing(String address) throws IOException {
        try (var server = listening(address, 1)) {
            return TcpPeer.address(server);
        }
    }

    /// Fills the backlog: what comes after is not answered, as if it vanished.
    private static List<Socket> filled(ServerSocket server) throws IOException {
        var callers = new ArrayList<Socket>();
        while (true) {
            var caller = new Socket();
            callers.add(caller);
            try {
                caller.connect(TcpPeer.address(server), 200);
            } catch (SocketTimeoutException _) {
                return callers;
            }
        }
    }

    @Test
    void whatIsSentToOneFamilyVanishesAndTheOtherStandsAQuarterOfASecondLater() throws IOException {
        try (var net = net();
                var silent = listening("::1", 1);
                var server = listening("127.0.0.1", 10)) {
            var callers = filled(silent);
            var first = flow(net, TcpPeer.address(silent));
            var second = flow(net, TcpPeer.address(server));
            var ends = new LinkedBlockingQueue<End>();
            assertThat(race(net, first, second, ends)).isTrue();
            var end = TestNet.take(ends);
            var standing = Objects.requireNonNull(end.standing());
            assertThat(standing.remote()).isEqualTo(second.remote());
            assertThat(standing.connection()).isPositive();
            assertThat(end.millis()).isBetween(Race.DELAY, 2_000L);
            assertThat(alive(net, standing)).isTrue();
            TestNet.until(() -> !alive(net, first));
            assertThat(race(net, first, flow(net, second.remote()), ends)).isTrue();
            assertThat(TestNet.take(ends).standing()).as("at once").isEqualTo(standing);
            for (var caller : callers) Closing.quietly(caller);
        }
    }

    @Test
    void theSecondIsNotTriedWhereTheFirstStandsBefore() throws IOException {
        try (var net = net();
                var server = listening("::1", 10);
                var spare = listening("127.0.0.1", 10)) {
            var first = flow(net, TcpPeer.address(server));
            var second = flow(net, TcpPeer.address(spare));
            var ends = new LinkedBlockingQueue<End>();
            assertThat(race(net, first, second, ends)).isTrue();
            var standing = Objects.requireNonNull(TestNet.take(ends).standing());
            assertThat(standing.remote()).isEqualTo(first.remote());
            assertThat(race(net, standing, second, ends)).as("it stands").isFalse();
            assertThat(alive(net, second)).isFalse();
        }
    }

    @Test
    void theSecondIsTriedAtOnceWhereTheFirstIsRefusedAndBothRefusedIsSaid() throws IOException {
        try (var net = net();
                var server = listening("127.0.0.1", 10)) {
            var ends = new LinkedBlockingQueue<End>();
            var first = flow(net, refusing("::1"));
            assertThat(race(net, first, flow(net, TcpPeer.address(server)), ends))
                    .isTrue();
            assertThat(Objects.requireNonNull(TestNet.take(ends).standing()).remote())
                    .isEqualTo(TcpPeer.address(server));
            assertThat(race(net, first, flow(net, refusing("127.0.0.1")), ends)).isTrue();
            var end = TestNet.take(ends);
            assertThat(end.standing()).isNull();
            assertThat(end.why()).contains("refused");
        }
    }
}
