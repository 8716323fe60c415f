package org.demarc.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.demarc.app.config.NodeConfig.LogConfig;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.edge.event.CallEvent;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Transport;
import org.junit.jupiter.api.Test;

class LogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T20:47:05.007Z"));

    private static String written(LogConfig config, CallEvent... events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventLog log = new EventLog(out, config, CLOCK)) {
            CallLog calls = new CallLog(log);
            for (CallEvent event : events) calls.report(event);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static final LogConfig DEBUG = new LogConfig(false, LogLevel.DEBUG);
    private static final Flow FLOW = flow(20);

    private static Flow flow(int host) {
        return new Flow("outside", Transport.UDP, address(5), address(host), 0, "192.0.2.5:5060");
    }

    private static InetSocketAddress address(int host) {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + host), 5060);
    }

    private static CallEvent.Invitation invitation(String callId) {
        return new CallEvent.Invitation("d1", "acme", FLOW, callId, "+12145550123", "+442079460000");
    }

    @Test
    void everyLineOfACallHasItsIdAndNumbersAreMasked() {
        String text = written(
                DEBUG,
                new CallEvent.Started(invitation("abc@pbx"), "carrier"),
                new CallEvent.Tried("d1", "carrier", "sip:10.0.0.20", "d00x"),
                new CallEvent.Limited("d1", "spare", "a limit of trunk spare is reached", "trunks.spare.limits.calls"),
                new CallEvent.Answered("d1", "acme", "carrier", "sip:10.0.0.20", 1234),
                new CallEvent.Noted("d1", "hold", "RFC 3264 section 8.4"),
                new CallEvent.PeerFailed("d1", "carrier", "sip:10.0.0.20", "no response", "FLD-003"),
                new CallEvent.Rejected(invitation("abc@pbx"), "", "", 503, "no route", "routes"),
                new CallEvent.Ended("d1", "acme", "carrier", "sip:10.0.0.20", "caller", "BYE", 61, 6_100, 3, "called"));
        assertThat(text.lines())
                .hasSize(8)
                .allMatch(l -> l.startsWith("2026-11-22T20:47:05.007Z ") && l.contains(" call=d1 "));
        assertThat(text.lines().findFirst())
                .hasValue(
                        "2026-11-22T20:47:05.007Z INFO  call.started call=d1 trunk=acme to=carrier caller=+1214*****23"
                                + " called=+4420******00 callid=abc@pbx flow=\"udp 192.0.2.5:5060 <> 192.0.2.20:5060\"");
        assertThat(text)
                .doesNotContain("5550123")
                .contains(
                        "call.limited call=d1 to=spare why=",
                        "call.answered call=d1 trunk=acme to=carrier peer=sip:10.0.0.20 after-ms=1234\n",
                        "call.rejected call=d1 trunk=acme caller=+1214*****23 called=+4420******00 callid=abc@pbx"
                                + " flow=\"udp 192.0.2.5:5060 <> 192.0.2.20:5060\" status=503 why=\"no route\""
                                + " rule=routes\n",
                        "call.ended call=d1 trunk=acme to=carrier peer=sip:10.0.0.20 by=caller why=BYE seconds=61"
                                + " packets=6100 lost=3 one-way=called\n");
    }

    @Test
    void textOfOthersCannotBreakALineOrFillADisk() {
        String text = written(
                DEBUG,
                new CallEvent.Started(invitation("a\r\nb\u001b[31m\u0000\"x\\\u202e" + "y".repeat(5_000)), "carrier"));
        assertThat(text.lines()).hasSize(1);
        assertThat(text)
                .contains("callid=\"a\\u000d\\u000ab\\u001b[31m\\u0000\\\"x\\\\\\u202eyyy")
                .hasSizeLessThan(500);
    }

    @Test
    void jsonIsOneObjectForEachLine() {
        String text = written(
                new LogConfig(true, LogLevel.INFO),
                new CallEvent.Rejected(invitation("x"), "", "", 404, "no \"such\" number", "RFC 3261"));
        assertThat(text)
                .isEqualTo(
                        "{\"time\":\"2026-11-22T20:47:05.007Z\",\"level\":\"info\",\"event\":\"call.rejected\",\"call\":\"d1\",\"trunk\":\"acme\","
                                + "\"caller\":\"+1214*****23\",\"called\":\"+4420******00\",\"callid\":\"x\","
                                + "\"flow\":\"udp 192.0.2.5:5060 <> 192.0.2.20:5060\",\"status\":404,\"why\":\"no \\\"such\\\" number\",\"rule\":\"RFC 3261\"}\n");
    }

    /// A field has one type: a telephone number is text, however it looks.
    @Test
    void jsonHasNumbersAndBooleansWhereTheyAreMeant() {
        LogConfig json = new LogConfig(true, LogLevel.INFO);
        var invitation = new CallEvent.Invitation("d1", "acme", FLOW, "12345", "911", "0123456789");
        assertThat(written(json, new CallEvent.Started(invitation, "carrier")))
                .contains("\"caller\":\"911\"", "\"called\":\"01234***89\"", "\"callid\":\"12345\"");
        assertThat(written(
                        json,
                        new CallEvent.Ended("d1", "acme", "carrier", "p", "caller", "BYE", 61, 6_100, 3, "called")))
                .contains("\"seconds\":61,");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventLog log = new EventLog(out, json, CLOCK)) {
            log.report(LogLevel.INFO, "node.stopped", "drained", "true", "calls", "0");
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("\"drained\":true,\"calls\":0}\n");
    }

    @Test
    void levelsBelowTheConfiguredOneAreNotWritten() {
        assertThat(written(
                        new LogConfig(false, LogLevel.WARN), new CallEvent.Answered("d1", "acme", "carrier", "p", 1)))
                .isEmpty();
        assertThat(written(new LogConfig(false, LogLevel.WARN), new CallEvent.PeerChanged("t", "p", "down", "silent")))
                .contains(" WARN  peer.down ");
    }

    @Test
    void lineThatCannotBeMadeCostsNoOther() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventLog log = new EventLog(out, DEBUG, CLOCK);
        log.submit(() -> {
            throw new IllegalStateException("somebody else's toString");
        });
        log.report(LogLevel.INFO, "node.ready");
        log.close();
        assertThat(log.dropped()).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("node.ready", "log.dropped lines=1");
    }

    @Test
    void aMessageOfATrunkThatCannotBeReadIsNoUnknownSource() {
        assertThat(written(DEBUG, new CallEvent.Malformed(FLOW, "acme", "INVITE", 400, "no Call-ID")))
                .endsWith(" INFO  message.malformed trunk=acme network=outside source=\"udp 192.0.2.5:5060 <>"
                        + " 192.0.2.20:5060\" method=INVITE status=400 why=\"no Call-ID\"\n");
        assertThat(written(DEBUG, new CallEvent.Malformed(FLOW, "acme", "", 0, "no Call-ID")))
                .doesNotContain("method=", "status=");
    }

    @Test
    void repeatsAreCounted() {
        CallEvent[] flood = new CallEvent[500];
        for (int i = 0; i < flood.length; i++)
            flood[i] = new CallEvent.Ignored(flow(i % 250), "INVITE", "no trunk has this source");
        assertThat(written(DEBUG, flood).lines()).hasSize(Repeats.PASSED);

        Repeats repeats = new Repeats();
        for (int i = 0; i < 20; i++) repeats.pass("k", 1_000);
        StringBuilder told = new StringBuilder();
        repeats.expire(
                1_000 + Repeats.WINDOW_MILLIS - 1, (k, n) -> told.append(k).append(n));
        assertThat(told).isEmpty();
        repeats.expire(1_000 + Repeats.WINDOW_MILLIS, (k, n) -> told.append(k).append(n));
        assertThat(told).hasToString("k15");
        assertThat(repeats.pass("k", 20_000)).isTrue();
    }

    @Test
    void kindsOfRepeatsAreBounded() {
        Repeats repeats = new Repeats();
        int passed = 0;
        for (int i = 0; i < 10_000; i++) if (repeats.pass("kind " + i, 0)) passed++;
        assertThat(passed).isLessThan(600);
    }

    @Test
    void repeatsOfOtherModulesAreNamedByTheirEvent() {
        Line event = LoggersOfLog.line(
                "net", LogLevel.DEBUG, "event=ended flow=\"{}\"", "event=ended flow=\"udp 1.2.3.4:5\"", null);
        assertThat(event.event()).isEqualTo("net.ended");
        assertThat(event.repeatKey()).isEqualTo("net.ended|");
        Line message = LoggersOfLog.line("console", LogLevel.WARN, "failed: {} {}", "failed: GET /x", null);
        assertThat(message.repeatKey()).isEqualTo("console|failed:");

        assertThat(EventLog.repeated(event.repeatKey(), 7).fields()).isEqualTo(List.of("of", "net.ended", "more", "7"));
        assertThat(EventLog.repeated(message.repeatKey(), 7).fields())
                .isEqualTo(List.of("of", "console", "about", "failed:", "more", "7"));
    }

    /// A node with many listening points says all of them when it starts.
    @Test
    void whatIsSaidAtTheStartIsNeverHeldBack() {
        String text = "event=listening at=\"udp 1.2.3.4:5 (x)\"";
        assertThat(LoggersOfLog.line("net", LogLevel.INFO, text, text, null).repeatKey())
                .isEmpty();
    }

    @Test
    void pairsOfOtherModulesKeepTheirKeys() {
        assertThat(Pairs.read("event=listening at=\"udp 1.2.3.4:5 (x)\" as=y"))
                .isEqualTo(List.of("event", "listening", "at", "udp 1.2.3.4:5 (x)", "as", "y"));
        assertThat(Pairs.read("just words = nothing")).isEmpty();
        assertThat(Pairs.read("event=x at=\"open")).isEmpty();
        assertThat(Pairs.read("")).isEmpty();
    }
}
