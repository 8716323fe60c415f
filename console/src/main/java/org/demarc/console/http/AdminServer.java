package org.demarc.console.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.demarc.console.control.NodeControl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin interface's server: one virtual thread for each request, bounded bodies, bounded waiting.
public final class AdminServer implements AutoCloseable {
    /// No request of this API has a body worth mentioning.
    private static final int LONGEST_BODY = 64 * 1024;

    private static final int LONGEST_PATH = 1_024;
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Routes routes;
    private final Guard guard;

    private AdminServer(HttpServer server, NodeControl node) {
        this.server = server;
        this.guard = new Guard(server.getAddress());
        this.routes = new Api(node).routes();
        server.createContext("/", this::exchange);
        server.setExecutor(requests);
    }

    /// Binds: who connects waits until `serve`.
    ///
    /// @param address a loopback address; port 0 takes a free one
    /// @throws IOException when it cannot be bound
    /// @throws IllegalArgumentException when the address is not loopback
    public static AdminServer bind(InetSocketAddress address, NodeControl node) throws IOException {
        if (!address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("a loopback address is expected: " + address);
        }
        return new AdminServer(HttpServer.create(address, 64), node);
    }

    /// Begins to answer.
    public void serve() {
        server.start();
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = answer(exchange);
            } catch (TimeoutException e) {
                reply = Reply.problem(
                        504, "Gateway Timeout", "The node did not answer in time: it is overloaded or stopping.");
            } catch (InterruptedException e) {
                reply = Reply.problem(503, "Service Unavailable", "The node is stopping.");
            } catch (Exception e) {
                // The line names what failed; what the requester sees does not.
                LOG.warn(
                        "admin request failed: {} {}",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        e);
                reply = Reply.problem(500, "Internal Server Error", "The request failed; the node's log says why.");
            }
            write(exchange, reply);
        }
    }

    private Reply answer(HttpExchange exchange) throws Exception {
        String method = exchange.getRequestMethod();
        Headers headers = exchange.getRequestHeaders();
        List<String> hosts = headers.getOrDefault("Host", List.of());
        Reply refusal = guard.refusal(
                method,
                hosts.size() == 1 ? hosts.getFirst() : null,
                headers.getFirst("Origin"),
                headers.getFirst("Sec-Fetch-Site"));
        if (refusal != null) return refusal;
        String path = exchange.getRequestURI().getRawPath();
        if (path == null || path.length() > LONGEST_PATH) return notFound();
        List<String> segments = new ArrayList<>();
        Map<String, String> query;
        try {
            for (String part : Routes.segments(path))
                segments.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            query = query(exchange.getRequestURI().getRawQuery());
        } catch (IllegalArgumentException e) {
            return Reply.problem(400, "Bad Request", "The percent-encoding of the URL is broken.");
        }
        // No request of this API needs its body; it is read so that the connection can go on.
        if (exchange.getRequestBody().readNBytes(LONGEST_BODY + 1).length > LONGEST_BODY) {
            return Reply.problem(413, "Content Too Large", "At most " + LONGEST_BODY + " bytes are read.")
                    .with("Connection", "close");
        }
        return switch (routes.find(method, segments)) {
            case Routes.Match(Routes.Handler handler, Map<String, String> parameters) ->
                handler.answer(new Routes.Ask(parameters, query));
            case Routes.OtherMethods(String allowed) ->
                Reply.problem(405, "Method Not Allowed", "This resource serves " + allowed + ".")
                        .with("Allow", allowed);
            case Routes.Nothing _ -> notFound();
        };
    }

    private static Reply notFound() {
        return Reply.problem(404, "Not Found", "There is no such resource; GET /openapi.json lists them all.");
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> all = new HashMap<>();
        if (raw == null || raw.length() > LONGEST_PATH) return all;
        for (String pair : raw.split("&", 16)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            all.put(URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return all;
    }

    private static void write(HttpExchange exchange, Reply reply) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        if (!reply.type().isEmpty()) headers.set("Content-Type", reply.type());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'");
        headers.set("Referrer-Policy", "no-referrer");
        reply.headers().forEach(headers::set);
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) headers.set("Content-Length", Integer.toString(body.length));
        boolean bodiless = head || body.length == 0;
        exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : body.length);
        if (bodiless) return;
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
