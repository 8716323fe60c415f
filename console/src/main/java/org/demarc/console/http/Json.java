package org.demarc.console.http;

import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.demarc.console.control.NodeStatus;
import org.demarc.console.control.ReloadResult;
import org.demarc.edge.admission.Bans;
import org.demarc.edge.locating.PlaceStatus;
import org.demarc.edge.status.CallSnapshot;
import org.demarc.edge.status.EdgeCounts;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkTest;
import org.demarc.media.plane.StreamStatistics;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The API's JSON, field by field: what openapi.json promises is written here and nowhere else. Times are RFC 3339 in
/// UTC, durations are numbers with their unit in the name, null stands for never or unknown.
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    private static String object(Consumer<JsonGenerator> body) {
        StringWriter out = new StringWriter(1024);
        try (JsonGenerator g = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            g.writeStartObject();
            body.accept(g);
            g.writeEndObject();
        }
        return out.toString();
    }

    static String problem(int status, String title, String detail, List<String> errors) {
        return object(g -> {
            g.writeStringProperty("type", "about:blank");
            g.writeStringProperty("title", title);
            g.writeNumberProperty("status", status);
            g.writeStringProperty("detail", detail);
            if (!errors.isEmpty()) strings(g, "errors", errors);
        });
    }

    static String status(NodeStatus s) {
        return object(g -> {
            g.writeStringProperty("node", s.node());
            g.writeStringProperty("version", s.version());
            g.writeStringProperty("state", s.state().word());
            time(g, "startedAt", s.startedAt());
            g.writeNumberProperty("uptimeMillis", s.uptimeMillis());
            EdgeCounts c = s.counts();
            g.writeObjectPropertyStart("counts");
            g.writeNumberProperty("calls", c.calls());
            g.writeNumberProperty("transactions", c.transactions());
            g.writeNumberProperty("dialogs", c.dialogs());
            g.writeNumberProperty("attempts", c.attempts());
            g.writeNumberProperty("answered", c.answered());
            g.writeNumberProperty("failed", c.failed());
            g.writeNumberProperty("ignored", c.ignored());
            g.writeEndObject();
            g.writeNumberProperty("mediaPorts", s.mediaPorts());
            g.writeArrayPropertyStart("lanes");
            for (NodeStatus.Lane lane : s.lanes()) {
                g.writeStartObject();
                g.writeNumberProperty("lane", lane.number());
                g.writeNumberProperty("lagMicros", lane.lagMicros());
                g.writeNumberProperty("queued", lane.queued());
                g.writeNumberProperty("calls", lane.calls());
                g.writeEndObject();
            }
            g.writeEndArray();
            traffic(g, s.traffic());
            g.writeArrayPropertyStart("listening");
            for (NodeStatus.Listening l : s.listening()) {
                g.writeStartObject();
                g.writeStringProperty("network", l.network());
                g.writeStringProperty("transport", l.transport());
                g.writeStringProperty("address", l.address());
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeArrayPropertyStart("certificates");
            for (NodeStatus.Certificate one : s.certificates()) {
                g.writeStartObject();
                g.writeStringProperty("network", one.network());
                g.writeStringProperty("file", one.file());
                g.writeStringProperty("subject", one.subject());
                g.writeArrayPropertyStart("domains");
                for (String domain : one.domains()) g.writeString(domain);
                g.writeEndArray();
                g.writeStringProperty(
                        "notAfter", Instant.ofEpochMilli(one.notAfter()).toString());
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeObjectPropertyStart("memory");
            g.writeNumberProperty("heapUsedBytes", s.memory().heapUsed());
            g.writeNumberProperty("heapMaxBytes", s.memory().heapMax());
            g.writeNumberProperty("residentBytes", s.memory().resident());
            g.writeEndObject();
            g.writeNumberProperty("logLinesDropped", s.logDropped());
        });
    }

    private static void traffic(JsonGenerator g, NodeStatus.Traffic t) {
        g.writeObjectPropertyStart("traffic");
        g.writeNumberProperty("datagramsReceived", t.datagramsIn());
        g.writeNumberProperty("datagramsSent", t.datagramsOut());
        g.writeNumberProperty("streamMessagesReceived", t.streamIn());
        g.writeNumberProperty("streamMessagesSent", t.streamOut());
        g.writeNumberProperty("malformed", t.malformed());
        g.writeNumberProperty("junk", t.junk());
        g.writeNumberProperty("refusedBusy", t.refusedBusy());
        g.writeNumberProperty("droppedBusy", t.droppedBusy());
        g.writeNumberProperty("sendFailures", t.sendFailures());
        g.writeNumberProperty("faults", t.faults());
        g.writeNumberProperty("connections", t.connections());
        g.writeNumberProperty("tlsHandshakes", t.handshakes());
        g.writeNumberProperty("tlsHandshakesFailed", t.handshakesFailed());
        g.writeEndObject();
    }

    /// @param total how many calls there are, those not listed included
    static String calls(List<CallSnapshot> calls, int total, boolean fullNumbers) {
        return object(g -> {
            g.writeNumberProperty("total", total);
            g.writeArrayPropertyStart("calls");
            for (CallSnapshot call : calls) {
                g.writeStartObject();
                call(g, call, fullNumbers);
                g.writeEndObject();
            }
            g.writeEndArray();
        });
    }

    static String call(CallSnapshot call, boolean fullNumbers) {
        return object(g -> {
            call(g, call, fullNumbers);
            g.writeArrayPropertyStart("legs");
            for (CallSnapshot.LegSnapshot leg : call.legs()) {
                g.writeStartObject();
                g.writeStringProperty("trunk", leg.trunk());
                g.writeStringProperty("callId", leg.callId());
                g.writeStringProperty("localTag", leg.localTag());
                g.writeStringProperty("remoteTag", leg.remoteTag());
                g.writeStringProperty("flow", leg.flow());
                g.writeBooleanProperty("hold", leg.hold());
                g.writeBooleanProperty("unheard", leg.unheard());
                media(g, leg.media());
                g.writeEndObject();
            }
            g.writeEndArray();
        });
    }

    private static void call(JsonGenerator g, CallSnapshot call, boolean fullNumbers) {
        UnaryOperator<String> shown = fullNumbers ? UnaryOperator.identity() : Numbers::masked;
        g.writeStringProperty("id", call.id());
        g.writeStringProperty("state", call.state());
        g.writeStringProperty("from", call.from());
        g.writeStringProperty("to", call.to());
        g.writeStringProperty("caller", shown.apply(call.caller()));
        g.writeStringProperty("called", shown.apply(call.called()));
        time(g, "startedAt", call.startedAt());
        time(g, "answeredAt", call.answeredAt());
    }

    private static void media(JsonGenerator g, @Nullable StreamStatistics m) {
        if (m == null) {
            g.writeNullProperty("media");
            return;
        }
        g.writeObjectPropertyStart("media");
        g.writeNumberProperty("received", m.received());
        g.writeNumberProperty("octets", m.octets());
        g.writeNumberProperty("sent", m.sent());
        g.writeNumberProperty("lost", m.lost());
        g.writeNumberProperty("late", m.late());
        g.writeNumberProperty("jitterMicros", m.jitterMicros());
        g.writeNumberProperty("foreign", m.foreign());
        g.writeNumberProperty("malformed", m.malformed());
        g.writeNumberProperty("rtcp", m.rtcp());
        number(g, "roundTripMicros", m.roundTripMicros());
        number(g, "reportedLost", m.reportedLost());
        g.writeEndObject();
    }

    static String trunks(List<TrunkSnapshot> trunks) {
        return object(g -> {
            g.writeArrayPropertyStart("trunks");
            for (TrunkSnapshot trunk : trunks) {
                g.writeStartObject();
                trunk(g, trunk);
                g.writeEndObject();
            }
            g.writeEndArray();
        });
    }

    static String trunk(TrunkSnapshot trunk) {
        return object(g -> trunk(g, trunk));
    }

    private static void trunk(JsonGenerator g, TrunkSnapshot t) {
        g.writeStringProperty("name", t.name());
        g.writeStringProperty("faces", t.faces());
        g.writeStringProperty("network", t.network());
        g.writeStringProperty("mode", t.mode());
        g.writeStringProperty("state", t.state());
        g.writeNumberProperty("calls", t.calls());
        g.writeNumberProperty("callLimit", t.callLimit());
        g.writeNumberProperty("attempts", t.attempts());
        g.writeNumberProperty("answered", t.answered());
        g.writeNumberProperty("refused", t.refused());
        g.writeObjectPropertyStart("failures");
        for (Map.Entry<Integer, Long> f : new TreeMap<>(t.failures()).entrySet()) {
            g.writeNumberProperty(f.getKey().toString(), (long) f.getValue());
        }
        g.writeEndObject();
        g.writeArrayPropertyStart("peers");
        for (TrunkSnapshot.PeerSnapshot p : t.peers()) {
            g.writeStartObject();
            g.writeStringProperty("uri", p.uri());
            g.writeStringProperty("state", p.state());
            time(g, "since", p.since());
            g.writeStringProperty("cause", p.cause());
            time(g, "lastProbe", p.lastProbe());
            g.writeNumberProperty("priority", p.priority());
            g.writeNumberProperty("weight", p.weight());
            g.writeStringProperty("answer", p.answer());
            time(g, "validUntil", p.validUntil());
            g.writeEndObject();
        }
        g.writeEndArray();
        RegistrationJson.write(g, t.registration());
        places(g, t.places());
        g.writeArrayPropertyStart("bindings");
        for (TrunkSnapshot.BindingSnapshot b : t.bindings()) {
            g.writeStartObject();
            binding(g, b);
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    /// What is registered with us, trunk by trunk.
    static String registrations(List<TrunkSnapshot> trunks) {
        return object(g -> {
            g.writeArrayPropertyStart("registrations");
            for (TrunkSnapshot t : trunks) {
                for (TrunkSnapshot.BindingSnapshot b : t.bindings()) {
                    g.writeStartObject();
                    g.writeStringProperty("trunk", t.name());
                    binding(g, b);
                    g.writeEndObject();
                }
            }
            g.writeEndArray();
        });
    }

    private static void binding(JsonGenerator g, TrunkSnapshot.BindingSnapshot b) {
        g.writeStringProperty("contact", b.contact());
        g.writeBooleanProperty("bulk", b.bulk());
        g.writeStringProperty("flow", b.flow());
        g.writeStringProperty("instance", b.instance());
        g.writeNumberProperty("regId", b.regId());
        strings(g, "path", b.path());
        time(g, "since", b.since());
        time(g, "updated", b.updated());
        time(g, "expires", b.expires());
        g.writeStringProperty("state", b.state());
        time(g, "stateSince", b.stateSince());
        g.writeStringProperty("cause", b.cause());
        time(g, "lastProbe", b.lastProbe());
    }

    private static void places(JsonGenerator g, List<PlaceStatus> places) {
        g.writeArrayPropertyStart("places");
        for (PlaceStatus p : places) {
            g.writeStartObject();
            g.writeStringProperty("place", p.place());
            g.writeStringProperty("state", p.state().name().toLowerCase(Locale.ROOT));
            time(g, "since", p.since());
            time(g, "validUntil", p.validUntil());
            g.writeStringProperty("why", p.why());
            strings(g, "servers", p.servers());
            strings(g, "remarks", p.remarks());
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    static String test(TrunkTest t) {
        return object(g -> {
            g.writeStringProperty("trunk", t.trunk());
            g.writeBooleanProperty("good", t.good());
            places(g, t.places());
            g.writeArrayPropertyStart("targets");
            for (TrunkTest.Target target : t.targets()) {
                g.writeStartObject();
                g.writeStringProperty("uri", target.uri());
                g.writeBooleanProperty("good", target.good());
                g.writeStringProperty("step", target.step());
                if (target.status() == 0) g.writeNullProperty("status");
                else g.writeNumberProperty("status", target.status());
                g.writeStringProperty("why", target.why());
                g.writeNumberProperty("millis", target.millis());
                g.writeEndObject();
            }
            g.writeEndArray();
        });
    }

    static String bans(List<Bans.Ban> bans) {
        return object(g -> {
            g.writeArrayPropertyStart("bans");
            for (Bans.Ban ban : bans) {
                g.writeStartObject();
                g.writeStringProperty("source", ban.source());
                time(g, "since", ban.since());
                g.writeNumberProperty("secondsLeft", (ban.leftMillis() + 999) / 1_000);
                g.writeStringProperty("cause", ban.cause());
                g.writeEndObject();
            }
            g.writeEndArray();
        });
    }

    static String reloaded(ReloadResult.Reloaded r) {
        return object(g -> {
            strings(g, "changed", r.changed());
            strings(g, "restart", r.restart());
            strings(g, "warnings", r.warnings());
        });
    }

    static String dropped(String trunk, int contacts) {
        return object(g -> {
            g.writeStringProperty("trunk", trunk);
            g.writeNumberProperty("dropped", contacts);
        });
    }

    static String draining(boolean draining) {
        return object(g -> g.writeBooleanProperty("draining", draining));
    }

    private static void strings(JsonGenerator g, String name, List<String> all) {
        g.writeArrayPropertyStart(name);
        all.forEach(g::writeString);
        g.writeEndArray();
    }

    private static void time(JsonGenerator g, String name, long millis) {
        if (millis == 0) g.writeNullProperty(name);
        else g.writeStringProperty(name, Instant.ofEpochMilli(millis).toString());
    }

    private static void number(JsonGenerator g, String name, long value) {
        if (value < 0) g.writeNullProperty(name);
        else g.writeNumberProperty(name, value);
    }
}
