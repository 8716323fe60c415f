package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.KeepAlives;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keep-alives of ours and their answers: RFC 5626 sections 4.4.1 and 4.4.2.
class KeepAlivesTest {
    private final LinkedBlockingQueue<Optional<InetSocketAddress>> answers = new LinkedBlockingQueue<>();

    private void ask(TestNet net, Flow flow) {
        net.on(0, () -> {
            if (!(net.cores.getFirst().sender instanceof KeepAlives flows)) throw new AssertionError();
            flows.ask(flow, seen -> answers.add(Optional.ofNullable(seen)));
            return true;
        });
    }

    private static Flow flow(TestNet from, Transport transport, InetSocketAddress to) {
        return Objects.requireNonNull(
                from.on(0, () -> from.cores.getFirst().sender.flow("test", transport, to)));
    }

    /// Proves NAT-002.
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void overUdpTheAnswerSaysWhoWeAre(int lanes) {
        try (var here = new TestNet(TestNet.config(lanes, true, "127.0.0.1"));
                var there = new TestNet(TestNet.config(1, true, "127.0.0.1"))) {
            for (int i = 0; i < 5; i++) {
                ask(here, flow(here, Transport.UDP, there.at(Transport.UDP)));
                assertThat(TestNet.take(answers)).contains(here.at(Transport.UDP));
            }
        }
    }

    /// Proves NAT-002.
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aConnectionAnswersADoubleLineEndWithOne(int lanes) {
        try (var here = new TestNet(TestNet.config(lanes, true, "127.0.0.1"));
                var there = new TestNet(TestNet.config(1, true, "127.0.0.1"))) {
            Flow flow = flow(here, Transport.TCP, there.at(Transport.TCP));
            Request options = Request.builder(Method.OPTIONS, "sip:peer@example.com")
                    .add(HeaderName.VIA, "SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK.00x")
                    .add(HeaderName.FROM, "<sip:a@b>;tag=1")
                    .add(HeaderName.TO, "<sip:c@d>")
                    .add(HeaderName.CALL_ID, "call")
                    .add(HeaderName.CSEQ, "1 OPTIONS")
                    .build();
            here.on(0, () -> {
                here.cores.getFirst().sender.send(options, flow, null);
                return true;
            });
            there.next();
            ask(here, flow);
            assertThat(TestNet.take(answers)).isEmpty();
        }
    }
}
