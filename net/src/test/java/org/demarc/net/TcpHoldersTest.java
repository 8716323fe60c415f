package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who may hold a connection for how long, and what that costs us.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TcpHoldersTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static NetConfig config(int connections, int partial, Duration first, Duration idle, Duration stall) {
        var s = NetLimits.STANDARD;
        return TestNet.config(1, true, "127.0.0.1")
                .with(new NetLimits(
                        s.backlog(),
                        s.hardBacklog(),
                        s.commands(),
                        connections,
                        s.connectionsPerSource(),
                        s.queuedMessages(),
                        s.queuedBytes(),
                        partial,
                        s.connectTime(),
                        s.messageTime(),
                        first,
                        idle,
                        stall,
                        s.gather()));
    }

    private static Request large() {
        return Request.builder(Method.OPTIONS, "sip:peer@example.com")
                .add(HeaderName.VIA, "SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1")
                .add(HeaderName.FROM, "<sip:a@b>;tag=1")
                .add(HeaderName.TO, "<sip:c@d>")
                .add(HeaderName.CALL_ID, "call")
                .add(HeaderName.CSEQ, "1 OPTIONS")
                .add(HeaderName.of("X-Filling"), "x".repeat(16_000))
                .build();
    }

    @Test
    void halfClosingWhileWeCannotWriteEndsTheConnection() throws IOException {
        try (var net = new TestNet(config(10, 1 << 20, LONG, LONG, SHORT));
                var server = TcpPeer.listening()) {
            var failures = new LinkedBlockingQueue<String>();
            var sender = net.cores.getFirst().sender;
            var flow = Objects.requireNonNull(
                    net.on(0, () -> sender.flow("test", Transport.TCP, TcpPeer.address(server))));
            // More than the kernel's buffers hold, less than the queue.
            for (int i = 0; i < 60; i++) {
                net.on(0, () -> {
                    for (int j = 0; j < 8; j++) sender.send(large(), flow, (loss, why) -> failures.add(why));
                    return true;
                });
            }
            try (var peer = TcpPeer.accepted(server)) {
                peer.socket.shutdownOutput();
                assertThat(TestNet.take(net.cores.getFirst().closed).remote()).isEqualTo(TcpPeer.address(server));
                assertThat(net.net.statistics().connections()).isZero();
            }
        }
    }

    @Test
    void strangersConnectionEndsSoonWhateverItSends() {
        try (var net = TestNet.amongStrangers(config(10, 1 << 20, SHORT, LONG, LONG));
                var peer = new TcpPeer(net.at(Transport.TCP))) {
            peer.send(Texts.fresh("OPTIONS", "c1"));
            assertThat(peer.receive()).startsWith("SIP/2.0 200");
            assertThat(peer.closed()).isTrue();
            assertThat(net.net.statistics().connectionsClosedSlow()).isEqualTo(1);
        }
    }

    @Test
    void strangersShareAQuarterOfTheConnections() throws IOException {
        try (var net = TestNet.amongStrangers(config(4, 1 << 20, LONG, LONG, LONG));
                var first = new TcpPeer(net.at(Transport.TCP));
                var server = TcpPeer.listening()) {
            first.send(Texts.fresh("OPTIONS", "c1"));
            assertThat(first.receive()).startsWith("SIP/2.0 200");
            try (var second = new TcpPeer(net.at(Transport.TCP))) {
                assertThat(second.closed()).isTrue();
            }
            var sender = net.cores.getFirst().sender;
            net.on(0, () -> {
                var flow = Objects.requireNonNull(sender.flow("test", Transport.TCP, TcpPeer.address(server)));
                sender.send(large(), flow, null);
                return true;
            });
            try (var ours = TcpPeer.accepted(server)) {
                assertThat(ours.receive()).startsWith("OPTIONS");
            }
            first.reset();
            // The connection of ours ends at about the same time, and has no part in what strangers may hold.
            int firsts = first.socket.getLocalPort();
            while (TestNet.take(net.cores.getFirst().closed).remote().getPort() != firsts) {}
            try (var third = new TcpPeer(net.at(Transport.TCP))) {
                third.send(Texts.fresh("OPTIONS", "c3"));
                assertThat(third.receive()).startsWith("SIP/2.0 200");
            }
        }
    }

    @Test
    void unfinishedMessagesOfStrangersHaveALimitInTotal() {
        String unfinished = Texts.fresh("OPTIONS", "c1").replace("\r\n\r\n", "\r\nX-Filling: " + "x".repeat(1000));
        try (var net = TestNet.amongStrangers(config(40, 3_000, LONG, LONG, LONG));
                var first = new TcpPeer(net.at(Transport.TCP));
                var second = new TcpPeer(net.at(Transport.TCP))) {
            first.send(unfinished);
            second.send(unfinished);
            try (var third = new TcpPeer(net.at(Transport.TCP))) {
                third.send(unfinished);
                assertThat(third.closed() || first.closed() || second.closed()).isTrue();
            }
            try (var fourth = new TcpPeer(net.at(Transport.TCP))) {
                fourth.send(Texts.fresh("OPTIONS", "c4"));
                assertThat(fourth.receive()).startsWith("SIP/2.0 200");
            }
        }
    }

    @Test
    void idleConnectionOfAKnownPeerIsKeptAliveAndNotClosed() {
        try (var net = new TestNet(config(10, 1 << 20, LONG, SHORT, LONG));
                var peer = new TcpPeer(net.at(Transport.TCP))) {
            peer.send(Texts.fresh("OPTIONS", "c1"));
            assertThat(peer.receive()).startsWith("SIP/2.0 200");
            assertThat(peer.receive()).isEqualTo("\r\n\r\n");
            peer.send("\r\n");
            assertThat(peer.receive()).isEqualTo("\r\n\r\n");
            peer.send(Texts.fresh("OPTIONS", "c2"));
            assertThat(peer.receive()).startsWith("SIP/2.0 200");
            assertThat(net.net.statistics().connectionsClosedIdle()).isZero();
        }
    }
}
