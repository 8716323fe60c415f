package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import org.demarc.net.tls.TestCa;
import org.demarc.net.tls.TlsConfig;
import org.demarc.net.websocket.Frame;
import org.demarc.net.websocket.Upgrade;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIP over WebSocket, RFC 7118, over real sockets.
class WebSocketTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final byte[] MASK = {1, 2, 3, 4};

    @TempDir
    private Path directory;

    private static NetConfig config(List<String> origins) {
        var network = NetConfig.Network.of(
                        "test", List.of(TestNet.address("127.0.0.1")), OptionalInt.empty(), OptionalInt.empty())
                .withWebSocket(OptionalInt.of(0), OptionalInt.empty(), origins);
        return NetConfig.of(1, List.of(network));
    }

    /// A client that writes frames by hand.
    private static final class Client implements AutoCloseable {
        final Socket socket;
        private final DataInputStream in;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
        }

        static Client connected(InetSocketAddress to) throws IOException {
            var client = new Client(new Socket(to.getAddress(), to.getPort()));
            client.write(Texts.octets(Upgrade.request("127.0.0.1", KEY)));
            assertThat(client.head()).startsWith("HTTP/1.1 101");
            return client;
        }

        void write(byte[] octets) throws IOException {
            socket.getOutputStream().write(octets);
        }

        void send(int opcode, String text) throws IOException {
            byte[] octets = Texts.octets(text);
            write(Frame.encode(opcode, octets, octets.length, MASK));
        }

        String head() throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) throw new IOException("closed after " + head);
                head.append((char) next);
            }
            return head.toString();
        }

        /// `OPCODE TEXT` of the next frame.
        String frame() throws IOException {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            assertThat(first & 0xf0).isEqualTo(0x80);
            assertThat(length & 0x80).isZero();
            if (length == 126) length = in.readUnsignedShort();
            else if (length == 127) length = (int) in.readLong();
            byte[] octets = new byte[length];
            in.readFully(octets);
            return (first & 0x0f) + " " + new String(octets, StandardCharsets.ISO_8859_1);
        }

        boolean closed() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException e) {
                return true;
            }
        }

        @Override
        public void close() {
            Closing.quietly(socket);
        }
    }

    private static String close(int code) {
        return "8 " + (char) (code >> 8) + (char) (code & 0xff);
    }

    @Test
    void aMessageNeedsNoContentLengthAndIsAnsweredInOneFrame() throws IOException {
        try (var net = new TestNet(config(List.of()));
                var client = Client.connected(net.at(Transport.WS))) {
            client.send(Frame.TEXT, Texts.fresh("OPTIONS", "c1").replace("Content-Length: 0\r\n", ""));
            assertThat(client.frame()).startsWith("1 SIP/2.0 200 OK\r\n");
            assertThat(net.next().flow().transport()).isEqualTo(Transport.WS);
            client.send(Frame.BINARY, Texts.fresh("OPTIONS", "c2"));
            assertThat(client.frame()).startsWith("1 SIP/2.0 200 OK\r\n").contains("Call-ID: c2");
        }
    }

    @Test
    void framesInPiecesAndFragmentsWithPingsBetweenArrive() throws IOException {
        try (var net = new TestNet(config(List.of()));
                var client = Client.connected(net.at(Transport.WS))) {
            String text = Texts.fresh("OPTIONS", "c1");
            byte[] begin = Frame.encode(Frame.TEXT, Texts.octets(text.substring(0, 100)), 100, MASK);
            begin[0] &= 0x7f;
            client.write(begin);
            client.send(Frame.PING, "alive?");
            assertThat(client.frame()).isEqualTo("10 alive?");
            byte[] rest = Texts.octets(text.substring(100));
            for (byte each : Frame.encode(Frame.CONTINUATION, rest, rest.length, MASK)) client.write(new byte[] {each});
            assertThat(client.frame()).startsWith("1 SIP/2.0 200");
            assertThat(net.next().message().callId()).isEqualTo("c1");
        }
    }

    @Test
    void theFirstFrameMayComeWithTheRequest() throws IOException {
        try (var net = new TestNet(config(List.of()));
                var client = new Client(new Socket(
                        net.at(Transport.WS).getAddress(), net.at(Transport.WS).getPort()))) {
            byte[] message = Texts.octets(Texts.fresh("OPTIONS", "c1"));
            var both = new java.io.ByteArrayOutputStream();
            both.writeBytes(Texts.octets(Upgrade.request("127.0.0.1", KEY)));
            both.writeBytes(Frame.encode(Frame.TEXT, message, message.length, MASK));
            client.write(both.toByteArray());
            client.head();
            assertThat(client.frame()).startsWith("1 SIP/2.0 200");
        }
    }

    /// RFC 7118 section 6, RFC 5626 section 4.4.1.
    @Test
    void keepAlivesOfBothKindsAreAnswered() throws IOException {
        try (var net = new TestNet(config(List.of()));
                var client = Client.connected(net.at(Transport.WS))) {
            client.send(Frame.TEXT, "\r\n\r\n");
            assertThat(client.frame()).isEqualTo("1 \r\n");
            client.send(Frame.PONG, "unasked");
            client.send(Frame.PING, "");
            assertThat(client.frame()).isEqualTo("10 ");
        }
    }

    @Test
    void aCloseIsAnsweredWithItsCode() throws IOException {
        try (var net = new TestNet(config(List.of()));
                var client = Client.connected(net.at(Transport.WS))) {
            client.write(Frame.close(1000, MASK));
            assertThat(client.frame()).isEqualTo(close(1000));
            assertThat(client.closed()).isTrue();
            assertThat(net.net.statistics().connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void brokenRulesAreAnsweredWithTheirCodeAndTheEnd() throws IOException {
        try (var net = new TestNet(config(List.of()))) {
            byte[] unmasked = Frame.encode(Frame.TEXT, new byte[] {'a'}, 1, null);
            byte[] notText = Frame.encode(Frame.TEXT, new byte[] {(byte) 0xff}, 1, MASK);
            byte[] large = {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0};
            for (var each : List.of(
                    java.util.Map.entry(1002, unmasked),
                    java.util.Map.entry(1007, notText),
                    java.util.Map.entry(1009, large))) {
                try (var client = Client.connected(net.at(Transport.WS))) {
                    client.write(each.getValue());
                    assertThat(client.frame()).isEqualTo(close(each.getKey()));
                    assertThat(client.closed()).isTrue();
                }
            }
        }
    }

    @Test
    void aMessageThatIsNoneLeavesTheConnectionOpen() throws IOException {
        try (var net = new TestNet(config(List.of()));
                var client = Client.connected(net.at(Transport.WS))) {
            client.send(Frame.TEXT, "hello");
            client.send(Frame.TEXT, Texts.fresh("OPTIONS", "c1").replace("CSeq: 1 OPTIONS", "CSeq: x OPTIONS"));
            assertThat(client.frame()).startsWith("1 SIP/2.0 400");
            client.send(Frame.TEXT, Texts.fresh("OPTIONS", "c2"));
            assertThat(client.frame()).startsWith("1 SIP/2.0 200");
        }
    }

    @Test
    void othersAreRefusedInHttp() throws IOException {
        try (var net = new TestNet(config(List.of("https://phone.example.net")))) {
            var at = net.at(Transport.WS);
            String request = Upgrade.request("127.0.0.1", KEY);
            for (String each : List.of(
                    request.replace("Protocol: sip", "Protocol: chat"),
                    request.replace("Host:", "Origin: https://evil.example\r\nHost:"),
                    Texts.fresh("OPTIONS", "c1"))) {
                try (var client = new Client(new Socket(at.getAddress(), at.getPort()))) {
                    client.write(Texts.octets(each));
                    assertThat(client.head()).startsWith("HTTP/1.1 40");
                    assertThat(client.closed()).isTrue();
                }
            }
            try (var client = new Client(new Socket(at.getAddress(), at.getPort()))) {
                client.write(Texts.octets("GET / HTTP/1.1\r\nX: " + "x".repeat(10_000)));
                assertThat(client.closed()).isTrue();
            }
            assertThat(net.seen).isEmpty();
        }
    }

    @Test
    void aSlowHandshakeEnds() throws IOException {
        var config = config(List.of());
        var quick = config.with(config.limits().withHandshakeTime(Duration.ofMillis(200)));
        try (var net = new TestNet(quick);
                var client = new Client(new Socket(
                        net.at(Transport.WS).getAddress(), net.at(Transport.WS).getPort()))) {
            client.write(Texts.octets("GET / HT"));
            assertThat(client.closed()).isTrue();
            TestNet.until(() -> net.net.statistics().connections() == 0);
        }
    }

    private static Request request(String branch) {
        return Request.builder(Method.OPTIONS, "sip:peer@example.com")
                .add(HeaderName.VIA, "SIP/2.0/WS 127.0.0.1;branch=" + branch)
                .add(HeaderName.FROM, "<sip:a@b>;tag=1")
                .add(HeaderName.TO, "<sip:c@d>")
                .add(HeaderName.CALL_ID, "call-" + branch)
                .add(HeaderName.CSEQ, "1 OPTIONS")
                .build();
    }

    private static LinkedBlockingQueue<String> send(TestNet net, String branch, Flow flow) {
        var failures = new LinkedBlockingQueue<String>();
        net.on(0, () -> {
            net.cores.getFirst().sender.send(request(branch), flow, (loss, why) -> failures.add(why));
            return true;
        });
        return failures;
    }

    @Test
    void twoNodesTalkOverWebSocket() {
        try (var server = new TestNet(config(List.of()));
                var client = new TestNet(config(List.of()))) {
            var flow = Objects.requireNonNull(client.on(
                    0, () -> client.cores.getFirst().sender.flow("test", Transport.WS, server.at(Transport.WS))));
            for (int i = 0; i < 10; i++) {
                send(client, "z9hG4bK" + i, flow);
                server.next();
                assertThat(((Response) client.next().message()).status()).isEqualTo(200);
            }
            assertThat(client.net.statistics().connectionsOpened()).isEqualTo(1);
        }
    }

    @Test
    void overTlsTheDomainIsVerified() {
        var root = TestCa.root("Root");
        var credential = root.issue(TestCa.Spec.dns("a.example")).write(directory, "a");
        var tls = TlsConfig.of(credential.certificate(), credential.key(), root.writeTrust(directory));
        var network = NetConfig.Network.of(
                        "test", List.of(TestNet.address("127.0.0.1")), OptionalInt.empty(), OptionalInt.empty())
                .withTls(OptionalInt.empty(), tls)
                .withWebSocket(OptionalInt.empty(), OptionalInt.of(0), List.of());
        var config = NetConfig.of(1, List.of(network));
        try (var server = new TestNet(config);
                var client = new TestNet(config)) {
            var at = server.at(Transport.WSS);
            var flow = Objects.requireNonNull(
                    client.on(0, () -> client.cores.getFirst().sender.flow("test", Transport.WSS, at, "a.example")));
            send(client, "z9hG4bK1", flow);
            assertThat(server.next().flow().transport()).isEqualTo(Transport.WSS);
            assertThat(client.next().flow().peer().includes("a.example")).isTrue();
            var other = Objects.requireNonNull(
                    client.on(0, () -> client.cores.getFirst().sender.flow("test", Transport.WSS, at, "b.example")));
            assertThat(TestNet.take(send(client, "z9hG4bK2", other))).contains("not for b.example");
        }
    }

    @Test
    void aServerThatDoesNotSpeakWebSocketIsSaid() throws IOException {
        try (var client = new TestNet(config(List.of()));
                var server = TcpPeer.listening()) {
            var at = TcpPeer.address(server);
            var flow = Objects.requireNonNull(
                    client.on(0, () -> client.cores.getFirst().sender.flow("test", Transport.WS, at)));
            var failures = send(client, "z9hG4bK1", flow);
            try (var peer = TcpPeer.accepted(server)) {
                assertThat(peer.receive()).startsWith("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + at.getPort());
                peer.send("HTTP/1.1 404 Not Found\r\n\r\n");
                assertThat(TestNet.take(failures)).isEqualTo("websocket: peer answers 404 not found");
            }
        }
    }
}
