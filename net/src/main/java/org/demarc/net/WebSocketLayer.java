package org.demarc.net;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.demarc.net.websocket.Upgrade;
import org.demarc.sip.message.Limits;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.PeerIdentity;
import org.demarc.sip.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIP over WebSocket, RFC 7118, both sides of it, with TLS below or without.
final class WebSocketLayer implements StreamLayer {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketLayer.class);

    private final @Nullable TlsLayer tls;
    private final Limits messages;
    private final List<String> origins;
    private final long handshakeNanos;
    private final SecureRandom random = new SecureRandom();
    private final RepeatLog refusals = new RepeatLog(LOG);

    /// @param tls null for none
    /// @param origins of pages in browsers that may connect; `*` for any
    WebSocketLayer(@Nullable TlsLayer tls, NetLimits limits, Limits messages, List<String> origins) {
        this.tls = tls;
        this.messages = messages;
        this.origins = origins.stream().map(o -> o.toLowerCase(Locale.ROOT)).toList();
        this.handshakeNanos = limits.handshakeTime().toNanos();
    }

    @Override
    public Transport transport() {
        return tls == null ? Transport.WS : Transport.WSS;
    }

    @Override
    public boolean isPolite() {
        return true;
    }

    @Override
    public Ready opened(Socket socket, Flow flow) throws IOException {
        var below = tls == null ? plain(socket) : tls.client(socket, flow);
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        write(below.wire(), Upgrade.request(host(flow), key));
        var head = head(below);
        String fault = Upgrade.fault(head.text(), key);
        if (!fault.isEmpty()) throw new IOException("WebSocket: " + fault);
        return ready(below, head, new WebSocketFraming(messages, random));
    }

    private String host(Flow flow) {
        int port = flow.remote().getPort();
        String domain = flow.peer().domain();
        String host =
                domain.isEmpty() ? ListeningPoint.text(flow.remote()) : ListeningPoint.bracketed(domain) + ":" + port;
        return port == transport().defaultPort() ? host.substring(0, host.lastIndexOf(':')) : host;
    }

    @Override
    public Ready accepted(Socket socket, Flow flow, boolean stranger) throws IOException {
        var below = tls == null ? plain(socket) : tls.server(socket, flow, stranger);
        var head = head(below);
        var answer = Upgrade.answer(head.text(), origins);
        write(below.wire(), answer.head());
        if (!answer.upgraded()) {
            below.wire().goodbye();
            refusals.warn(() -> "event=websocket-refused from=" + ListeningPoint.text(flow.remote()) + " network="
                    + flow.network() + " why=\"" + LogText.of(answer.why()) + "\"");
            throw new IOException("WebSocket refused");
        }
        return ready(below, head, new WebSocketFraming(messages, null));
    }

    private Secured plain(Socket socket) throws IOException {
        return new Secured(new SocketWire(socket), PeerIdentity.NONE, System.nanoTime() + handshakeNanos);
    }

    /// @param behind octets that came behind it: the first frames
    private record Head(String text, byte[] behind) {}

    private static Head head(Secured below) throws IOException {
        byte[] octets = new byte[1024];
        byte[] piece = new byte[1024];
        int length = 0;
        while (true) {
            int read = below.wire().read(piece, Wire.left(below.deadline()));
            if (read < 0) throw new IOException("closed by peer during the handshake");
            if (length + read > octets.length) octets = Arrays.copyOf(octets, 2 * octets.length);
            System.arraycopy(piece, 0, octets, length, read);
            int end = end(octets, Math.max(0, length - 3), length + read);
            length += read;
            if (end > Upgrade.LARGEST || (end < 0 && length > Upgrade.LARGEST))
                throw new IOException("HTTP head too large");
            if (end > 0)
                return new Head(
                        new String(octets, 0, end, StandardCharsets.ISO_8859_1),
                        Arrays.copyOfRange(octets, end, length));
        }
    }

    /// Behind CRLF CRLF; -1 when it has not come.
    private static int end(byte[] octets, int from, int to) {
        for (int i = from; i + 4 <= to; i++) {
            if (octets[i] == '\r' && octets[i + 1] == '\n' && octets[i + 2] == '\r' && octets[i + 3] == '\n')
                return i + 4;
        }
        return -1;
    }

    private static void write(Wire wire, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        wire.write(octets, 0, octets.length);
    }

    private static Ready ready(Secured below, Head head, WebSocketFraming framing) {
        framing.feed(head.behind(), 0, head.behind().length);
        return new Ready(below.wire(), framing, below.peer());
    }
}
