package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.demarc.sim.Ipv6;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// UDP over real sockets, by system calls and by the JDK.
class UdpTest {
    /// Proves TRN-003, TRN-009.
    @ParameterizedTest
    @CsvSource({"true, 127.0.0.1", "false, 127.0.0.1", "true, ::1", "false, ::1"})
    void aRequestIsAnsweredToWhereItCameFrom(boolean systemCalls, String address) {
        Ipv6.assumeFor(address);
        try (var net = new TestNet(TestNet.config(1, systemCalls, address));
                var peer = new TestNet.Peer(address)) {
            peer.send(Texts.fresh("OPTIONS", "c1"), net.at(Transport.UDP));
            String answer = peer.receive();
            assertThat(answer).startsWith("SIP/2.0 200 OK\r\n");
            assertThat(Texts.header(answer, "Via"))
                    .contains("rport=" + peer.address().getPort());
            var seen = net.next();
            assertThat(seen.flow().remote()).isEqualTo(peer.address());
            assertThat(seen.flow().local()).isEqualTo(net.at(Transport.UDP));
            assertThat(seen.flow().sentBy())
                    .isEqualTo((address.equals("::1") ? "[::1]" : address) + ":"
                            + net.at(Transport.UDP).getPort());
        }
    }

    /// RFC 3261 section 18.1.1: up to what IP can carry.
    ///
    /// Proves TRN-005.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLongestDatagramIsARequestLikeAnother(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1")) {
            for (int length : new int[] {20_000, 65_535 - 20 - 8}) {
                String head = Texts.fresh("OPTIONS", "c" + length);
                String start = head.replace("Content-Length: 0", "Content-Type: text/plain\r\nContent-Length: 00000");
                int body = length - start.length();
                peer.send(start.replace("00000", "%05d".formatted(body)) + "x".repeat(body), net.at(Transport.UDP));
                assertThat(peer.receive()).startsWith("SIP/2.0 200 OK\r\n");
                assertThat(net.next().message().length()).isGreaterThanOrEqualTo(length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSourceKeepsItsFlow(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1");
                var other = new TestNet.Peer("127.0.0.1")) {
            peer.send(Texts.fresh("OPTIONS", "c1"), net.at(Transport.UDP));
            Flow first = net.next().flow();
            other.send(Texts.fresh("OPTIONS", "c2"), net.at(Transport.UDP));
            assertThat(net.next().flow()).isNotEqualTo(first);
            peer.send(Texts.fresh("OPTIONS", "c3"), net.at(Transport.UDP));
            assertThat(net.next().flow()).isSameAs(first);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepAlivesAndJunkAreCountedAndNothingElse(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1")) {
            peer.send("\r\n\r\n", net.at(Transport.UDP));
            peer.send(new byte[0], net.at(Transport.UDP));
            peer.send(new byte[] {0}, net.at(Transport.UDP));
            peer.send(new byte[1200], net.at(Transport.UDP)); // looks like STUN or RTP
            peer.send(Texts.fresh("OPTIONS", "c1"), net.at(Transport.UDP));
            peer.receive();
            var statistics = net.net.statistics();
            assertThat(statistics.keepAlives()).isEqualTo(3);
            assertThat(statistics.junk()).isEqualTo(1);
            assertThat(statistics.datagramsIn()).isEqualTo(1);
            assertThat(net.seen).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMalformedRequestReachesTheCoreWhichAnswersIt(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1")) {
            peer.send(
                    Texts.fresh("OPTIONS", "c1").replace("Content-Length: 0", "Content-Length: 100"),
                    net.at(Transport.UDP));
            assertThat(peer.receive()).startsWith("SIP/2.0 400 ").contains("received=127.0.0.1");
            assertThat(net.net.statistics().malformed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyAnswersOfOneTurnAllArriveInOrder(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1")) {
            peer.send(Texts.fresh("OPTIONS", "c0"), net.at(Transport.UDP));
            peer.receive();
            var first = net.next();
            String large = "x".repeat(12_000);
            net.on(0, () -> {
                for (int i = 0; i < 100; i++) {
                    var message = Request.builder(Method.of("OPTIONS"), "sip:peer@example.com")
                            .add(org.demarc.sip.message.HeaderName.VIA, "SIP/2.0/UDP x;branch=z9hG4bK" + i)
                            .add(org.demarc.sip.message.HeaderName.CALL_ID, "number" + i)
                            .add(org.demarc.sip.message.HeaderName.of("X-Filling"), i % 25 == 3 ? large : "none")
                            .build();
                    net.cores.getFirst().sender.send(message, first.flow(), null);
                }
                return true;
            });
            for (int i = 0; i < 100; i++) {
                assertThat(Texts.header(peer.receive(), "Call-ID")).isEqualTo("number" + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlowIsMadeToAnAddressOfTheRightFamily(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1")) {
            var sender = net.cores.getFirst().sender;
            Flow flow = net.on(0, () -> sender.flow("test", Transport.UDP, peer.address()));
            assertThat(flow).isNotNull();
            boolean none = net.on(
                    0,
                    () -> sender.flow("elsewhere", Transport.UDP, peer.address()) == null
                            && sender.flow("test", Transport.TLS, peer.address()) == null
                            && sender.flow(
                                            "test",
                                            Transport.UDP,
                                            new java.net.InetSocketAddress(TestNet.address("::1"), 5060))
                                    == null);
            assertThat(none).isTrue();
            var request =
                    Request.builder(Method.OPTIONS, "sip:peer@example.com").build();
            net.on(0, () -> {
                sender.send(request, flow, null);
                return true;
            });
            assertThat(peer.receive()).startsWith("OPTIONS sip:peer@example.com SIP/2.0\r\n");
            peer.send(Texts.fresh("OPTIONS", "c1"), net.at(Transport.UDP));
            assertThat(net.next().flow()).isEqualTo(flow);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheKernelRefusesToSendIsReportedLater(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"))) {
            var sender = net.cores.getFirst().sender;
            var reported = new LinkedBlockingQueue<String>();
            // From a loopback address nothing can be sent elsewhere.
            var elsewhere = new java.net.InetSocketAddress(TestNet.address("192.0.2.1"), 5060);
            boolean atOnce = net.on(0, () -> {
                var flow = sender.flow("test", Transport.UDP, elsewhere);
                var request = Request.builder(Method.OPTIONS, "sip:a@b").build();
                if (flow != null) sender.send(request, flow, (loss, why) -> reported.add(loss + ": " + why));
                return !reported.isEmpty();
            });
            assertThat(atOnce).isFalse();
            assertThat(TestNet.take(reported)).startsWith("NO"); // it says nothing about the flow
            assertThat(net.net.statistics().sendFailures()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allMessagesOfACallMeetOnOneLaneWhateverSocketTheyComeFrom(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(3, systemCalls, "127.0.0.1"))) {
            var peers = new ArrayList<TestNet.Peer>();
            for (int i = 0; i < 12; i++) peers.add(new TestNet.Peer("127.0.0.1"));
            int calls = 20;
            for (var peer : peers) {
                for (int call = 0; call < calls; call++) {
                    peer.send(Texts.fresh("OPTIONS", "call" + call), net.at(Transport.UDP));
                }
            }
            var laneOfCall = new HashMap<String, Integer>();
            for (int i = 0; i < peers.size() * calls; i++) {
                var seen = net.next();
                assertThat(laneOfCall.computeIfAbsent(seen.message().callId(), c -> seen.lane()))
                        .isEqualTo(seen.lane());
            }
            assertThat(laneOfCall.values()).contains(0, 1, 2);
            assertThat(net.net.statistics().handedOver()).isPositive();
            // Each answer went out of the lane's own socket and came from the one port.
            for (var peer : peers) {
                for (int call = 0; call < calls; call++)
                    assertThat(peer.receive()).startsWith("SIP/2.0 200");
            }
            for (var peer : peers) peer.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTagOfOursBringsTheRequestToItsLane(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(3, systemCalls, "127.0.0.1"));
                var peer = new TestNet.Peer("127.0.0.1")) {
            for (int lane = 0; lane < 3; lane++) {
                var core = net.cores.get(lane);
                String tag = net.on(lane, core.tokens::tag);
                peer.send(
                        Texts.request("BYE", "sip:a@127.0.0.1", "z9hG4bKx" + lane, "same", "f", tag),
                        net.at(Transport.UDP));
                assertThat(net.next().lane()).isEqualTo(lane);
                String branch = net.on(lane, core.tokens::branch);
                peer.send(Texts.response(200, branch, "same"), net.at(Transport.UDP));
                assertThat(net.next().lane()).isEqualTo(lane);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timersFireOnTheLaneAndWakeIt(boolean systemCalls) throws InterruptedException {
        try (var net = new TestNet(TestNet.config(2, systemCalls, "127.0.0.1"))) {
            var fired = new CountDownLatch(2);
            var threads = new LinkedBlockingQueue<String>();
            for (int lane = 0; lane < 2; lane++) {
                var core = net.cores.get(lane);
                net.on(
                        lane,
                        () -> core.timers.after(
                                30,
                                what -> {
                                    threads.add(Thread.currentThread().getName());
                                    fired.countDown();
                                },
                                1));
            }
            assertThat(fired.await(TestNet.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(threads).containsExactlyInAnyOrder("demarc-lane-0", "demarc-lane-1");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCoreThatThrowsLosesOneMessageAndNoMore(boolean systemCalls) {
        TestNet.Cores throwing =
                (lane, sender, timers, tokens, seen) -> new TestCore(lane, sender, timers, tokens, seen) {
                    @Override
                    public void received(org.demarc.sip.message.SipMessage message, Flow flow) {
                        if (message.callId().equals("bad")) throw new IllegalStateException("a bug of ours");
                        super.received(message, flow);
                    }
                };
        try (var net = new TestNet(TestNet.config(1, systemCalls, "127.0.0.1"), throwing, r -> false);
                var peer = new TestNet.Peer("127.0.0.1")) {
            peer.send(Texts.fresh("OPTIONS", "bad"), net.at(Transport.UDP));
            peer.send(Texts.fresh("OPTIONS", "good"), net.at(Transport.UDP));
            assertThat(Texts.header(peer.receive(), "Call-ID")).isEqualTo("good");
            assertThat(net.net.statistics().coreFailures()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void commandsRunInOrderAndAreRefusedWhenTooManyWait(boolean systemCalls) throws InterruptedException {
        var config = TestNet.config(1, systemCalls, "127.0.0.1");
        try (var net = new TestNet(config)) {
            var lane = net.net.lanes().getFirst();
            var gate = new CountDownLatch(1);
            var started = new CountDownLatch(1);
            var ran = new ArrayList<Integer>();
            lane.execute(() -> {
                started.countDown();
                await(gate);
            });
            assertThat(started.await(TestNet.SECONDS, TimeUnit.SECONDS)).isTrue();
            int taken = 0;
            while (true) {
                int number = taken;
                if (!lane.execute(() -> ran.add(number))) break;
                taken++;
            }
            assertThat(taken).isEqualTo(NetLimits.STANDARD.commands());
            gate.countDown();
            int last = taken;
            var done = new CountDownLatch(1);
            while (!lane.execute(done::countDown)) Thread.onSpinWait();
            assertThat(done.await(TestNet.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(ran)
                    .isEqualTo(java.util.stream.IntStream.range(0, last).boxed().toList());
            assertThat(net.net.statistics().commandsRefused()).isPositive();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(TestNet.SECONDS, TimeUnit.SECONDS)) throw new AssertionError("still closed");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
