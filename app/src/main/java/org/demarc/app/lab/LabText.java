package org.demarc.app.lab;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The lab in words: the picture of who is where, and what came of a run as JSON.
public final class LabText {
    private static final JsonFactory JSON = new JsonFactory();

    private LabText() {}

    /// The architecture with its addresses.
    public static String picture(Lab lab) {
        LabPlan p = lab.plan();
        return """

                  PBX, 25 phones        enterprise edge               provider edge          far end, 25 phones
                 ┌──────────────┐      ┌───────────────┐  SIPconnect ┌───────────────┐      ┌──────────────┐
                 │ %s ├──────┤ inside        │  the trunk  │ core          ├──────┤ %s │
                 └──────────────┘      │       outside ├─────────────┤ access        │      └──────────────┘
                                       └───────────────┘             └───────────────┘

                  SIP over UDP     PBX %s, inside %s, outside %s
                                   access %s, core %s, far end %s
                  RTP              relayed by both edges, ports %d-%d of each address

                  PBX numbers      %s
                  far end numbers  %s
                  enterprise edge  http://%s
                  provider edge    http://%s
                """.formatted(
                        padded(p.pbx().address().getHostAddress()),
                        padded(p.far().address().getHostAddress()),
                        p.pbx().text(),
                        p.inside().text(),
                        p.outside().text(),
                        p.access().text(),
                        p.core().text(),
                        p.far().text(),
                        p.inside().firstMedia(),
                        p.inside().lastMedia(),
                        Numbering.PBX_NUMBERS,
                        Numbering.FAR_NUMBERS,
                        lab.enterprise().listening().getLast().address(),
                        lab.provider().listening().getLast().address());
    }

    private static String padded(String address) {
        return String.format(Locale.ROOT, "%-12s", address);
    }

    /// The run as one JSON object.
    public static String json(LabReport report) {
        var out = new StringWriter(256 + 256 * report.calls().size());
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            Totals totals = Totals.of(report.calls());
            g.writeStartObject();
            g.writeBooleanProperty("right", report.right());
            g.writeNumberProperty("calls", report.calls().size());
            g.writeNumberProperty("failed", report.failed());
            g.writeNumberProperty("talkSeconds", report.talkSeconds());
            g.writeNumberProperty("millis", report.millis());
            g.writeNumberProperty("answered", totals.answered());
            g.writeNumberProperty("audioBothWays", totals.bothWays());
            g.writeNumberProperty("released", totals.released());
            g.writeNumberProperty("mos", rounded(totals.worstMos()));
            g.writeNumberProperty("lost", totals.lost());
            g.writeNumberProperty("jitterMicros", totals.worstJitterMicros());
            g.writeObjectPropertyStart("setupMillis");
            g.writeNumberProperty("median", totals.medianSetup());
            g.writeNumberProperty("max", totals.longestSetup());
            g.writeEndObject();
            g.writeObjectPropertyStart("leftovers");
            leftovers(g, "enterprise", report.leftovers().enterprise());
            leftovers(g, "provider", report.leftovers().provider());
            g.writeEndObject();
            g.writeArrayPropertyStart("each");
            for (LabReport.Call call : report.calls()) call(g, call);
            g.writeEndArray();
            g.writeEndObject();
        }
        return out.toString();
    }

    private static double rounded(double mos) {
        return Math.round(mos * 100) / 100.0;
    }

    private static void leftovers(JsonGenerator g, String edge, Leftovers.Of left) {
        g.writeObjectPropertyStart(edge);
        g.writeNumberProperty("calls", left.calls());
        g.writeNumberProperty("dialogs", left.dialogs());
        g.writeNumberProperty("mediaPorts", left.ports());
        g.writeEndObject();
    }

    private static void call(JsonGenerator g, LabReport.Call call) {
        g.writeStartObject();
        g.writeNumberProperty("number", call.number());
        g.writeStringProperty("direction", call.outward() ? "out" : "in");
        g.writeStringProperty("from", call.from());
        g.writeStringProperty("to", call.to());
        g.writeBooleanProperty("answered", call.answered());
        g.writeBooleanProperty("audioThere", call.there());
        g.writeBooleanProperty("audioBack", call.back());
        g.writeNumberProperty("mos", rounded(call.mos()));
        g.writeNumberProperty("lost", call.lost());
        g.writeNumberProperty("jitterMicros", call.jitterMicros());
        g.writeNumberProperty("setupMillis", call.setupMillis());
        g.writeBooleanProperty("released", call.released());
        g.writeStringProperty("wrong", call.wrong());
        g.writeEndObject();
    }

    /// The sums of a run.
    ///
    /// @param answered calls
    /// @param bothWays calls with audio both ways
    /// @param released calls
    /// @param worstMos of the calls with audio; 0 without any
    /// @param lost packets of all calls
    /// @param worstJitterMicros of any end of any call
    /// @param medianSetup milliseconds; -1 without any
    /// @param longestSetup milliseconds; -1 without any
    public record Totals(
            long answered,
            long bothWays,
            long released,
            double worstMos,
            long lost,
            long worstJitterMicros,
            long medianSetup,
            long longestSetup) {
        public static Totals of(List<LabReport.Call> calls) {
            long[] setups = calls.stream()
                    .mapToLong(LabReport.Call::setupMillis)
                    .filter(s -> s >= 0)
                    .sorted()
                    .toArray();
            return new Totals(
                    calls.stream().filter(LabReport.Call::answered).count(),
                    calls.stream().filter(c -> c.there() && c.back()).count(),
                    calls.stream().filter(LabReport.Call::released).count(),
                    calls.stream()
                            .mapToDouble(LabReport.Call::mos)
                            .filter(m -> m > 0)
                            .min()
                            .orElse(0),
                    calls.stream().mapToLong(LabReport.Call::lost).sum(),
                    calls.stream().mapToLong(LabReport.Call::jitterMicros).max().orElse(0),
                    setups.length == 0 ? -1 : setups[setups.length / 2],
                    setups.length == 0 ? -1 : setups[setups.length - 1]);
        }
    }
}
