package org.demarc.interop.harness;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One WebSocket (RFC 7118) of the JDK's client. It writes no address of its own into messages, as a page in a browser
/// has none to write.
public final class WebSocketLink implements Link {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HERE = "df7jal23ls0d.invalid";

    private final boolean secure;
    private final HttpClient client;
    private final WebSocket socket;
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /// Connects.
    ///
    /// @param from its address
    /// @param trusted whom it believes; null: it speaks plainly
    /// @param subprotocol `sip`, or something else
    public static WebSocketLink open(InetAddress from, URI to, @Nullable SSLContext trusted, String subprotocol) {
        HttpClient.Builder builder = HttpClient.newBuilder().localAddress(from).connectTimeout(PATIENCE);
        if (trusted != null) builder.sslContext(trusted);
        return new WebSocketLink(builder.build(), to, trusted != null, subprotocol);
    }

    private WebSocketLink(HttpClient client, URI to, boolean secure, String subprotocol) {
        this.client = client;
        this.secure = secure;
        this.socket = done(client.newWebSocketBuilder()
                .subprotocols(subprotocol)
                .connectTimeout(PATIENCE)
                .buildAsync(to, new Ear()));
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder pieces = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            pieces.append(data);
            if (last) {
                heard.add(pieces.toString());
                pieces.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            heard.add("pong " + StandardCharsets.US_ASCII.decode(message));
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            heard.add("broken " + error);
        }
    }

    private static <T> T done(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e.toString(), e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public String transport() {
        return secure ? "WSS" : "WS";
    }

    @Override
    public String here() {
        return HERE;
    }

    @Override
    public void send(String message) {
        done(socket.sendText(message.replace("\n", "\r\n"), true));
    }

    /// In pieces of so many octets, with a ping after each.
    public void sendInPieces(String message, int octets) {
        String text = message.replace("\n", "\r\n");
        for (int at = 0; at < text.length(); at += octets) {
            int end = Math.min(at + octets, text.length());
            done(socket.sendText(text.substring(at, end), end == text.length()));
            done(socket.sendPing(ByteBuffer.wrap(Integer.toString(at).getBytes(StandardCharsets.US_ASCII))));
        }
    }

    /// As a binary message.
    public void sendBinary(String message) {
        byte[] octets = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        done(socket.sendBinary(ByteBuffer.wrap(octets), true));
    }

    /// Says that it will say no more.
    public void sendClose() {
        done(socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye"));
    }

    /// A SIP message, or `pong TEXT`, `closed CODE`, `broken WHY`.
    @Override
    public @Nullable String receive(Duration limit) {
        try {
            return heard.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
