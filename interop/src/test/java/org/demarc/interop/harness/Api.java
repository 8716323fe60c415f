package org.demarc.interop.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/// The admin interface of a running node.
public final class Api implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String base;

    Api(InetSocketAddress address) {
        base = "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /// What came back.
    public record Answer(int status, String body) {}

    public Answer ask(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Json json(String method, String path) {
        Answer answer = ask(method, path);
        if (answer.status() != 200) {
            throw new AssertionError(method + " " + path + " was answered " + answer.status() + " " + answer.body());
        }
        return Json.read(answer.body());
    }

    public Json status() {
        return json("GET", "/api/status");
    }

    /// One of `counts` in the status: calls, transactions, dialogs, attempts, answered, failed, ignored.
    public long count(String name) {
        return status().get("counts", name).number();
    }

    public List<Json> calls() {
        return json("GET", "/api/calls").get("calls").list();
    }

    /// The only call there is, with its legs.
    public Json onlyCall() {
        List<Json> calls = calls();
        if (calls.size() != 1) throw new AssertionError("one call expected, not " + calls);
        return json("GET", "/api/calls/" + calls.getFirst().get("id").text());
    }

    public Json trunk(String name) {
        return json("GET", "/api/trunks/" + name);
    }

    public Json reload() {
        return json("POST", "/api/reload");
    }

    /// Ends every call.
    public void hangupAll() {
        for (Json call : calls()) ask("DELETE", "/api/calls/" + call.get("id").text());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
