package org.demarc.console.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.demarc.console.control.NodeControl;
import org.demarc.console.control.ReloadResult;
import org.demarc.console.http.Routes.Ask;
import org.demarc.console.http.Routes.Route;
import org.demarc.console.metrics.NodeMetrics;
import org.demarc.edge.status.CallSnapshot;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkTest;

/// What the admin interface serves.
final class Api {
    /// A lane answers within microseconds; a reload may look names up.
    private static final long WAIT_SECONDS = 3;

    private static final long RELOAD_SECONDS = 30;
    private static final long TEST_SECONDS = 22;
    private static final int CALLS_LISTED = 1_000;
    private static final int MOST_CALLS_LISTED = 100_000;

    private final NodeControl node;

    Api(NodeControl node) {
        this.node = node;
    }

    Routes routes() {
        return new Routes(List.of(
                new Route(
                        "GET",
                        "/",
                        _ -> Reply.text(
                                200, "text/html; charset=utf-8", Page.html(wait(node.status()), wait(node.trunks())))),
                new Route("GET", "/style.css", _ -> resource("style.css", "text/css; charset=utf-8")),
                new Route("GET", "/openapi.json", _ -> resource("openapi.json", Reply.JSON)),
                new Route("GET", "/healthz", _ -> Reply.text(200, "text/plain; charset=utf-8", "ok\n")),
                new Route("GET", "/readyz", _ -> ready()),
                new Route("GET", "/metrics", _ -> metrics()),
                new Route("GET", "/api/status", _ -> Reply.json(Json.status(wait(node.status())))),
                new Route("GET", "/api/calls", this::calls),
                new Route("GET", "/api/calls/{id}", this::call),
                new Route("DELETE", "/api/calls/{id}", this::hangup),
                new Route("GET", "/api/trunks", _ -> Reply.json(Json.trunks(wait(node.trunks())))),
                new Route("GET", "/api/trunks/{name}", this::trunk),
                new Route("GET", "/api/bans", _ -> Reply.json(Json.bans(node.bans()))),
                new Route("DELETE", "/api/bans/{address}", this::unban),
                new Route("GET", "/api/registrations", _ -> Reply.json(Json.registrations(wait(node.trunks())))),
                new Route("POST", "/api/trunks/{name}/test", this::test),
                new Route("DELETE", "/api/registrations/{trunk}", this::drop),
                new Route("POST", "/api/reload", _ -> reload()),
                new Route("POST", "/api/drain", this::drain)));
    }

    private Reply ready() {
        return node.ready()
                ? Reply.text(200, "text/plain; charset=utf-8", "ready\n")
                : Reply.text(503, "text/plain; charset=utf-8", "draining: no new calls are taken\n");
    }

    private Reply metrics() throws Exception {
        return Reply.text(200, NodeMetrics.CONTENT_TYPE, NodeMetrics.text(wait(node.status()), wait(node.trunks())));
    }

    private Reply calls(Ask ask) throws Exception {
        int limit = CALLS_LISTED;
        String asked = ask.query().get("limit");
        if (asked != null) {
            limit = number(asked);
            if (limit < 1 || limit > MOST_CALLS_LISTED) {
                return Reply.problem(
                        400, "Bad Request", "limit: a number from 1 to " + MOST_CALLS_LISTED + " is expected.");
            }
        }
        List<CallSnapshot> all = wait(node.calls());
        return Reply.json(Json.calls(all.subList(0, Math.min(limit, all.size())), all.size(), fullNumbers(ask)));
    }

    private Reply call(Ask ask) throws Exception {
        String id = ask.parameters().getOrDefault("id", "");
        Optional<CallSnapshot> call = wait(node.call(id));
        return call.isPresent() ? Reply.json(Json.call(call.get(), fullNumbers(ask))) : noCall();
    }

    private Reply hangup(Ask ask) throws Exception {
        return wait(node.hangup(ask.parameters().getOrDefault("id", ""))) ? Reply.empty(204) : noCall();
    }

    private static Reply noCall() {
        return Reply.problem(
                404,
                "Not Found",
                "There is no such call: it has ended, or never was; /api/calls lists those of this moment.");
    }

    private Reply trunk(Ask ask) throws Exception {
        Optional<TrunkSnapshot> trunk = wait(node.trunk(ask.parameters().getOrDefault("name", "")));
        return trunk.isPresent() ? Reply.json(Json.trunk(trunk.get())) : noTrunk();
    }

    private Reply test(Ask ask) throws Exception {
        Optional<TrunkTest> result = wait(node.test(ask.parameters().getOrDefault("name", "")), TEST_SECONDS);
        return result.isPresent() ? Reply.json(Json.test(result.get())) : noTrunk();
    }

    private Reply drop(Ask ask) throws Exception {
        String trunk = ask.parameters().getOrDefault("trunk", "");
        Optional<Integer> dropped = wait(node.drop(trunk));
        return dropped.isPresent()
                ? Reply.json(Json.dropped(trunk, dropped.get()))
                : Reply.problem(
                        404,
                        "Not Found",
                        "No trunk of that name registers with this node; /api/registrations lists those that do.");
    }

    private static Reply noTrunk() {
        return Reply.problem(404, "Not Found", "There is no such trunk; /api/trunks lists them.");
    }

    private Reply unban(Ask ask) {
        return node.unban(ask.parameters().getOrDefault("address", ""))
                ? Reply.empty(204)
                : Reply.problem(404, "Not Found", "That address is not shut out; /api/bans lists those that are.");
    }

    private Reply reload() throws Exception {
        return switch (wait(node.reload(), RELOAD_SECONDS)) {
            case ReloadResult.Reloaded done -> Reply.json(Json.reloaded(done));
            case ReloadResult.Refused(List<String> errors) ->
                Reply.problem(
                        422,
                        "Unprocessable Content",
                        "The configuration has errors; what was in force stays in force.",
                        errors);
        };
    }

    private Reply drain(Ask ask) {
        boolean on;
        switch (ask.query().getOrDefault("undo", "false")) {
            case "false" -> on = true;
            case "true", "" -> on = false;
            default -> {
                return Reply.problem(400, "Bad Request", "undo: true or false is expected.");
            }
        }
        node.drain(on);
        return Reply.json(Json.draining(on));
    }

    private static boolean fullNumbers(Ask ask) {
        return "full".equals(ask.query().get("numbers"));
    }

    /// -1 for what is no number.
    private static int number(String text) {
        if (text.isEmpty() || text.length() > 9) return -1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return -1;
        }
        return Integer.parseInt(text);
    }

    private static <T> T wait(CompletableFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return wait(answer, WAIT_SECONDS);
    }

    private static <T> T wait(CompletableFuture<T> answer, long seconds)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(seconds, TimeUnit.SECONDS);
    }

    private static Reply resource(String name, String type) {
        try (InputStream in = Api.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("missing in the module: " + name);
            return new Reply(200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
