package org.demarc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.demarc.interop.harness.Both.answers;
import static org.demarc.interop.harness.Both.calls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.demarc.interop.harness.Await;
import org.demarc.interop.harness.Both;
import org.demarc.interop.harness.Stage;
import org.demarc.interop.harness.Wire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Messages that nobody should send: from a source that no trunk explains, and from a trunk that has lost its mind.
class StrangersIT {
    private static final int TORTURER = 3;

    @RegisterExtension
    static final Stage STAGE =
            Stage.with(Stage.usual().replace("probe: off\n  carrier", "sources: [\"@3\"]\n    probe: off\n  carrier"));

    private static final Pattern BRANCH = Pattern.compile("branch *= *[^;, ]+");
    private static final Pattern SENT_BY =
            Pattern.compile("^SIP\\s*/\\s*2\\.0\\s*/\\s*\\w+\\s+(?:\\[[^]]*]|[^\\s:;,]+)\\s*:\\s*(\\d{4,5})");

    private static final Duration SILENCE = Duration.ofMillis(300);

    private static InetSocketAddress edge() {
        return STAGE.place().at(Stage.OUTSIDE, 5060);
    }

    private static String request(String method, String from, int number) {
        return method + " sip:+442079460001@" + STAGE.place().host(Stage.OUTSIDE) + " SIP/2.0\n"
                + "Via: SIP/2.0/UDP " + from + ";branch=z9hG4bKs" + number + ";rport\n"
                + "From: <sip:a@example.com>;tag=" + number + "\nTo: <sip:+442079460001@example.com>\n"
                + "Call-ID: stranger-" + number + "\nCSeq: 1 " + method + "\nMax-Forwards: 70\n"
                + "Contact: <sip:" + from + ">\nContent-Length: 0\n\n";
    }

    @Test
    void aStrangerGetsNothing() {
        try (Wire stranger = Wire.on(STAGE.place().at(Stage.STRANGER, 5060))) {
            String from = STAGE.place().host(Stage.STRANGER) + ":5060";
            long ignored = STAGE.node().api().count("ignored");
            long transactions = STAGE.node().api().count("transactions");
            List<String> methods = List.of("INVITE", "OPTIONS", "REGISTER", "BYE", "CANCEL", "SUBSCRIBE", "FOO");
            for (int i = 0; i < methods.size(); i++) stranger.send(request(methods.get(i), from, i), edge());
            stranger.send("not SIP at all", edge());
            Await.until(
                    Duration.ofSeconds(5),
                    "all of them are counted",
                    () -> STAGE.node().api().count("ignored") >= ignored + methods.size());
            assertThat(stranger.receive(SILENCE)).as("what the stranger reads").isNull();
            assertThat(STAGE.node().api().count("transactions"))
                    .as("transactions that the stranger made")
                    .isLessThanOrEqualTo(transactions);
        }
        callSucceeds();
    }

    @Test
    void aStrangerGetsNothingOverTcp() throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(STAGE.place().at(Stage.STRANGER, 0));
            try {
                socket.connect(edge(), 5_000);
                socket.getOutputStream()
                        .write(request("OPTIONS", STAGE.place().host(Stage.STRANGER), 1)
                                .replace("\n", "\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout((int) SILENCE.toMillis());
                assertThat(socket.getInputStream().read())
                        .as("closed without a word")
                        .isEqualTo(-1);
            } catch (SocketTimeoutException nothing) {
                // silence
            } catch (java.net.SocketException closed) {
                // reset before it could speak
            }
        }
        callSucceeds();
    }

    /// One row of the verdict table of the wire vectors.
    ///
    /// @param codec what the datagram codec says of it: complete, a status, or discard
    /// @param check what the grammar check of a request says: ok, a status, or - where it is not reached
    /// @param later what the element does then, in words that begin with ok, a status or discard
    private record Vector(String file, String codec, String check, String later) {
        /// The status that must come back; 0 for silence, -1 for any final answer.
        int expected(String message) {
            if (message.startsWith("SIP/")) return 0;
            if (codec.equals("discard")) return 0;
            boolean answerable = line(message, "Via", "v") != null;
            if (!codec.equals("complete")) return answerable ? Integer.parseInt(codec) : 0;
            // The method is looked at first (RFC 3261 section 8.2.1), and here is no registrar.
            if (message.startsWith("REGISTER ")) return 405;
            if (!check.equals("ok") && !check.equals("-")) return Integer.parseInt(check);
            if (later.startsWith("discard") || message.startsWith("ACK ")) return 0;
            return -1;
        }
    }

    private static List<Vector> vectors(Path wire) throws IOException {
        List<Vector> all = new ArrayList<>();
        try (Stream<String> lines = Files.lines(wire.resolve("verdicts.txt"))) {
            for (String line : lines.toList()) {
                if (line.isBlank() || line.startsWith("#")) continue;
                String[] columns = line.split("\\|");
                all.add(new Vector(columns[0].strip(), columns[1].strip(), columns[3].strip(), columns[4].strip()));
            }
        }
        return all;
    }

    @Test
    void theTortureMessagesGetWhatTheirVerdictsSay() throws IOException {
        Path wire = Path.of(System.getProperty("demarc.wire", "../sip/src/test/resources/wire"));
        List<String> wrong = new ArrayList<>();
        Map<Integer, Wire> torturers = new HashMap<>();
        try {
            for (Vector vector : vectors(wire)) {
                byte[] octets = Files.readAllBytes(wire.resolve(vector.file()));
                String message = new String(octets, StandardCharsets.ISO_8859_1);
                int expected = vector.expected(message);
                Wire torturer = torturers.computeIfAbsent(
                        sentBy(message), port -> Wire.on(STAGE.place().at(TORTURER, port)));
                torturer.send(octets, edge());
                int status = answer(torturer, message, expected == 0 ? SILENCE : Duration.ofSeconds(2));
                boolean right = expected == -1 ? status >= 200 : status == expected;
                if (!right) wrong.add(vector + ": " + (status == 0 ? "silence" : Integer.toString(status)));
            }
        } finally {
            torturers.values().forEach(Wire::close);
        }
        assertThat(wrong).as("vectors that got another answer").isEmpty();
        assertThat(STAGE.node().process().alive()).isTrue();
        callSucceeds();
    }

    /// The port that responses to a message go to (RFC 3261 section 18.2.2).
    private static int sentBy(String message) {
        String via = line(message, "Via", "v");
        Matcher port = SENT_BY.matcher(via == null ? "" : via);
        return port.find() ? Integer.parseInt(port.group(1)) : 5060;
    }

    /// The value of a header field, as far as it can be told; null without it.
    private static @Nullable String line(String message, String name, String compact) {
        for (String line : message.split("\r?\n")) {
            if (line.isEmpty()) break;
            int colon = line.indexOf(':');
            String found = colon < 0 ? "" : line.substring(0, colon).strip();
            if (found.equalsIgnoreCase(name) || found.equalsIgnoreCase(compact)) {
                return line.substring(colon + 1).strip();
            }
        }
        return null;
    }

    /// The status of the next final response to `message`; 0 when none comes. Two of the vectors have the branch and
    /// the host of others: to the edge they are repetitions, and get the answer that those got.
    private static int answer(Wire wire, String message, Duration limit) {
        String callId = line(message, "Call-ID", "i");
        String via = line(message, "Via", "v");
        Matcher branch = BRANCH.matcher(via == null ? "" : via);
        String token = branch.find() ? branch.group() : "no branch";
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            long left = end - System.nanoTime();
            String response = left <= 0 ? null : wire.receive(Duration.ofNanos(left));
            if (response == null) return 0;
            int status = Integer.parseInt(response.substring(8, 11));
            boolean mine = (callId != null && response.contains(callId)) || response.contains(token);
            if (status >= 200 && mine) return status;
        }
    }

    private static void callSucceeds() {
        Both.outgoing(STAGE, calls().bye().expect(200), answers().expect("BYE").reply(200))
                .done();
    }
}
