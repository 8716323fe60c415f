package org.demarc.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.demarc.edge.status.TrunkSnapshot;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
    private static final Pattern SAMPLE = Pattern.compile(
            "(demarc_[a-z_]+)(\\{[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\"(?:,[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\")*})? (-?[0-9.eE+-]+)");

    private static String metrics() {
        var node = new org.demarc.console.http.FakeNodeAccess();
        return NodeMetrics.text(node.status(), node.trunks());
    }

    @Test
    void everyLineIsOfTheTextFormat() {
        String text = metrics();
        assertThat(text).endsWith("\n");
        String metric = "";
        String type = "";
        Set<String> seen = new HashSet<>();
        Set<String> samples = new HashSet<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("# HELP ")) {
                metric = line.split(" ")[2];
                assertThat(seen.add(metric)).as("metric once: " + metric).isTrue();
            } else if (line.startsWith("# TYPE ")) {
                assertThat(line.split(" ")[2]).isEqualTo(metric);
                type = line.split(" ")[3];
                assertThat(type).isIn("gauge", "counter");
                assertThat(metric.endsWith("_total")).isEqualTo(type.equals("counter"));
            } else {
                var match = SAMPLE.matcher(line);
                assertThat(match.matches()).as(line).isTrue();
                assertThat(match.group(1)).isEqualTo(metric);
                assertThat(samples.add(line.substring(0, line.lastIndexOf(' '))))
                        .as("series once: " + line)
                        .isTrue();
            }
        }
        assertThat(text.lines())
                .contains(
                        "demarc_calls 1",
                        "demarc_lane_lag_seconds{lane=\"0\"} 0.0015",
                        "demarc_trunk_call_failures_total{trunk=\"acme\",status=\"404\"} 1",
                        "demarc_trunk_up{trunk=\"car\\\"rier\"} 0",
                        "demarc_peer_up{trunk=\"car\\\"rier\",peer=\"sip:a.example\"} 1");
    }

    @Test
    void aPeerThatNeverAnsweredIsNotUp() {
        var node = new org.demarc.console.http.FakeNodeAccess();
        for (var state :
                Map.of("probing", 0, "down", 0, "up", 1, "unwatched", 1).entrySet()) {
            var peer = new TrunkSnapshot.PeerSnapshot("sip:a.example", state.getKey(), 5, "", 6);
            var trunk =
                    new TrunkSnapshot("t", "core", "inside", "static", "up", 0, 0, 0, 0, 0, Map.of(), List.of(peer));
            assertThat(NodeMetrics.text(node.status(), List.of(trunk)).lines())
                    .contains("demarc_peer_up{trunk=\"t\",peer=\"sip:a.example\"} " + state.getValue());
        }
    }

    @Test
    void noNumberAndNoCallIsALabel() {
        assertThat(metrics()).doesNotContain("+1214", "d00abc");
        assertThat(List.of(metrics().split("\n"))).hasSizeLessThan(200);
    }
}
