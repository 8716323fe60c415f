package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import org.demarc.sim.Ipv6;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.Loss;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A peer's host says that nobody listens.
@EnabledOnOs(OS.LINUX)
class IcmpTest {
    private static Request request(String branch) {
        return Request.builder(Method.OPTIONS, "sip:peer@example.com")
                .add(HeaderName.VIA, "SIP/2.0/UDP 127.0.0.1;branch=" + branch)
                .add(HeaderName.CALL_ID, "c")
                .build();
    }

    private static InetSocketAddress nobody(String address) {
        try (var peer = new TestNet.Peer(address)) {
            return peer.address();
        }
    }

    /// Proves TRN-019.
    @ParameterizedTest
    @CsvSource({"1, 127.0.0.1", "3, 127.0.0.1", "1, ::1", "3, ::1"})
    void aClosedPortIsReportedAtOnceAndOthersAreServedAllTheSame(int lanes, String address) {
        Ipv6.assumeFor(address);
        try (var net = new TestNet(TestNet.config(lanes, true, address));
                var alive = new TestNet.Peer(address)) {
            var gone = nobody(address);
            for (int lane = 0; lane < lanes; lane++) {
                var core = net.cores.get(lane);
                var failures = new LinkedBlockingQueue<String>();
                var wrong = new LinkedBlockingQueue<String>();
                net.on(lane, () -> {
                    Flow there = Objects.requireNonNull(core.sender.flow("test", Transport.UDP, gone));
                    Flow here = Objects.requireNonNull(core.sender.flow("test", Transport.UDP, alive.address()));
                    core.sender.send(
                            request(core.tokens.branch()), there, (loss, why) -> failures.add(loss + ": " + why));
                    for (int i = 0; i < 3; i++)
                        core.sender.send(request("z9hG4bKgood" + i + "0000"), here, (loss, why) -> wrong.add(why));
                    return true;
                });
                for (int i = 0; i < 3; i++) assertThat(alive.receive()).contains("good" + i);
                assertThat(TestNet.take(failures)).isEqualTo("FLOW_FAILED: connection refused");
                // The socket works on, both ways.
                alive.send(Texts.fresh("OPTIONS", "after" + lane), net.at(Transport.UDP));
                assertThat(alive.receive()).startsWith("SIP/2.0 200");
                assertThat(wrong).isEmpty();
            }
            assertThat(net.net.statistics().unreachable()).isPositive();
        }
    }

    @Test
    void anErrorThatDoesNotQuoteOurBranchIsNotBelieved() {
        var recent = new RecentSends(4);
        var remote = new InetSocketAddress(TestNet.address("127.0.0.1"), 5060);
        var flow = new Flow("n", Transport.UDP, remote, remote, 0, "x");
        var told = new LinkedBlockingQueue<String>();
        var message = request("z9hG4bK.000123456789");
        recent.add(message, flow, (loss, why) -> told.add(why), 1000);
        byte[] forged =
                Texts.octets("OPTIONS sip:peer@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4b");
        recent.unreachable(remote, "no", forged, 1001, (failure, why) -> failure.undelivered(Loss.FLOW_FAILED, why));
        recent.unreachable(
                remote, "no", new byte[0], 1001, (failure, why) -> failure.undelivered(Loss.FLOW_FAILED, why));
        var elsewhere = new InetSocketAddress(remote.getAddress(), 5061);
        recent.unreachable(
                elsewhere, "no", message.wire(), 1001, (failure, why) -> failure.undelivered(Loss.FLOW_FAILED, why));
        recent.unreachable(
                remote, "late", message.wire(), 60_000, (failure, why) -> failure.undelivered(Loss.FLOW_FAILED, why));
        assertThat(told).isEmpty();
        recent.unreachable(
                remote, "yes", message.wire(), 1002, (failure, why) -> failure.undelivered(Loss.FLOW_FAILED, why));
        recent.unreachable(
                remote, "again", message.wire(), 1003, (failure, why) -> failure.undelivered(Loss.FLOW_FAILED, why));
        assertThat(told).containsExactlyElementsOf(List.of("yes"));
    }
}
