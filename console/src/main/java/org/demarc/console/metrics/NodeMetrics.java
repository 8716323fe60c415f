package org.demarc.console.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.demarc.console.control.NodeStatus;
import org.demarc.edge.registration.RegistrationSnapshot;
import org.demarc.edge.status.TrunkSnapshot;
import org.jspecify.annotations.Nullable;

/// A node's metrics.
public final class NodeMetrics {
    /// The media type of the text.
    public static final String CONTENT_TYPE = MetricsText.CONTENT_TYPE;

    private NodeMetrics() {}

    /// All metrics as text.
    public static String text(NodeStatus status, List<TrunkSnapshot> trunks) {
        MetricsText out = new MetricsText();
        node(out, status);
        trunks(out, trunks);
        return out.toString();
    }

    private static void node(MetricsText out, NodeStatus s) {
        out.gauge("info", "Always 1; the labels name node and version.")
                .sample(1, "node", s.node(), "version", s.version());
        out.gauge("start_time_seconds", "When the node began to serve, seconds since 1970.")
                .sample(s.startedAt() / 1_000);
        out.gauge("draining", "1 while no new calls are taken.").sample(s.state() == NodeStatus.State.DRAINING ? 1 : 0);
        out.gauge("calls", "Calls now.").sample(s.counts().calls());
        out.gauge("dialogs", "SIP dialogs now: two for each answered call.")
                .sample(s.counts().dialogs());
        out.gauge("transactions", "SIP transactions now.").sample(s.counts().transactions());
        out.gauge("media_ports", "Media ports (RTP and RTCP pairs) in use.").sample(s.mediaPorts());
        out.counter("call_attempts_total", "INVITEs of trunks that began a call; answered, failed, or still waiting.")
                .sample(s.counts().attempts());
        out.counter("calls_answered_total", "Call attempts that were answered.")
                .sample(s.counts().answered());
        out.counter(
                        "calls_failed_total",
                        "Call attempts that ended without an answer: refused by us or by the called side, or given up.")
                .sample(s.counts().failed());
        out.counter("one_way_streams_total", "Directions of answered calls without RTP while the other had it.")
                .sample(s.counts().oneWay());
        out.counter("rtp_packets_total", "RTP packets received in answered calls that are over.")
                .sample(s.counts().rtpReceived());
        out.counter("rtp_packets_lost_total", "RTP packets missing by sequence number in answered calls that are over.")
                .sample(s.counts().rtpLost());
        out.counter("messages_ignored_total", "Messages of unknown sources, dropped without an answer.")
                .sample(s.counts().ignored());
        out.counter("log_lines_dropped_total", "Log lines dropped because they came too fast.")
                .sample(s.logDropped());
        out.gauge("lane_lag_seconds", "How long a message waited for its signalling thread lately.");
        s.lanes().forEach(l -> out.seconds(l.lagMicros() / 1e6, "lane", Integer.toString(l.number())));
        out.gauge("lane_queue", "Messages that wait for their signalling thread.");
        s.lanes().forEach(l -> out.sample(l.queued(), "lane", Integer.toString(l.number())));
        traffic(out, s.traffic());
        certificates(out, s.certificates());
        registering(out, s.registering());
        out.gauge("heap_used_bytes", "Used Java heap.").sample(s.memory().heapUsed());
        out.gauge("resident_memory_bytes", "Resident set of the process.")
                .sample(s.memory().resident());
    }

    private static void traffic(MetricsText out, NodeStatus.Traffic t) {
        out.counter("datagrams_received_total", "SIP datagrams received.").sample(t.datagramsIn());
        out.counter("datagrams_sent_total", "SIP datagrams sent.").sample(t.datagramsOut());
        out.counter("stream_messages_received_total", "SIP messages received on connections.")
                .sample(t.streamIn());
        out.counter("stream_messages_sent_total", "SIP messages sent on connections.")
                .sample(t.streamOut());
        out.counter("messages_malformed_total", "Messages that are not SIP as RFC 3261 has it.")
                .sample(t.malformed());
        out.counter("datagrams_junk_total", "Datagrams that are no SIP at all.").sample(t.junk());
        out.counter("overload_refused_total", "Requests answered 503 because a lane had fallen behind.")
                .sample(t.refusedBusy());
        out.counter("overload_dropped_total", "Messages dropped because a lane had fallen behind.")
                .sample(t.droppedBusy());
        out.counter("send_failures_total", "Messages that could not be sent.").sample(t.sendFailures());
        out.counter("faults_total", "Inputs that our own code failed on: always zero, or a bug.")
                .sample(t.faults());
        out.gauge("connections", "Open SIP connections.").sample(t.connections());
        out.counter("tls_handshakes_total", "TLS handshakes, both ways, by outcome.")
                .sample(t.handshakes(), "outcome", "good")
                .sample(t.handshakesFailed(), "outcome", "failed");
    }

    private static void registering(MetricsText out, NodeStatus.@Nullable Registering r) {
        if (r == null) return;
        out.counter("register_requests_total", "REGISTERs of PBXs by what became of them.")
                .sample(r.registered(), "result", "registered")
                .sample(r.challenged(), "result", "challenged")
                .sample(r.wrong(), "result", "wrong-credentials")
                .sample(r.refused(), "result", "refused");
        out.counter("digest_challenges_total", "Other requests of PBXs that were asked for credentials.")
                .sample(r.challengedOthers(), "because", "none")
                .sample(r.wrongOthers(), "because", "wrong");
    }

    private static void certificates(MetricsText out, List<NodeStatus.Certificate> all) {
        if (all.isEmpty()) return;
        out.gauge("certificate_expiry_timestamp_seconds", "Until when the certificate is good, seconds since 1970.");
        // Two of one file may have one subject: a series has one value, the one that ends first.
        Map<List<String>, Long> ends = new LinkedHashMap<>();
        all.forEach(c -> ends.merge(List.of(c.network(), c.file(), c.subject()), c.notAfter() / 1_000, Math::min));
        ends.forEach((which, end) ->
                out.sample(end, "network", which.get(0), "file", which.get(1), "subject", which.get(2)));
    }

    private static void trunks(MetricsText out, List<TrunkSnapshot> trunks) {
        out.gauge("trunk_up", "1 while a peer of the trunk is in service.");
        trunks.forEach(t -> out.sample(t.state().equals("up") ? 1 : 0, "trunk", t.name()));
        registrations(out, trunks);
        out.gauge("trunk_calls", "Calls on the trunk now.");
        trunks.forEach(t -> out.sample(t.calls(), "trunk", t.name()));
        out.gauge("trunk_call_limit", "The most calls at a time; 0: no limit.");
        trunks.forEach(t -> out.sample(t.callLimit(), "trunk", t.name()));
        out.counter(
                "trunk_call_attempts_total",
                "Call attempts from the trunk, and those that were to go to it; refused ones count.");
        trunks.forEach(t -> out.sample(t.attempts(), "trunk", t.name()));
        out.counter("trunk_calls_answered_total", "Call attempts of the trunk that were answered.");
        trunks.forEach(t -> out.sample(t.answered(), "trunk", t.name()));
        out.counter(
                "trunk_calls_refused_total",
                "Call attempts of the trunk that limits of ours refused; they count as failures, too.");
        trunks.forEach(t -> out.sample(t.refused(), "trunk", t.name()));
        out.counter(
                "trunk_call_failures_total", "Call attempts of the trunk that ended without an answer, by SIP status.");
        for (TrunkSnapshot t : trunks) {
            for (Map.Entry<Integer, Long> f : new TreeMap<>(t.failures()).entrySet()) {
                out.sample(f.getValue(), "trunk", t.name(), "status", f.getKey().toString());
            }
        }
        out.gauge("registrations", "Contacts that are registered with us.");
        for (TrunkSnapshot t : trunks) {
            if (t.mode().equals("registration") && t.faces().equals("pbx"))
                out.sample(t.bindings().size(), "trunk", t.name());
        }
        out.gauge(
                "peer_up",
                "1 while the peer is in service: from its first answer, to a probe or a call; always without probing.");
        for (TrunkSnapshot t : trunks) {
            // A host name with several addresses is several peers of one URI: up while one of them is.
            Map<String, Integer> up = new LinkedHashMap<>();
            t.peers().forEach(p -> up.merge(p.uri(), inService(p) ? 1 : 0, Math::max));
            up.forEach((peer, value) -> out.sample(value, "trunk", t.name(), "peer", peer));
        }
    }

    private static void registrations(MetricsText out, List<TrunkSnapshot> trunks) {
        if (trunks.stream().allMatch(t -> t.registration() == null)) return;
        out.gauge("trunk_registered", "1 while the trunk is registered with its provider.");
        for (TrunkSnapshot t : trunks) {
            RegistrationSnapshot r = t.registration();
            if (r != null) out.sample(r.state() == RegistrationSnapshot.State.REGISTERED ? 1 : 0, "trunk", t.name());
        }
        out.gauge("trunk_registration_failures", "Attempts to register that failed in a row, of the worst flow.");
        for (TrunkSnapshot t : trunks) {
            RegistrationSnapshot r = t.registration();
            if (r == null) continue;
            int most = 0;
            for (RegistrationSnapshot.FlowState flow : r.flows()) most = Math.max(most, flow.failures());
            out.sample(most, "trunk", t.name());
        }
    }

    private static boolean inService(TrunkSnapshot.PeerSnapshot peer) {
        return peer.state().equals("up") || peer.state().equals("unwatched");
    }
}
