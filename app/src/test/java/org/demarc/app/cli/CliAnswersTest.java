package org.demarc.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the client commands make of a node's answers.
class CliAnswersTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final HttpServer node;
    private volatile int status = 200;
    private volatile String body = "{}";

    CliAnswersTest() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
    }

    @BeforeEach
    void start() {
        node.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream to = exchange.getResponseBody()) {
                to.write(bytes);
            }
        });
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--api";
        all[arguments.length + 1] = "http://127.0.0.1:" + node.getAddress().getPort();
        return new Cli(new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)))
                .run(all);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void answers(int status, String detail) {
        this.status = status;
        this.body = "{\"status\":" + status + ",\"detail\":\"" + detail + "\",\"errors\":[\"f:1:1: wrong\"]}";
    }

    @Test
    void reloadOfAWrongConfigurationExitsTwo() {
        answers(422, "The configuration has errors.");
        assertThat(run("reload")).isEqualTo(Exit.USAGE);
        assertThat(err()).isEqualTo("f:1:1: wrong\ndemarc: The configuration has errors.\n");
        assertThat(run("reload", "--json")).isEqualTo(Exit.USAGE);
        answers(400, "limit: a number is expected.");
        assertThat(run("call", "list")).isEqualTo(Exit.USAGE);
        answers(504, "The node did not answer in time.");
        assertThat(run("reload")).isEqualTo(Exit.FAILED);
    }

    @Test
    void whatTheNodeHasNotIsSaidInTheWordsOfTheCommandLine() {
        answers(404, "There is no such trunk; /api/trunks lists them.");
        assertThat(run("trunk", "show", "no\u001bpe")).isEqualTo(Exit.FAILED);
        assertThat(err()).endsWith("demarc: no trunk 'no?pe': 'demarc trunk list' shows them\n");
        for (String asks : new String[] {"show", "hangup"}) {
            assertThat(run("call", asks, "d1")).isEqualTo(Exit.FAILED);
            assertThat(err())
                    .endsWith("demarc: no call 'd1', it has ended or never was: 'demarc call list' shows those of this"
                            + " moment\n");
        }
    }

    @Test
    void limitsThatNobodyCanMeanAreRefusedBeforeTheNodeIsAsked() {
        for (String limit : new String[] {"0", "-1", "100001"}) {
            assertThat(run("call", "list", "--limit", limit)).isEqualTo(Exit.USAGE);
            assertThat(err()).contains("demarc: --limit: a number from 1 to 100000 is expected, not " + limit);
        }
    }
}
