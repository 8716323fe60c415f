package org.demarc.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.demarc.net.tls.TestCa;
import org.demarc.net.tls.TestCa.Issued;
import org.demarc.net.tls.TestCa.Spec;
import org.demarc.net.tls.TlsConfig;
import org.demarc.net.tls.TlsConfig.ClientCertificates;
import org.demarc.net.tls.TlsConfig.Revocation;
import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.ResponseFlows;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS over real sockets: between two nodes, and with the JDK's own client.
class TlsTest {
    private static final TestCa ROOT = TestCa.root("Root");
    private static final Issued A = ROOT.issue(Spec.uris("sip:a.example").subject("CN=a"));
    private static final Issued B = ROOT.issue(Spec.dns("b.example").subject("CN=b"));
    private static final Issued PBX = ROOT.issue(Spec.uris("sip:pbx.example", "sip:pbx2.example"));

    @TempDir
    private Path directory;

    private int files;

    private TlsConfig config(Issued... shown) {
        var credentials = new ArrayList<TlsConfig.Credential>();
        for (var each : shown) credentials.add(each.write(directory, "c" + files++));
        return new TlsConfig(credentials, ROOT.writeTrust(directory), ClientCertificates.NONE, Revocation.OFF, null);
    }

    private static NetConfig net(TlsConfig tls) {
        var network = NetConfig.Network.of(
                        "test", List.of(TestNet.address("127.0.0.1")), OptionalInt.empty(), OptionalInt.empty())
                .withTls(OptionalInt.of(0), tls);
        return NetConfig.of(1, List.of(network));
    }

    private static InetSocketAddress at(TestNet net) {
        return net.at(Transport.TLS);
    }

    private static Request request(String branch) {
        return Request.builder(Method.OPTIONS, "sip:peer@example.com")
                .add(HeaderName.VIA, "SIP/2.0/TLS 127.0.0.1;branch=" + branch)
                .add(HeaderName.FROM, "<sip:a@b>;tag=1")
                .add(HeaderName.TO, "<sip:c@d>")
                .add(HeaderName.CALL_ID, "call-" + branch)
                .add(HeaderName.CSEQ, "1 OPTIONS")
                .build();
    }

    private static Flow flow(TestNet net, InetSocketAddress to, String domain) {
        return Objects.requireNonNull(
                net.on(0, () -> net.cores.getFirst().sender.flow("test", Transport.TLS, to, domain)));
    }

    private static LinkedBlockingQueue<String> send(TestNet net, String branch, Flow flow) {
        var failures = new LinkedBlockingQueue<String>();
        net.on(0, () -> {
            net.cores.getFirst().sender.send(request(branch), flow, (loss, why) -> failures.add(why));
            return true;
        });
        return failures;
    }

    /// What the sender is told when the peer is not whom it aimed at.
    private static String whyNot(TestNet net, InetSocketAddress to, String domain) {
        return TestNet.take(send(net, "z9hG4bKno", flow(net, to, domain)));
    }

    private static String exchange(SSLSocket socket, String callId) {
        var peer = new TcpPeer(socket);
        peer.send(Texts.fresh("OPTIONS", callId));
        return peer.receive();
    }

    private static String commonName(SSLSocket socket) throws IOException {
        var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    /// Proves TRN-002, SEC-001, SEC-003, SEC-019.
    @Test
    void twoNodesTalkAndTheClientKnowsTheServersDomain() {
        try (var server = new TestNet(net(config(A)));
                var client = new TestNet(net(config(B)))) {
            var flow = flow(client, at(server), "A.example");
            assertThat(flow.peer().domain()).isEqualTo("a.example");
            send(client, "z9hG4bK1", flow);
            var seen = server.next();
            assertThat(seen.flow().transport()).isEqualTo(Transport.TLS);
            assertThat(seen.flow().peer().isEmpty()).isTrue();
            var answer = client.next();
            assertThat(((Response) answer.message()).status()).isEqualTo(200);
            assertThat(answer.flow().peer().includes("a.example")).isTrue();
            send(client, "z9hG4bK2", flow(client, at(server), "a.example"));
            server.next();
            client.next();
            assertThat(client.net.statistics().connectionsOpened()).isEqualTo(1);
            assertThat(server.net.statistics().handshakes()).isEqualTo(1);
        }
    }

    /// Proves SEC-003, SEC-004.
    @Test
    void whoIsNotTheDomainThatWasAimedAtHearsNoSip() {
        var wildcard = ROOT.issue(Spec.dns("*.example"));
        var cnOnly = ROOT.issue(new Spec().subject("CN=a.example"));
        var other = TestCa.root("Other").issue(Spec.dns("a.example"));
        var missing = ROOT.intermediate("Middle").issue(Spec.dns("a.example")).alone();
        var mail = ROOT.issue(Spec.dns("a.example").uses("1.3.6.1.5.5.7.3.4"));
        try (var client = new TestNet(net(config(B)))) {
            assertThat(refusal(client, B)).contains("certificate is for b.example, not for a.example");
            assertThat(refusal(client, wildcard)).contains("no sip domain identity (dns *.example is a wildcard)");
            assertThat(refusal(client, cnOnly)).contains("cn a.example without subjectaltname");
            assertThat(refusal(client, other)).contains("missing, in trust or in the chain");
            assertThat(refusal(client, missing)).contains("cn=middle missing");
            assertThat(refusal(client, mail)).contains("extendedkeyusage");
        }
    }

    private String refusal(TestNet client, Issued shown) {
        try (var server = new TestNet(net(config(shown)))) {
            String why = whyNot(client, at(server), "a.example");
            assertThat(server.net.statistics().streamMessagesIn()).isZero();
            return why.toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// A server whose certificate ran out while it was running. Proves SEC-003.
    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        var expired = ROOT.issue(Spec.dns("a.example").notAfter(Instant.parse("2024-03-01T00:00:00Z")));
        try (var client = new TestNet(net(config(B)));
                var server = TlsPeer.context(expired)
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, TestNet.address("127.0.0.1"))) {
            var thread = Thread.ofVirtual().start(() -> {
                try (var socket = (SSLSocket) server.accept()) {
                    socket.startHandshake();
                } catch (IOException _) {
                    // as it should
                }
            });
            assertThat(whyNot(client, TcpPeer.address(server), "a.example"))
                    .contains("certificate expired on 2024-03-01T00:00:00Z");
            thread.join();
        }
    }

    /// A list says so.
    @Test
    void aRevokedCertificateIsRefused() {
        var revoked = ROOT.issue(Spec.dns("a.example"));
        var list = TestCa.write(
                directory.resolve("crl.pem"),
                TestCa.pem("X509 CRL", ROOT.revoking(Instant.now().plusSeconds(86_400), revoked.certificate())));
        try (var client = new TestNet(net(config(B).with(Revocation.HARD, list)));
                var good = new TestNet(net(config(A)))) {
            assertThat(refusal(client, revoked)).contains("certificate was revoked");
            send(client, "z9hG4bK1", flow(client, at(good), "a.example"));
            good.next();
        }
    }

    /// RFC 5923 section 9.3: the same address and port, two domains of one server.
    @Test
    void aConnectionThatProvedOneDomainIsNotUsedForAnother() {
        var both = ROOT.issue(Spec.uris("sip:a.example", "sip:c.example"));
        try (var server = new TestNet(net(config(both)));
                var client = new TestNet(net(config(B)))) {
            send(client, "z9hG4bKa", flow(client, at(server), "a.example"));
            var first = client.next().flow();
            send(client, "z9hG4bKc", flow(client, at(server), "c.example"));
            var second = client.next().flow();
            assertThat(second.connection()).isNotEqualTo(first.connection());
            assertThat(second.peer().includes("a.example")).isFalse();
            assertThat(whyNot(client, at(server), "b.example")).contains("not for b.example");
            send(client, "z9hG4bKd", flow(client, at(server), "a.example"));
            assertThat(client.next().flow()).isEqualTo(first);
            assertThat(client.net.statistics().connectionsOpened()).isEqualTo(2);
        }
    }

    @Test
    void withoutADomainTheAddressItselfIsExpected() {
        var address = ROOT.issue(Spec.uris("sip:127.0.0.1"));
        try (var server = new TestNet(net(config(address)));
                var client = new TestNet(net(config(B)))) {
            var flow = Objects.requireNonNull(
                    client.on(0, () -> client.cores.getFirst().sender.flow("test", Transport.TLS, at(server))));
            send(client, "z9hG4bK1", flow);
            assertThat(client.next().flow().peer().domain()).isEqualTo("127.0.0.1");
            assertThat(client.on(
                            0,
                            () -> client.cores.getFirst().sender.flow("test", Transport.TLS, at(server), "*.example")
                                    == null))
                    .isTrue();
        }
    }

    /// Proves SEC-005.
    @Test
    void aClientsCertificateNamesItsDomains() throws IOException {
        try (var server = new TestNet(net(config(A).with(ClientCertificates.REQUIRED)));
                var client = new TestNet(net(config(PBX)))) {
            for (int i = 0; i < 3; i++) { // the later ones resume the session of the first
                send(client, "z9hG4bK" + i, flow(client, at(server), "a.example"));
                var seen = server.next();
                assertThat(seen.flow().peer().domains()).containsExactly("pbx.example", "pbx2.example");
                var flow = client.next().flow();
                end(client, flow);
            }
            assertThat(server.net.statistics().connectionsAccepted()).isEqualTo(3);
        }
    }

    /// Ends the connection of a flow by what no peer may send.
    private static void end(TestNet net, Flow flow) {
        var closed = net.cores.getFirst().closed;
        net.on(0, () -> {
            net.cores.getFirst().sender.send(BROKEN, flow, null);
            return true;
        });
        assertThat(TestNet.take(closed).connection()).isEqualTo(flow.connection());
    }

    /// Content-Length is longer than a message may be: the receiver answers and closes.
    private static final Request BROKEN = Request.builder(Method.OPTIONS, "sip:x@example.com")
            .add(HeaderName.VIA, "SIP/2.0/TLS 127.0.0.1;branch=z9hG4bKbroken")
            .add(HeaderName.of("X-Filling"), "x".repeat(100_000))
            .add(HeaderName.CSEQ, "1 OPTIONS")
            .build();

    /// Proves SEC-005, SEC-006, SEC-022.
    @Test
    void aMissingClientCertificateMattersOnlyWhereItIsRequired() throws IOException {
        try (var server = new TestNet(net(config(A).with(ClientCertificates.REQUIRED)))) {
            assertThatThrownBy(() -> {
                        try (var socket = TlsPeer.connect(at(server), null, "")) {
                            socket.getOutputStream().write(Texts.octets(Texts.fresh("OPTIONS", "c1")));
                            if (socket.getInputStream().read() < 0) throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
            try (var socket = TlsPeer.connect(at(server), PBX, "")) {
                assertThat(exchange(socket, "c2")).startsWith("SIP/2.0 200");
            }
            assertThat(server.next().flow().peer().includes("pbx.example")).isTrue();
            assertThat(server.seen).isEmpty();
        }
        try (var server = new TestNet(net(config(A).with(ClientCertificates.OPTIONAL)))) {
            try (var socket = TlsPeer.connect(at(server), null, "")) {
                assertThat(exchange(socket, "c3")).startsWith("SIP/2.0 200");
            }
            assertThat(server.next().flow().peer().isEmpty()).isTrue();
            var forged = TestCa.root("Root").issue(Spec.uris("sip:pbx.example"));
            assertThatThrownBy(() -> {
                        try (var socket = TlsPeer.connect(at(server), forged, "")) {
                            exchange(socket, "c4");
                        }
                    })
                    .isInstanceOfAny(IOException.class, AssertionError.class);
            assertThat(server.seen).isEmpty();
        }
    }

    /// RFC 5922 section 7.8.
    @Test
    void theCertificateOfTheDomainThatTheClientNamesIsShown() throws IOException {
        var rsa = ROOT.issue(Spec.dns("r.example").subject("CN=r").keys(TestCa.rsa(2048)));
        try (var server = new TestNet(net(config(A, B, rsa)))) {
            for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
                for (var expected : List.of(
                        List.of("a.example", "CN=a"),
                        List.of("b.example", "CN=b"),
                        List.of("r.example", "CN=r"),
                        List.of("unknown.example", "CN=a"),
                        List.of("", "CN=a"))) {
                    try (var socket = TlsPeer.connect(
                            at(server), null, expected.getFirst(), new String[] {protocol}, new String[0])) {
                        assertThat(commonName(socket)).isEqualTo(expected.getLast());
                        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                        assertThat(exchange(socket, "c")).startsWith("SIP/2.0 200");
                    }
                }
            }
        }
    }

    /// The name in the ClientHello is the domain aimed at.
    @Test
    void aClientNamesTheDomainThatItAimsAt() {
        try (var server = new TestNet(net(config(A, B)));
                var client = new TestNet(net(config(PBX)))) {
            send(client, "z9hG4bK1", flow(client, at(server), "b.example"));
            assertThat(client.next().flow().peer().domain()).isEqualTo("b.example");
        }
    }

    /// Proves SEC-001, SEC-002, SEC-020.
    @Test
    void oldProtocolsAndSuitesAreRefused() throws IOException {
        var rsa = ROOT.issue(Spec.dns("r.example").keys(TestCa.rsa(2048)));
        try (var server = new TestNet(net(config(A, rsa)))) {
            for (String suite : List.of(
                    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")) {
                assertThatThrownBy(() ->
                                TlsPeer.connect(at(server), null, "", new String[] {"TLSv1.2"}, new String[] {suite}))
                        .isInstanceOf(IOException.class);
            }
            try (var raw = new Socket(at(server).getAddress(), at(server).getPort())) {
                raw.setSoTimeout(10_000);
                raw.getOutputStream().write(TLS_1_1_HELLO);
                byte[] answer = raw.getInputStream().readAllBytes();
                assertThat(answer[0]).isEqualTo((byte) 21); // alert
                assertThat(answer[6]).isIn((byte) 70, (byte) 40); // protocol_version, handshake_failure
            }
            try (var socket = TlsPeer.connect(at(server), null, "")) {
                assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
            }
        }
    }

    /// A ClientHello of TLS 1.1 with TLS_RSA_WITH_AES_128_CBC_SHA.
    private static final byte[] TLS_1_1_HELLO =
            java.util.HexFormat.of().parseHex("160301002d010000290302" + "00".repeat(32) + "00" + "0002002f" + "0100");

    /// RFC 9325 section 3.5.
    @Test
    void renegotiationEndsTheConnection() throws Exception {
        try (var server = new TestNet(net(config(A)));
                var socket = TlsPeer.connect(at(server), null, "", new String[] {"TLSv1.2"}, new String[0])) {
            assertThat(exchange(socket, "c1")).startsWith("SIP/2.0 200");
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        exchange(socket, "c2");
                    })
                    .isInstanceOfAny(IOException.class, AssertionError.class);
            TestNet.take(server.cores.getFirst().closed);
        }
    }

    @Test
    void aKeyUpdateIsAnswered() throws IOException {
        try (var server = new TestNet(net(config(A)));
                var socket = TlsPeer.connect(at(server), null, "")) {
            assertThat(exchange(socket, "c1")).startsWith("SIP/2.0 200");
            socket.startHandshake(); // a key update, in TLS 1.3
            assertThat(exchange(socket, "c2")).startsWith("SIP/2.0 200");
            assertThat(exchange(socket, "c3")).startsWith("SIP/2.0 200");
        }
    }

    @Test
    void largeMessagesAndManyCrossInBothDirections() {
        try (var server = new TestNet(net(config(A)));
                var client = new TestNet(net(config(B)))) {
            var flow = flow(client, at(server), "a.example");
            var large = request("z9hG4bKlarge")
                    .edit()
                    .prepend(HeaderName.of("X-Filling"), "x".repeat(15_000))
                    .build();
            client.on(0, () -> {
                for (int i = 0; i < 20; i++) client.cores.getFirst().sender.send(large, flow, null);
                return true;
            });
            for (int i = 0; i < 20; i++)
                assertThat(server.next().message().length()).isGreaterThan(15_000);
            for (int i = 0; i < 20; i++) assertThat(client.next().message()).isInstanceOf(Response.class);
        }
    }

    /// The same over TLS.
    ///
    /// Proves TRN-008.
    @Test
    void aResponseWhoseConnectionIsGoneNeedsAPeerThatCanProveWhoItIs() throws IOException {
        try (var server = new TestNet(net(config(A).with(ClientCertificates.OPTIONAL)));
                var peer = new TestNet(net(config(PBX)))) {
            for (boolean proved : new boolean[] {false, true}) {
                Flow flow;
                Request request;
                try (var socket = TlsPeer.connect(at(server), proved ? PBX : null, "")) {
                    new TcpPeer(socket).send(Texts.fresh("OPTIONS", "c1").replace(":5099", ":" + at(peer).getPort()));
                    var seen = server.next();
                    flow = seen.flow();
                    request = (Request) seen.message();
                }
                TestNet.take(server.cores.getFirst().closed);
                var back = ResponseFlows.of(request.topVia(), flow);
                var failures = new LinkedBlockingQueue<String>();
                server.on(0, () -> {
                    var response =
                            Response.answering(request, 486, "Busy Here", "t").build();
                    server.cores.getFirst().sender.send(response, back, (loss, why) -> failures.add(why));
                    return true;
                });
                if (!proved) assertThat(TestNet.take(failures)).isEqualTo("connection closed");
                else assertThat(peer.next().message()).isInstanceOf(Response.class);
            }
        }
    }

    /// Handshakes are bounded in time and number, and known peers do not notice.
    @Test
    void slowHandshakesAreBoundedAndOthersAreServed() throws IOException {
        var limits = new NetLimits(
                        8192,
                        32768,
                        4096,
                        40,
                        100,
                        512,
                        1 << 20,
                        1 << 20,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(2))
                .withHandshakeTime(Duration.ofSeconds(1));
        var config = net(config(A).with(ClientCertificates.OPTIONAL)).with(limits);
        try (var server = new TestNet(
                        config, TestCore::new, r -> false, f -> f.peer().includes("pbx.example"));
                var known = TlsPeer.connect(at(server), PBX, "")) {
            assertThat(exchange(known, "c0")).startsWith("SIP/2.0 200");
            var slow = new ArrayList<Socket>();
            for (int i = 0; i < 30; i++) {
                var socket = new Socket(at(server).getAddress(), at(server).getPort());
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(TLS_1_1_HELLO, 0, 1 + i % 20); // and no more
                slow.add(socket);
            }
            assertThat(exchange(known, "c1")).startsWith("SIP/2.0 200");
            for (var socket : slow) {
                assertThat(new TcpPeer(socket).closed()).isTrue();
                socket.close();
            }
            var statistics = server.net.statistics();
            assertThat(statistics.connectionsRefused()).isGreaterThanOrEqualTo(19); // a quarter of 40 is for strangers
            TestNet.until(() -> server.net.statistics().connections() == 1);
            try (var later = TlsPeer.connect(at(server), PBX, "")) {
                assertThat(exchange(later, "c2")).startsWith("SIP/2.0 200");
            }
        }
    }

    @Test
    void newCertificatesAreForNewConnections() throws Exception {
        var config = config(A);
        var files = config.credentials().getFirst();
        try (var server = new TestNet(net(config));
                var open = TlsPeer.connect(at(server), null, "")) {
            assertThat(exchange(open, "c1")).startsWith("SIP/2.0 200");
            assertThat(server.net.certificates().getFirst().domains()).containsExactly("a.example");
            var written = B.write(directory, "new");
            Files.move(written.key(), files.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.move(written.certificate(), files.certificate(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(files.key(), FileTime.from(Instant.now().plusSeconds(60)));
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            String shown = "CN=a";
            while (shown.equals("CN=a") && System.nanoTime() < until) {
                try (var socket = TlsPeer.connect(at(server), null, "")) {
                    shown = commonName(socket);
                    assertThat(exchange(open, "c2")).startsWith("SIP/2.0 200");
                }
            }
            assertThat(shown).isEqualTo("CN=b");
            assertThat(exchange(open, "c3")).startsWith("SIP/2.0 200");
            assertThat(server.net.certificates().getFirst().domains()).containsExactly("b.example");
        }
    }

    @Test
    void withoutACertificateOfOursWeConnectButDoNotListen() throws IOException {
        var onlyTrust =
                new TlsConfig(List.of(), ROOT.writeTrust(directory), ClientCertificates.NONE, Revocation.OFF, null);
        try (var server = new TestNet(net(config(A)));
                var client = new TestNet(net(onlyTrust))) {
            send(client, "z9hG4bK1", flow(client, at(server), "a.example"));
            assertThat(client.next().flow().peer().domain()).isEqualTo("a.example");
        }
    }

    @Test
    void wrongFilesAreOneClearLine() {
        var config = config(A);
        B.write(directory, "c0");
        A.write(directory, "x");
        var mixed = TlsConfig.of(directory.resolve("x.pem"), directory.resolve("c0.key"), null);
        assertThatThrownBy(() -> Net.bind(net(mixed)))
                .isInstanceOf(CannotBind.class)
                .hasMessage("network test: key file " + directory.resolve("c0.key")
                        + ": is not the key of the first certificate in " + directory.resolve("x.pem"));
        assertThat(config.credentials()).hasSize(1);
    }

    @Test
    void plainSipOnATlsPortIsNotAnswered() {
        try (var server = TestNet.amongStrangers(net(config(A)));
                var peer = new TcpPeer(at(server))) {
            peer.send(Texts.fresh("OPTIONS", "c1"));
            assertThat(peer.socket.isConnected()).isTrue();
            while (!peer.closed()) {
                // an alert, perhaps
            }
            assertThat(server.seen).isEmpty();
        }
    }
}
