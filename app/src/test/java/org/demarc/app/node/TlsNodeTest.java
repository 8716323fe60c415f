package org.demarc.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.demarc.app.config.ConfigFile;
import org.demarc.app.config.Environment;
import org.demarc.app.config.Loaded;
import org.demarc.app.config.NodeConfig.LogConfig;
import org.demarc.app.log.EventLog;
import org.demarc.console.control.NodeStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node whose network demands certificates, over real sockets on loopback. The clients come from an address that no
/// trunk has: only what they prove tells whom they are. keytool, which comes with every JDK, makes the certificates.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TlsNodeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private @Nullable Node node;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("edge", "renewed", "pbx", "else")) certificate(name, name + ".example.com");
        pem("edge");
        try (var trust = Files.newBufferedWriter(directory.resolve("ca.pem"))) {
            for (String name : List.of("pbx", "else"))
                trust.write(pem(store(name).getCertificate(name).getEncoded()));
        }
        Path file = directory.resolve("demarc.yaml");
        Files.writeString(file, """
                networks:
                  outside:
                    addresses: [127.0.0.1]
                    sip: { tls: 0, wss: 0, ws: 0 }
                    media: { ports: 20000-20099 }
                    tls: { certificate: edge.pem, key: edge.key, trust: ca.pem, client-certificates: required }
                trunks:
                  pbx:
                    faces: pbx
                    network: outside
                    domain: pbx.example.com
                    peers: ["sips:127.0.0.9"]
                    numbers: ["+12145550100"]
                    probe: off
                lanes: 1
                relay: { threads: 1, path: nio }
                admin: { port: 0 }
                """);
        if (!(ConfigFile.load(file, Environment.SYSTEM) instanceof Loaded.Sound sound))
            throw new AssertionError(ConfigFile.load(file, Environment.SYSTEM).toString());
        node = Node.start(
                file.toString(), sound.config(), new EventLog(log, LogConfig.DEFAULT, InstantSource.system()));
    }

    @AfterEach
    void stop() {
        Node started = node;
        if (started != null) started.close();
    }

    private Node node() {
        Node started = node;
        if (started == null) throw new IllegalStateException("nothing was started");
        return started;
    }

    private void certificate(String name, String domain) throws Exception {
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + domain,
                        "-ext",
                        "bc:c=ca:true",
                        "-validity",
                        "90",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        directory.resolve(name + ".p12").toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
    }

    private KeyStore store(String name) throws Exception {
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        }
    }

    private static String pem(byte[] der) {
        return pem("CERTIFICATE", der);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    /// Puts a certificate and its key where the node reads them.
    private void pem(String name) throws Exception {
        var store = store(name);
        swap("edge.key", pem("PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded()));
        swap("edge.pem", pem(store.getCertificate(name).getEncoded()));
    }

    private void swap(String file, String text) throws IOException {
        Path made = Files.writeString(directory.resolve(file + ".new"), text);
        Files.move(made, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private InetSocketAddress at(String transport) {
        String address = node().listening().stream()
                .filter(l -> l.transport().equals(transport))
                .map(NodeStatus.Listening::address)
                .findFirst()
                .orElseThrow();
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.ofLiteral(address.substring(0, colon)), Integer.parseInt(address.substring(colon + 1)));
    }

    /// A connection of a client that shows this certificate (empty: none) and believes that one of the node.
    private SSLSocket connected(String own, String believed) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (own.isEmpty()) keys.init(null, null);
        else keys.init(store(own), PASSWORD);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", store(believed).getCertificate(believed));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        var to = at("tls");
        var socket = (SSLSocket) context.getSocketFactory().createSocket(to.getAddress(), to.getPort());
        socket.setSoTimeout(20_000);
        try {
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String options(SSLSocket socket, String id) throws IOException {
        String me = socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
        String request = """
                OPTIONS sip:edge.example.com SIP/2.0
                Via: SIP/2.0/TLS %1$s;branch=z9hG4bK%2$s
                Max-Forwards: 70
                From: <sip:pbx.example.com>;tag=%2$s
                To: <sip:edge.example.com>
                Call-ID: %2$s
                CSeq: 1 OPTIONS
                Content-Length: 0

                """.formatted(me, id).replace("\n", "\r\n");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\r';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    void aPeerThatProvedTheDomainOfItsTrunkIsAnswered() throws Exception {
        try (SSLSocket socket = connected("pbx", "edge")) {
            assertThat(options(socket, "a1")).isEqualTo("SIP/2.0 200 OK");
        }
        assertThat(node().listening())
                .extracting(NodeStatus.Listening::transport)
                .containsExactly("tls", "ws", "wss", "http");
        NodeStatus status = node().status().get();
        assertThat(status.traffic().handshakes()).isEqualTo(1);
        assertThat(status.certificates())
                .extracting(NodeStatus.Certificate::network, NodeStatus.Certificate::domains)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("outside", List.of("edge.example.com")));
    }

    @Test
    void whoeverHasNoCertificateHearsNoSip() {
        assertThatThrownBy(() -> {
                    // With TLS 1.3 the client learns of the refusal when it reads.
                    try (SSLSocket socket = connected("", "edge")) {
                        if (options(socket, "b1").isEmpty()) throw new IOException("closed");
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void whoeverProvedAnotherDomainHearsNothing() throws Exception {
        try (SSLSocket socket = connected("else", "edge")) {
            socket.setSoTimeout(500);
            assertThatThrownBy(() -> options(socket, "c1")).isInstanceOf(java.net.SocketTimeoutException.class);
        }
        assertThat(node().counts().get().ignored()).isEqualTo(1);
    }

    @Test
    void aNewCertificateIsShownAfterAReloadAndOpenConnectionsStay() throws Exception {
        try (SSLSocket before = connected("pbx", "edge")) {
            assertThat(options(before, "d1")).isEqualTo("SIP/2.0 200 OK");
            pem("renewed");
            node().reload().get();
            assertThat(node().status().get().certificates())
                    .extracting(NodeStatus.Certificate::subject)
                    .containsExactly("CN=renewed");
            try (SSLSocket after = connected("pbx", "renewed")) {
                assertThat(options(after, "d2")).isEqualTo("SIP/2.0 200 OK");
            }
            before.getInputStream().skipNBytes(before.getInputStream().available());
            assertThat(before.isClosed()).isFalse();
        }
    }
}
