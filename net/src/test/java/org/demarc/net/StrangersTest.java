package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Datagrams and connections of those whom nobody knows.
class StrangersTest {
    private static final String KNOWN = "127.0.0.1";
    private static final String STRANGER = "127.0.0.66";

    /// Knows one address; reads others only where it says so.
    private static class OneKnown implements Sources {
        final AtomicBoolean reads = new AtomicBoolean();
        final AtomicBoolean banned = new AtomicBoolean();

        @Override
        public boolean known(Flow flow) {
            return flow.remote().getAddress().getHostAddress().equals(KNOWN);
        }

        @Override
        public boolean reads(Flow flow) {
            return reads.get();
        }

        @Override
        public boolean banned(InetAddress source) {
            return banned.get() && source.getHostAddress().equals(STRANGER);
        }
    }

    /// Proves SEC-018.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theirDatagramsAreCountedAndNotRead(boolean systemCalls) {
        var sources = new OneKnown();
        try (var net = new TestNet(TestNet.config(1, systemCalls, KNOWN), sources);
                var stranger = new TestNet.Peer(STRANGER);
                var known = new TestNet.Peer(KNOWN)) {
            for (int i = 0; i < 100; i++) stranger.send(Texts.fresh("INVITE", "s" + i), net.at(Transport.UDP));
            TestNet.until(() -> net.net.statistics().unread() >= 99);
            known.send(Texts.fresh("OPTIONS", "k"), net.at(Transport.UDP));
            assertThat(known.receive()).startsWith("SIP/2.0 200");
            String first = net.next().message().callId();
            assertThat(first).as("one is shown").startsWith("s");
            assertThat(net.next().message().callId()).isEqualTo("k");
            assertThat(net.net.statistics().unread()).isEqualTo(99);
            sources.reads.set(true);
            stranger.receive(); // the answer to the one that was shown
            stranger.send(Texts.fresh("OPTIONS", "now"), net.at(Transport.UDP));
            assertThat(net.next().message().callId()).isEqualTo("now");
        }
    }

    /// Of a dialog of ours, from a host behind the peer.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatMayBelongToADialogIsRead(boolean systemCalls) {
        try (var net = new TestNet(TestNet.config(1, systemCalls, KNOWN), new OneKnown());
                var stranger = new TestNet.Peer(STRANGER)) {
            stranger.send(Texts.fresh("OPTIONS", "shown"), net.at(Transport.UDP));
            net.next();
            String bye = Texts.fresh("BYE", "bye").replaceFirst("(\r\nTo: [^\r]*)", "$1;tag=d00abcdefghabcdefgh");
            stranger.send(bye, net.at(Transport.UDP));
            assertThat(net.next().message().callId()).isEqualTo("bye");
        }
    }

    /// Proves SEC-014.
    @Test
    void whoConnectsTooOftenIsClosed() throws IOException {
        var limits = NetLimits.STANDARD.withSources(1_000, 3);
        try (var net = new TestNet(TestNet.config(1, true, KNOWN).with(limits), new OneKnown())) {
            int closed = 0;
            for (int i = 0; i < 20; i++) if (isClosedAtOnce(net, STRANGER)) closed++;
            assertThat(closed).isGreaterThanOrEqualTo(10);
            for (int i = 0; i < 20; i++) {
                assertThat(answers(net)).as("a known one").isTrue();
            }
        }
    }

    @Test
    void whoIsShutOutIsNotConnected() throws IOException {
        var sources = new OneKnown();
        try (var net = new TestNet(TestNet.config(1, true, KNOWN), sources)) {
            sources.banned.set(true);
            assertThat(isClosedAtOnce(net, STRANGER)).isTrue();
            assertThat(answers(net)).isTrue();
            assertThat(net.net.statistics().connectionsRefused()).isEqualTo(1);
        }
    }

    private static boolean isClosedAtOnce(TestNet net, String from) throws IOException {
        var to = net.at(Transport.TCP);
        try (var socket = new Socket(to.getAddress(), to.getPort(), TestNet.address(from), 0)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(Texts.octets(Texts.fresh("OPTIONS", "x")));
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    private static boolean answers(TestNet net) throws IOException {
        return !isClosedAtOnce(net, KNOWN);
    }
}
