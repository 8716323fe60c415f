package org.demarc.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/// Asks a running node.
final class ApiClient {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 35_000;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;
    private static final int LONGEST = 64 * 1024 * 1024;

    private final String base;
    private final boolean json;
    private final Terminal terminal;
    private String missing = "";
    private Predicate<JsonTree> good = _ -> true;

    ApiClient(ParseResult parsed, Terminal terminal) {
        String url = Options.text(parsed, "--api", Options.API);
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.json = Options.flag(parsed, "--json");
        this.terminal = terminal;
    }

    /// What to say when the node has not what was asked for.
    ApiClient missing(String line) {
        missing = line;
        return this;
    }

    /// What of an answer says that the work was done; without this any answer does.
    ApiClient good(Predicate<JsonTree> test) {
        good = test;
        return this;
    }

    /// One path segment, safe in a URL.
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Asks, and shows the answer; answers the exit code. With `--json` the answer is printed as it came.
    int ask(String method, String path, Consumer<JsonTree> show) {
        URI uri;
        try {
            uri = URI.create(base + path);
        } catch (IllegalArgumentException e) {
            return notUrl();
        }
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) return notUrl();
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept", "application/json");
            int status = connection.getResponseCode();
            byte[] body = body(status < 400 ? connection.getInputStream() : connection.getErrorStream());
            return status < 300 ? shown(body, show) : failed(status, body, uri);
        } catch (ConnectException e) {
            terminal.complain("no node answers at " + base + ": start one with " + terminal.hint("run")
                    + ", or name its admin interface with --api URL");
        } catch (UnknownHostException e) {
            terminal.complain("the host of " + base + " is not known: check --api URL");
        } catch (SocketTimeoutException e) {
            terminal.complain("the node at " + base + " does not answer in time");
        } catch (IOException e) {
            terminal.complain("what answers at " + base + " is not a node's admin interface: check --api URL");
        }
        return Exit.FAILED;
    }

    private int notUrl() {
        terminal.complain("--api: a URL like " + Options.API + " is expected, not '" + base + "'");
        return Exit.USAGE;
    }

    private static byte[] body(@Nullable InputStream in) throws IOException {
        if (in == null) return new byte[0];
        try (in) {
            return in.readNBytes(LONGEST);
        }
    }

    private int shown(byte[] body, Consumer<JsonTree> show) {
        JsonTree tree = body.length == 0 ? JsonTree.nothing() : JsonTree.parse(body);
        if (json) {
            if (body.length > 0) terminal.out().println(new String(body, StandardCharsets.UTF_8));
            return tree == null || good.test(tree) ? Exit.GOOD : Exit.FAILED;
        }
        if (tree == null) {
            terminal.complain("what answers at " + base + " is not a node's admin interface: check --api URL");
            return Exit.FAILED;
        }
        show.accept(tree);
        return good.test(tree) ? Exit.GOOD : Exit.FAILED;
    }

    private int failed(int status, byte[] body, URI uri) {
        if (json && body.length > 0) {
            terminal.out().println(new String(body, StandardCharsets.UTF_8));
            return exit(status);
        }
        JsonTree problem = JsonTree.parse(body);
        if (problem == null || problem.text("detail").isEmpty()) {
            terminal.complain(uri + " answered " + status + ": is this a node's admin interface? Check --api URL");
            return Exit.FAILED;
        }
        for (JsonTree error : problem.get("errors").elements()) terminal.err().println(error.text());
        terminal.complain(status == NOT_FOUND && !missing.isEmpty() ? missing : problem.text("detail"));
        return exit(status);
    }

    /// What the node finds wrong with the question or with its configuration is not a failure of its work.
    private static int exit(int status) {
        return status == BAD_REQUEST || status == UNPROCESSABLE ? Exit.USAGE : Exit.FAILED;
    }
}
