package org.demarc.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.demarc.app.config.NodeConfig.LogConfig;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.edge.event.CallEvent;
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

    @Test
    void everyLineOfACallHasItsIdAndNumbersAreMasked() {
        String text = written(
                DEBUG,
                new CallEvent.Started("d1", "acme", "abc@pbx", "+12145550123", "+442079460000"),
                new CallEvent.Tried("d1", "carrier", "sip:10.0.0.20", "d00x"),
                new CallEvent.Answered("d1", "carrier", 1234),
                new CallEvent.Noted("d1", "hold", "RFC 3264 section 8.4"),
                new CallEvent.PeerFailed("d1", "carrier", "sip:10.0.0.20", "no response", "FLD-003"),
                new CallEvent.Rejected("d1", "acme", 503, "no route", "routes"),
                new CallEvent.Ended("d1", "caller", "BYE", 61));
        assertThat(text.lines())
                .hasSize(7)
                .allMatch(l -> l.startsWith("2026-11-22T20:47:05.007Z ") && l.contains(" call=d1 "));
        assertThat(text.lines().findFirst())
                .hasValue(
                        "2026-11-22T20:47:05.007Z INFO  call.started call=d1 trunk=acme caller=+1214*****23 called=+4420******00"
                                + " callid=abc@pbx");
        assertThat(text)
                .doesNotContain("5550123")
                .contains("call.rejected call=d1 trunk=acme status=503 why=\"no route\" rule=routes\n");
    }

    @Test
    void textOfOthersCannotBreakALineOrFillADisk() {
        String text = written(
                DEBUG,
                new CallEvent.Started("d1", "acme", "a\r\nb\u001b[31m\u0000\"x\\\u202e" + "y".repeat(5_000), "a", "b"));
        assertThat(text.lines()).hasSize(1);
        assertThat(text)
                .contains("callid=\"a\\u000d\\u000ab\\u001b[31m\\u0000\\\"x\\\\\\u202eyyy")
                .hasSizeLessThan(500);
    }

    @Test
    void jsonIsOneObjectForEachLine() {
        String text = written(
                new LogConfig(true, LogLevel.INFO),
                new CallEvent.Rejected("d1", "acme", 404, "no \"such\" number", "RFC 3261"));
        assertThat(text)
                .isEqualTo(
                        "{\"time\":\"2026-11-22T20:47:05.007Z\",\"level\":\"info\",\"event\":\"call.rejected\",\"call\":\"d1\",\"trunk\":\"acme\","
                                + "\"status\":404,\"why\":\"no \\\"such\\\" number\",\"rule\":\"RFC 3261\"}\n");
    }

    @Test
    void levelsBelowTheConfiguredOneAreNotWritten() {
        assertThat(written(new LogConfig(false, LogLevel.WARN), new CallEvent.Answered("d1", "carrier", 1)))
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
    void repeatsAreCounted() {
        CallEvent[] flood = new CallEvent[500];
        for (int i = 0; i < flood.length; i++)
            flood[i] = new CallEvent.Ignored("outside", "192.0.2." + i % 250 + ":5060", "no trunk has this source");
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
    void pairsOfOtherModulesKeepTheirKeys() {
        assertThat(Pairs.read("event=listening at=\"udp 1.2.3.4:5 (x)\" as=y"))
                .isEqualTo(List.of("event", "listening", "at", "udp 1.2.3.4:5 (x)", "as", "y"));
        assertThat(Pairs.read("just words = nothing")).isEmpty();
        assertThat(Pairs.read("event=x at=\"open")).isEmpty();
        assertThat(Pairs.read("")).isEmpty();
    }
}
