package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A lane that has fallen behind. Lane 0 owns the socket that one peer's datagrams come in on or hands them
/// over; to hold it without holding the door, the tests use two lanes and block the one that is not receiving.
class OverloadTest {
    private static final int SOFT = 5;
    private static final int HARD = 20;

    private static final class Blocked implements AutoCloseable {
        final TestNet net;
        final TestNet.Peer peer = new TestNet.Peer("127.0.0.1");
        final CountDownLatch gate = new CountDownLatch(1);
        final int held;

        Blocked(boolean systemCalls, Predicate<Request> urgent) {
            var config = TestNet.config(2, systemCalls, "127.0.0.1").with(NetLimits.STANDARD.withBacklog(SOFT, HARD));
            net = new TestNet(config, TestCore::new, urgent);
            held = 1 - receiving();
            var started = new CountDownLatch(1);
            net.net.lanes().get(held).execute(() -> {
                started.countDown();
                UdpTest.await(gate);
            });
            UdpTest.await(started);
        }

        /// The lane whose socket gets what the peer sends: what stays there was not handed over.
        private int receiving() {
            for (int i = 0; ; i++) {
                long before = net.net.statistics().handedOver();
                peer.send(Texts.fresh("OPTIONS", "probe" + i), net.at(Transport.UDP));
                peer.receive();
                int lane = net.next().lane();
                for (int each = 0; each < 2; each++) net.on(each, () -> true); // what it counts is counted then
                return net.net.statistics().handedOver() == before ? lane : 1 - lane;
            }
        }

        /// A Call-ID of the held lane.
        String callId(String prefix) {
            for (int i = 0; ; i++) {
                String callId = prefix + i;
                byte[] octets = Texts.octets(Texts.fresh("OPTIONS", callId));
                var decoded = new org.demarc.sip.codec.MessageDecoder(org.demarc.sip.message.Limits.DEFAULT)
                        .decode(octets, octets.length);
                var message = ((org.demarc.sip.codec.Decoded.Complete) decoded).message();
                if (org.demarc.sip.transport.LaneRouting.laneOf(message, 2) == held) return callId;
            }
        }

        void send(String text) {
            peer.send(text, net.at(Transport.UDP));
        }

        @Override
        public void close() {
            gate.countDown();
            peer.close();
            net.close();
        }
    }

    /// With a body, as they come.
    private static String invite(String callId) {
        String sdp =
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
        return Texts.fresh("INVITE", callId)
                        .replace(
                                "Content-Length: 0", "Content-Type: application/sdp\r\nContent-Length: " + sdp.length())
                + sdp;
    }

    private static String bye(String callId) {
        return Texts.request("BYE", "sip:a@127.0.0.1", "z9hG4bK" + callId, callId, "f", "t");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newRequestsAreRefusedAndThoseOfCallsPassUntilTheHardLimit(boolean systemCalls) {
        try (var blocked = new Blocked(systemCalls, r -> false)) {
            for (int i = 0; i < SOFT; i++) blocked.send(invite(blocked.callId("taken" + i + "-")));
            String taken = blocked.callId("taken0-");
            String refused = blocked.callId("refused");
            blocked.send(invite(refused));
            String answer = blocked.peer.receive();
            assertThat(answer).startsWith("SIP/2.0 503 Service Unavailable\r\n");
            assertThat(Texts.header(answer, "Call-ID")).isEqualTo(refused);
            assertThat(Integer.parseInt(Texts.header(answer, "Retry-After"))).isBetween(2, 10);
            assertThat(Texts.octets(answer).length).isLessThanOrEqualTo(Texts.octets(invite(refused)).length);
            // An INVITE that was taken and is sent again is not refused: its call would end on one side only.
            blocked.send(invite(taken));
            // Sent again, it gets the same To tag.
            blocked.send(invite(refused));
            String again = blocked.peer.receive();
            assertThat(Texts.header(again, "To")).isEqualTo(Texts.header(answer, "To"));
            String tag = Texts.header(answer, "To")
                    .substring(Texts.header(answer, "To").indexOf("tag=") + 4);
            blocked.send(Texts.request("ACK", "sip:bob@127.0.0.1", "z9hG4bK" + refused, refused, "f", tag));

            for (int i = 0; i < HARD; i++) blocked.send(bye(blocked.callId("bye" + i + "-")));
            blocked.send(Texts.fresh("OPTIONS", blocked.callId("dropped")));
            waitFor(() -> blocked.net.net.statistics().droppedBusy()
                    == SOFT + 2); // an INVITE, the last of the BYEs, and this
            blocked.gate.countDown();
            for (int i = 0; i < HARD; i++) blocked.net.next();
            assertThat(blocked.net.seen.poll()).isNull();
            var statistics = blocked.net.net.statistics();
            assertThat(statistics.refusedBusy()).isEqualTo(2);
            blocked.net.seen.forEach(s -> assertThat(s.message().callId()).isNotEqualTo(refused));
        }
    }

    @Test
    void emergencyCallsEnterAFullLane() {
        try (var blocked = new Blocked(true, r -> r.requestUriText().contains(":112@"))) {
            for (int i = 0; i < HARD; i++) blocked.send(bye(blocked.callId("bye" + i + "-")));
            String urn = blocked.callId("urn");
            String number = blocked.callId("number");
            String other = blocked.callId("other");
            blocked.send(Texts.request("INVITE", "urn:service:sos.fire", "z9hG4bK1", urn, "f", ""));
            blocked.send(Texts.request("INVITE", "sip:112@127.0.0.1", "z9hG4bK2", number, "f", ""));
            blocked.send(Texts.request("INVITE", "sip:113@127.0.0.1", "z9hG4bK3", other, "f", ""));
            waitFor(() -> blocked.net.net.statistics().droppedBusy() == 1);
            blocked.gate.countDown();
            for (int i = 0; i < HARD; i++) blocked.net.next();
            assertThat(blocked.net.next().message().callId()).isEqualTo(urn);
            assertThat(blocked.net.next().message().callId()).isEqualTo(number);
        }
    }

    @Test
    void aFullLanePausesTheReadingOfAConnectionAndLosesNothing() {
        try (var blocked = new Blocked(true, r -> false);
                var peer = new TcpPeer(blocked.net.at(Transport.TCP))) {
            int count = 3 * HARD;
            for (int i = 0; i < count; i++) peer.send(bye(blocked.callId("bye" + i + "-")));
            waitFor(() -> blocked.net.net.statistics().readingPaused() > 0);
            blocked.gate.countDown();
            for (int i = 0; i < count; i++) assertThat(peer.receive()).startsWith("SIP/2.0 200");
            assertThat(blocked.net.net.statistics().droppedBusy()).isZero();
        }
    }

    @Test
    void malformedMessagesOnAConnectionFillNoMoreThanTheLaneHolds() {
        try (var blocked = new Blocked(true, r -> false);
                var peer = new TcpPeer(blocked.net.at(Transport.TCP))) {
            int count = 3 * HARD;
            for (int i = 0; i < count; i++)
                peer.send(bye(blocked.callId("bad" + i + "-")).replace("CSeq: 1 BYE", "CSeq: x BYE"));
            waitFor(() -> blocked.net.net.statistics().readingPaused() > 0);
            assertThat(blocked.net.net.statistics().backlogs().get(blocked.held))
                    .isLessThanOrEqualTo(HARD);
            blocked.gate.countDown();
            for (int i = 0; i < count; i++) assertThat(peer.receive()).startsWith("SIP/2.0 400");
        }
    }

    @Test
    void aNewRequestOnAConnectionIsRefusedOnIt() {
        try (var blocked = new Blocked(true, r -> false);
                var peer = new TcpPeer(blocked.net.at(Transport.TCP))) {
            for (int i = 0; i < SOFT; i++) peer.send(bye(blocked.callId("bye" + i + "-")));
            peer.send(invite(blocked.callId("new")));
            assertThat(peer.receive()).startsWith("SIP/2.0 503");
        }
    }

    private static void waitFor(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TestNet.SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) throw new AssertionError("it does not happen");
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }
}
