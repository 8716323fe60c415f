package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.ResponseFlows;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

/// TCP over real sockets.
class TcpTest {
    private static NetConfig config() {
        return TestNet.config(1, true, "127.0.0.1");
    }

    private static NetLimits limits(int connections, int perSource, int queued, Duration message, Duration idle) {
        var s = NetLimits.STANDARD;
        return new NetLimits(
                s.backlog(),
                s.hardBacklog(),
                s.commands(),
                connections,
                perSource,
                queued,
                s.queuedBytes(),
                s.partialBytes(),
                Duration.ofSeconds(4),
                message,
                message,
                idle,
                s.stallTime(),
                s.gather());
    }

    private static Request request(String branch) {
        return request(branch, Method.OPTIONS);
    }

    private static Request request(String branch, Method method) {
        return Request.builder(method, "sip:peer@example.com")
                .add(HeaderName.VIA, "SIP/2.0/TCP 127.0.0.1;branch=" + branch)
                .add(HeaderName.FROM, "<sip:a@b>;tag=1")
                .add(HeaderName.TO, "<sip:c@d>")
                .add(HeaderName.CALL_ID, "call-" + branch)
                .add(HeaderName.CSEQ, "1 " + method.name())
                .build();
    }

    private static void send(TestNet net, Request request, Flow flow, LinkedBlockingQueue<String> failures) {
        net.on(0, () -> {
            net.cores.getFirst().sender.send(request, flow, (loss, why) -> failures.add(loss + ": " + why));
            return true;
        });
    }

    private static Flow flow(TestNet net, InetSocketAddress remote) {
        return Objects.requireNonNull(
                net.on(0, () -> net.cores.getFirst().sender.flow("test", Transport.TCP, remote)));
    }

    /// Proves TRN-001, TRN-006, TRN-008.
    @Test
    void aMessageInPiecesAndManyInOneSegmentAreAllAnswered() {
        try (var net = new TestNet(config());
                var peer = new TcpPeer(net.at(Transport.TCP))) {
            String one = Texts.fresh("OPTIONS", "one");
            for (int i = 0; i < one.length(); i += 50) peer.send(one.substring(i, Math.min(one.length(), i + 50)));
            assertThat(Texts.header(peer.receive(), "Call-ID")).isEqualTo("one");
            peer.send(Texts.fresh("OPTIONS", "two") + Texts.fresh("OPTIONS", "three") + "\r\n"
                    + Texts.fresh("OPTIONS", "four"));
            for (var each : List.of("two", "three", "four")) {
                assertThat(Texts.header(peer.receive(), "Call-ID")).isEqualTo(each);
            }
            var flow = net.next().flow();
            assertThat(flow.connection()).isPositive();
            assertThat(flow.local()).isEqualTo(net.at(Transport.TCP));
            assertThat(net.next().flow()).isSameAs(flow);
        }
    }

    /// Proves NAT-004.
    @Test
    void aPingIsAnsweredWithAPong() {
        try (var net = new TestNet(config());
                var peer = new TcpPeer(net.at(Transport.TCP))) {
            peer.send("\r\n\r\n");
            assertThat(peer.until("\r\n")).isEqualTo("\r\n");
            assertThat(TestNet.take(net.cores.getFirst().heard).remote())
                    .isEqualTo(peer.socket.getLocalSocketAddress());
            peer.send(Texts.fresh("OPTIONS", "c1"));
            assertThat(peer.receive()).startsWith("SIP/2.0 200");
        }
    }

    /// Proves TRN-007.
    @Test
    void lostFramingIsAnsweredAndThenTheConnectionIsClosed() {
        try (var net = new TestNet(config())) {
            for (String length : List.of(
                    "",
                    "Content-Length: -999\r\n",
                    "Content-Length: ten\r\n",
                    "Content-Length: 0\r\nContent-Length: 5\r\n")) {
                try (var peer = new TcpPeer(net.at(Transport.TCP))) {
                    peer.send(Texts.fresh("OPTIONS", "c1").replace("Content-Length: 0\r\n", length));
                    assertThat(peer.receive()).as(length).startsWith("SIP/2.0 400");
                    assertThat(peer.closed()).isTrue();
                    assertThat(TestNet.take(net.cores.getFirst().closed).remote())
                            .isEqualTo(peer.socket.getLocalSocketAddress());
                }
            }
            try (var next = new TcpPeer(net.at(Transport.TCP))) {
                next.send(Texts.fresh("OPTIONS", "c2"));
                assertThat(next.receive()).startsWith("SIP/2.0 200");
            }
        }
    }

    @Test
    void aFaultWithSoundFramingLeavesTheConnectionOpen() {
        try (var net = new TestNet(config());
                var peer = new TcpPeer(net.at(Transport.TCP))) {
            peer.send(Texts.fresh("OPTIONS", "c1").replace("CSeq: 1 OPTIONS", "CSeq: x OPTIONS"));
            assertThat(peer.receive()).startsWith("SIP/2.0 400");
            peer.send(Texts.fresh("OPTIONS", "c2"));
            assertThat(peer.receive()).startsWith("SIP/2.0 200");
        }
    }

    @Test
    void theAnswerToARequestOfOursComesBackOnItsConnectionWhichIsUsedAgain() throws IOException {
        try (var net = new TestNet(config());
                var server = TcpPeer.listening()) {
            var failures = new LinkedBlockingQueue<String>();
            var flow = flow(net, TcpPeer.address(server));
            assertThat(flow.connection()).isZero();
            assertThat(net.on(0, () -> net.cores.getFirst().sender.alive(flow))).isFalse();
            send(net, request("z9hG4bK1"), flow, failures);
            try (var peer = TcpPeer.accepted(server)) {
                assertThat(peer.receive()).startsWith("OPTIONS");
                peer.send(Texts.response(200, "z9hG4bK1", "call-z9hG4bK1"));
                var answered = net.next().flow();
                assertThat(answered.connection()).isPositive();
                assertThat(net.on(0, () -> net.cores.getFirst().sender.alive(flow)))
                        .isTrue();
                send(net, request("z9hG4bK2"), flow, failures);
                assertThat(peer.receive()).contains("z9hG4bK2");
                send(net, request("z9hG4bK3"), flow(net, TcpPeer.address(server)), failures);
                assertThat(peer.receive()).contains("z9hG4bK3");
                assertThat(net.net.statistics().connectionsOpened()).isEqualTo(1);
                assertThat(flow(net, TcpPeer.address(server))).isEqualTo(answered);
            }
            assertThat(failures).hasSizeLessThanOrEqualTo(2);
        }
    }

    /// Proves TRN-019.
    @Test
    void aRefusedConnectionFailsEverythingQueuedOnIt() throws IOException {
        InetSocketAddress gone;
        try (var server = TcpPeer.listening()) {
            gone = TcpPeer.address(server);
        }
        try (var net = new TestNet(config())) {
            var failures = new LinkedBlockingQueue<String>();
            var flow = flow(net, gone);
            boolean atOnce = net.on(0, () -> {
                for (int i = 0; i < 5; i++) {
                    net.cores.getFirst().sender.send(request("z9hG4bK" + i), flow, (loss, why) -> failures.add(why));
                }
                return !failures.isEmpty();
            });
            assertThat(atOnce).isFalse();
            for (int i = 0; i < 5; i++) assertThat(TestNet.take(failures)).isEqualTo("connection refused");
            assertThat(net.net.statistics().connectionsFailed()).isPositive();
        }
    }

    @Test
    void aResetTellsTheSendersOfUnansweredRequestsAndTheCore() throws IOException {
        try (var net = new TestNet(config());
                var server = TcpPeer.listening()) {
            var unanswered = new LinkedBlockingQueue<String>();
            var answered = new LinkedBlockingQueue<String>();
            var flow = flow(net, TcpPeer.address(server));
            send(net, request("z9hG4bKa"), flow, answered);
            send(net, request("z9hG4bKb"), flow, unanswered);
            try (var peer = TcpPeer.accepted(server)) {
                peer.until("z9hG4bKb");
                peer.send(Texts.response(180, "z9hG4bKb", "cb"));
                peer.send(Texts.response(200, "z9hG4bKa", "ca"));
                net.next();
                net.next();
                peer.send("SIP/2.0 200 OK\r\nVia: half a mess");
                peer.reset();
            }
            assertThat(TestNet.take(unanswered)).isEqualTo("FLOW_FAILED: connection reset");
            assertThat(TestNet.take(net.cores.getFirst().closed).remote()).isEqualTo(TcpPeer.address(server));
            assertThat(answered).isEmpty();
            assertThat(net.net.statistics().connections()).isZero();
        }
    }

    @Test
    void theAnswerToACancelIsNotThatToItsInvite() throws IOException {
        try (var net = new TestNet(config());
                var server = TcpPeer.listening()) {
            var invite = new LinkedBlockingQueue<String>();
            var cancel = new LinkedBlockingQueue<String>();
            var flow = flow(net, TcpPeer.address(server));
            send(net, request("z9hG4bKi", Method.INVITE), flow, invite);
            send(net, request("z9hG4bKi", Method.CANCEL), flow, cancel);
            try (var peer = TcpPeer.accepted(server)) {
                peer.until("CSeq: 1 CANCEL");
                peer.send(Texts.response(200, "z9hG4bKi", "c").replace("1 OPTIONS", "1 CANCEL"));
                net.next();
            }
            assertThat(TestNet.take(invite)).isNotEmpty();
            assertThat(cancel).isEmpty();
        }
    }

    /// Proves TRN-008.
    @Test
    void aResponseWhoseConnectionIsGoneGoesOverANewOne() throws IOException {
        try (var net = new TestNet(config());
                var server = TcpPeer.listening()) {
            Flow flow;
            Request request;
            try (var peer = new TcpPeer(net.at(Transport.TCP))) {
                peer.send(Texts.fresh("OPTIONS", "c1")
                        .replace(":5099", ":" + TcpPeer.address(server).getPort()));
                peer.receive();
                var seen = net.next();
                flow = seen.flow();
                request = (Request) seen.message();
            }
            TestNet.take(net.cores.getFirst().closed);
            var back = ResponseFlows.of(request.topVia(), flow);
            var response = Response.answering(request, 486, "Busy Here", "t").build();
            net.on(0, () -> {
                net.cores.getFirst().sender.send(response, back, null);
                return true;
            });
            try (var peer = TcpPeer.accepted(server)) {
                assertThat(peer.receive()).startsWith("SIP/2.0 486");
            }
        }
    }

    @Test
    void closingWithoutAnythingHalfSentIsNoticed() {
        try (var net = new TestNet(config())) {
            try (var peer = new TcpPeer(net.at(Transport.TCP))) {
                peer.send(Texts.fresh("OPTIONS", "c1").substring(0, 80));
                peer.send(Texts.fresh("OPTIONS", "c1").substring(80));
                peer.receive();
            }
            assertThat(TestNet.take(net.cores.getFirst().closed).connection()).isPositive();
        }
    }

    @Test
    void aMessageThatDoesNotEndInTimeEndsItsConnection() {
        var config = config().with(limits(10, 10, 10, Duration.ofMillis(200), Duration.ofMinutes(1)));
        try (var net = new TestNet(config);
                var peer = new TcpPeer(net.at(Transport.TCP));
                var silent = new TcpPeer(net.at(Transport.TCP))) {
            peer.send(Texts.fresh("OPTIONS", "c1"));
            peer.receive();
            peer.send("INVITE sip:bob@127.0.0.1 SIP/2.0\r\nVia: ");
            assertThat(peer.closed()).isTrue();
            assertThat(silent.closed()).isTrue();
            assertThat(net.net.statistics().connectionsClosedSlow()).isEqualTo(2);
        }
    }

    @Test
    void anIdleConnectionToAStrangerIsClosed() throws IOException {
        var config = config().with(limits(10, 10, 10, Duration.ofSeconds(20), Duration.ofMillis(150)));
        try (var net = TestNet.amongStrangers(config);
                var server = TcpPeer.listening()) {
            send(net, request("z9hG4bK1"), flow(net, TcpPeer.address(server)), new LinkedBlockingQueue<>());
            try (var peer = TcpPeer.accepted(server)) {
                peer.receive();
                assertThat(peer.closed()).isTrue();
                assertThat(net.net.statistics().connectionsClosedIdle()).isEqualTo(1);
            }
        }
    }

    @Test
    void connectionsAreLimitedInTotalAndForEachSource() {
        var config = config().with(limits(3, 2, 10, Duration.ofSeconds(20), Duration.ofMinutes(1)));
        try (var net = new TestNet(config);
                var a = new TcpPeer(net.at(Transport.TCP));
                var b = new TcpPeer(net.at(Transport.TCP))) {
            a.send(Texts.fresh("OPTIONS", "a"));
            b.send(Texts.fresh("OPTIONS", "b"));
            a.receive();
            b.receive();
            try (var c = new TcpPeer(net.at(Transport.TCP))) {
                assertThat(c.closed()).isTrue();
            }
            assertThat(net.net.statistics().connectionsRefused()).isEqualTo(1);
            a.reset();
            TestNet.take(net.cores.getFirst().closed);
            try (var d = new TcpPeer(net.at(Transport.TCP))) {
                d.send(Texts.fresh("OPTIONS", "d"));
                assertThat(d.receive()).startsWith("SIP/2.0 200");
            }
        }
    }

    @Test
    void aPeerThatDoesNotReadCostsABoundedQueue() throws IOException {
        int queued = 20;
        var config = config().with(limits(10, 10, queued, Duration.ofSeconds(20), Duration.ofMinutes(1)));
        try (var net = new TestNet(config);
                var server = TcpPeer.listening()) {
            var failures = new LinkedBlockingQueue<String>();
            var flow = flow(net, TcpPeer.address(server));
            var large = request("z9hG4bKlarge")
                    .edit()
                    .prepend(HeaderName.of("X-Filling"), "x".repeat(16_000))
                    .build();
            try (var peer = TcpPeer.accepted(afterFirst(net, server, flow))) {
                for (int i = 0; failures.isEmpty(); i++) {
                    assertThat(i).isLessThan(10_000);
                    send(net, large, flow, failures);
                }
                assertThat(TestNet.take(failures)).isEqualTo("NOT_SENT: send queue full");
                assertThat(peer.socket.isClosed()).isFalse();
            }
        }
    }

    private static java.net.ServerSocket afterFirst(TestNet net, java.net.ServerSocket server, Flow flow) {
        send(net, request("z9hG4bKfirst"), flow, new LinkedBlockingQueue<>());
        return server;
    }

    @Test
    void messagesOfAConnectionReachTheLanesOfTheirCalls() {
        try (var net = new TestNet(TestNet.config(3, true, "127.0.0.1"));
                var peer = new TcpPeer(net.at(Transport.TCP))) {
            var all = new StringBuilder();
            for (int i = 0; i < 30; i++) all.append(Texts.fresh("OPTIONS", "call" + i));
            peer.send(all.toString());
            var lanes = new java.util.HashSet<Integer>();
            for (int i = 0; i < 30; i++) lanes.add(net.next().lane());
            assertThat(lanes).containsExactlyInAnyOrder(0, 1, 2);
            for (int i = 0; i < 30; i++) assertThat(peer.receive()).startsWith("SIP/2.0 200");
            peer.reset();
            for (var core : net.cores)
                assertThat(TestNet.take(core.closed).connection()).isPositive();
        }
    }

    /// Whoever says `alias` is still not where we connect to: RFC 5923 asks for a certificate (section 8.2).
    ///
    /// Proves TRN-017.
    @Test
    void aConnectionThatSaysAliasIsNotUsedForOurRequests() throws IOException {
        try (var net = new TestNet(config());
                var server = TcpPeer.listening();
                var peer = new TcpPeer(net.at(Transport.TCP))) {
            var listening = TcpPeer.address(server);
            peer.send(Texts.fresh("OPTIONS", "c1")
                    .replaceFirst(
                            "Via: [^\r]*",
                            "Via: SIP/2.0/TCP 127.0.0.1:" + listening.getPort() + ";branch=z9hG4bKa;alias"));
            assertThat(peer.receive()).startsWith("SIP/2.0 200");
            var failures = new LinkedBlockingQueue<String>();
            send(net, request("z9hG4bK1"), flow(net, listening), failures);
            try (var ours = TcpPeer.accepted(server)) {
                assertThat(ours.receive()).startsWith("OPTIONS sip:peer@example.com");
            }
            assertThat(peer.socket.getInputStream().available()).isZero();
        }
    }
}
