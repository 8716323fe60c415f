package org.demarc.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.demarc.console.control.ReloadResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
    private final FakeNode node = new FakeNode();
    private final HttpClient http = HttpClient.newHttpClient();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), node);
        server.serve();
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) request.headers(headers);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .collect(Collectors.joining("\n"));
        }
    }

    @Test
    void everyErrorIsProblemDetails() throws Exception {
        for (String path : List.of(
                "/nothing",
                "/api",
                "/api/calls/none",
                "/api/trunks/none",
                "/api/calls/",
                "/api//calls",
                "/api/calls/a/b")) {
            HttpResponse<String> reply = send("GET", path);
            assertThat(reply.statusCode()).as(path).isEqualTo(404);
            assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(reply.body())
                    .startsWith("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"");
        }
        HttpResponse<String> method = send("PUT", "/api/status");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(send("GET", "/api/reload").headers().firstValue("Allow")).hasValue("POST");
        assertThat(send("POST", "/api/calls/x").headers().firstValue("Allow")).hasValue("DELETE, GET, HEAD");
        assertThat(send("GET", "/api/calls?limit=0").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/calls?limit=x").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/api/drain?undo=perhaps").statusCode()).isEqualTo(400);
    }

    @Test
    void healthAndReadinessFollowTheNode() throws Exception {
        assertThat(send("GET", "/healthz").body()).isEqualTo("ok\n");
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
        assertThat(send("POST", "/api/drain").body()).isEqualTo("{\"draining\":true}");
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/api/status").body()).contains("\"state\":\"draining\"");
        assertThat(send("POST", "/api/drain?undo=true").body()).isEqualTo("{\"draining\":false}");
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void numbersAreMaskedUnlessAskedFor() throws Exception {
        assertThat(send("GET", "/api/calls").body())
                .contains("\"caller\":\"+1214*****23\"")
                .doesNotContain("5550123");
        assertThat(send("GET", "/api/calls?numbers=full").body()).contains("+12145550123");
        assertThat(send("GET", "/api/calls/d00abc").body())
                .doesNotContain("5550123")
                .contains("\"legs\":[{\"trunk\":\"acme\"");
    }

    @ParameterizedTest
    @CsvSource({
        "911,911",
        "112,112",
        "1234,12**",
        "+12145550123,+1214*****23",
        "alice,a****",
        "'',''",
        "5550123,55***23"
    })
    void maskHidesTheMiddle(String number, String masked) {
        assertThat(Numbers.masked(number)).isEqualTo(masked);
    }

    @Test
    void callsAreEndedOnce() throws Exception {
        assertThat(send("DELETE", "/api/calls/d00abc").statusCode()).isEqualTo(204);
        assertThat(node.ended).isEqualTo("d00abc");
        assertThat(send("DELETE", "/api/calls/none").statusCode()).isEqualTo(404);
    }

    @Test
    void whoIsShutOutIsListedAndLetInAgain() throws Exception {
        assertThat(send("GET", "/api/bans").body())
                .isEqualTo(
                        "{\"bans\":[{\"source\":\"198.51.100.7\",\"since\":\"2023-11-14T22:13:20Z\",\"secondsLeft\":61,"
                                + "\"cause\":\"20 times failed authentication\"}]}");
        assertThat(send("DELETE", "/api/bans/198.51.100.7").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "/api/bans/2001%3Adb8%3A%3A1").statusCode()).isEqualTo(404);
        assertThat(node.unbanned).isEqualTo("2001:db8::1");
    }

    @Test
    void aRegistrationIsTakenAway() throws Exception {
        assertThat(send("DELETE", "/api/registrations/acme").body()).isEqualTo("{\"trunk\":\"acme\",\"dropped\":2}");
        assertThat(send("DELETE", "/api/registrations/carrier").statusCode()).isEqualTo(404);
    }

    @Test
    void reloadSaysWhatChangedOrWhatIsWrong() throws Exception {
        assertThat(send("POST", "/api/reload").body())
                .isEqualTo("{\"changed\":[\"trunks.acme\"],\"restart\":[\"admin\"],\"warnings\":[]}");
        node.reload = new ReloadResult.Refused(List.of("f:1:2: wrong"));
        HttpResponse<String> refused = send("POST", "/api/reload");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("\"errors\":[\"f:1:2: wrong\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1",
                "localhost:1",
                "10.0.0.1:PORT",
                "localhost.evil:PORT",
                ""
            })
    void foreignHostIsMisdirected(String host) throws IOException {
        String text = host.replace("PORT", "" + server.address().getPort());
        assertThat(raw("GET /api/status HTTP/1.1\r\nHost: " + text + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ");
    }

    @Test
    void ourOwnHostNamesPass() throws IOException {
        for (String host : List.of("127.0.0.1", "localhost", "LOCALHOST")) {
            assertThat(raw("GET /healthz HTTP/1.1\r\nHost: " + host + ":"
                            + server.address().getPort() + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(raw("GET /healthz HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 421 ");
    }

    @Test
    void pagesOfOtherSitesChangeNothing() throws Exception {
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "http://127.0.0.1:1",
                "http://localhost",
                "https://127.0.0.1:" + server.address().getPort())) {
            assertThat(send("POST", "/api/drain", "Origin", origin).statusCode())
                    .as(origin)
                    .isEqualTo(403);
            assertThat(send("DELETE", "/api/calls/d00abc", "Origin", origin).statusCode())
                    .isEqualTo(403);
        }
        assertThat(send("POST", "/api/drain", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/drain", "Sec-Fetch-Site", "same-site").statusCode())
                .isEqualTo(403);
        assertThat(node.draining).isFalse();
        assertThat(node.ended).isEmpty();
        assertThat(send(
                                "POST",
                                "/api/drain",
                                "Origin",
                                "http://127.0.0.1:" + server.address().getPort())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void longBodiesAreRefused() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/api/reload"))
                .POST(BodyPublishers.ofByteArray(new byte[65 * 1024]))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    }

    @Test
    void nodeThatDoesNotAnswerIsATimeout() throws Exception {
        node.silent = true;
        assertThat(send("GET", "/api/status").statusCode()).isEqualTo(504);
        assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void headHasNoBody() throws Exception {
        HttpResponse<String> head = send("HEAD", "/healthz");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void pageEscapesWhatTheConfigurationNames() throws Exception {
        String page = send("GET", "/").body();
        assertThat(page).contains("sbc-1&lt;b&gt;").doesNotContain("sbc-1<b>").contains("car&quot;rier");
        assertThat(send("GET", "/style.css").statusCode()).isEqualTo(200);
    }

    @Test
    void brokenPercentEncodingIsABadRequest() throws IOException {
        String port = "" + server.address().getPort();
        assertThat(raw("GET /api/calls/%zz HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw("GET /api/calls/x?a=%zz HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw("GET /..%2f..%2fetc/passwd HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void otherThanLoopbackIsRefused() {
        assertThatThrownBy(() -> AdminServer.bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0), node))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
