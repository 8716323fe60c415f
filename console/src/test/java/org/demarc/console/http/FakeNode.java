package org.demarc.console.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.demarc.console.control.NodeControl;
import org.demarc.console.control.NodeStatus;
import org.demarc.console.control.ReloadResult;
import org.demarc.edge.admission.Bans;
import org.demarc.edge.locating.PlaceStatus;
import org.demarc.edge.status.CallSnapshot;
import org.demarc.edge.status.EdgeCounts;
import org.demarc.edge.status.TrunkSnapshot;
import org.demarc.edge.status.TrunkTest;
import org.demarc.media.plane.StreamStatistics;

/// A node with one call and two trunks.
final class FakeNode implements NodeControl {
    volatile boolean draining;
    volatile ReloadResult reload = new ReloadResult.Reloaded(List.of("trunks.acme"), List.of("admin"), List.of());
    volatile boolean silent;
    volatile String ended = "";
    volatile String unbanned = "";

    static final PlaceStatus PLACE = new PlaceStatus(
            "sip:sp.example",
            PlaceStatus.State.STALE,
            1_700_000_000_000L,
            1_700_000_060_000L,
            "SERVFAIL",
            List.of("udp 192.0.2.20:5060"),
            List.of("odd"));

    static final CallSnapshot CALL = new CallSnapshot(
            "d00abc",
            "answered",
            "acme",
            "carrier",
            "+12145550123",
            "+442079460000",
            1_700_000_000_000L,
            1_700_000_005_000L,
            List.of(
                    new CallSnapshot.LegSnapshot(
                            "acme",
                            "a@pbx",
                            "t1",
                            "t2",
                            "udp 192.0.2.5:5060 <> 192.0.2.20:5060",
                            false,
                            true,
                            new StreamStatistics(
                                    10,
                                    1720,
                                    9,
                                    1,
                                    0,
                                    125,
                                    0,
                                    0,
                                    2,
                                    -1,
                                    -1,
                                    5,
                                    1,
                                    new InetSocketAddress("192.0.2.20", 4000))),
                    new CallSnapshot.LegSnapshot(
                            "carrier", "d00x", "t3", "", "udp 10.0.0.5:5060 <> 10.0.0.20:5060", true, false, null)));

    @Override
    public CompletableFuture<NodeStatus> status() {
        if (silent) return new CompletableFuture<>();
        return CompletableFuture.completedFuture(new NodeStatus(
                "sbc-1<b>",
                "0.1.0",
                1_700_000_000_000L,
                61_000,
                draining ? NodeStatus.State.DRAINING : NodeStatus.State.SERVING,
                new EdgeCounts(1, 2, 2, 7, 5, 2, 3, 1, 4711, 12),
                2,
                List.of(new NodeStatus.Lane(0, 1500, 0, 1)),
                new NodeStatus.Traffic(10, 11, 12, 13, 1, 2, 3, 4, 5, 0, 6, 7, 8),
                List.of(new NodeStatus.Listening("outside", "udp", "192.0.2.5:5060")),
                List.of(new NodeStatus.Certificate(
                        "outside", "/etc/edge.pem", "CN=sbc", List.of("sp.example.net"), 1_800_000_000_000L)),
                new NodeStatus.Memory(10_000_000, 100_000_000, 60_000_000),
                0,
                new NodeStatus.Registering(9, 8, 7, 6, 5, 4)));
    }

    @Override
    public CompletableFuture<List<CallSnapshot>> calls() {
        return CompletableFuture.completedFuture(List.of(CALL));
    }

    @Override
    public CompletableFuture<Optional<CallSnapshot>> call(String id) {
        return CompletableFuture.completedFuture(id.equals(CALL.id()) ? Optional.of(CALL) : Optional.empty());
    }

    @Override
    public CompletableFuture<Boolean> hangup(String id) {
        ended = id;
        return CompletableFuture.completedFuture(id.equals(CALL.id()));
    }

    @Override
    public CompletableFuture<List<TrunkSnapshot>> trunks() {
        return CompletableFuture.completedFuture(List.of(
                new TrunkSnapshot(
                        "acme",
                        "pbx",
                        "outside",
                        "registration",
                        "up",
                        1,
                        30,
                        7,
                        5,
                        0,
                        Map.of(486, 1L, 404, 1L),
                        List.of(new TrunkSnapshot.PeerSnapshot(
                                "sip:192.0.2.20", "up", 1_700_000_000_000L, "answers", 0)),
                        List.of(),
                        null,
                        List.of(new TrunkSnapshot.BindingSnapshot(
                                "sip:192.0.2.20;bnc",
                                true,
                                "udp 192.0.2.5:5060 <> 192.0.2.20:5060",
                                "<urn:x>",
                                1,
                                List.of("<sip:198.51.100.1;lr>"),
                                1_700_000_000_000L,
                                1_700_000_001_000L,
                                1_700_003_600_000L,
                                "down",
                                1_700_000_002_000L,
                                "no answer",
                                0))),
                new TrunkSnapshot(
                        "car\"rier",
                        "core",
                        "inside",
                        "static",
                        "down",
                        0,
                        0,
                        0,
                        0,
                        0,
                        Map.of(),
                        List.of(
                                new TrunkSnapshot.PeerSnapshot("sip:a.example", "down", 5, "no answer", 6),
                                new TrunkSnapshot.PeerSnapshot(
                                        "sip:a.example", "up", 5, "answers", 6, 1, 20, "fresh", 7)),
                        List.of(PLACE),
                        null,
                        List.of())));
    }

    @Override
    public CompletableFuture<Optional<TrunkSnapshot>> trunk(String name) {
        return trunks().thenApply(
                        all -> all.stream().filter(t -> t.name().equals(name)).findFirst());
    }

    static final TrunkTest TEST = new TrunkTest(
            "acme",
            false,
            List.of(PLACE),
            List.of(
                    new TrunkTest.Target("sip:192.0.2.20:5060;transport=udp", true, "answer", 200, "answered", 3),
                    new TrunkTest.Target("sip:192.0.2.21:5061;transport=tls", false, "tls", 0, "TLS: no", 40)));

    @Override
    public CompletableFuture<Optional<TrunkTest>> test(String name) {
        return CompletableFuture.completedFuture(name.equals("acme") ? Optional.of(TEST) : Optional.empty());
    }

    @Override
    public CompletableFuture<Optional<Integer>> drop(String name) {
        return CompletableFuture.completedFuture(name.equals("acme") ? Optional.of(2) : Optional.empty());
    }

    @Override
    public List<Bans.Ban> bans() {
        return List.of(new Bans.Ban("198.51.100.7", 1_700_000_000_000L, 61_000, "20 times failed authentication"));
    }

    @Override
    public boolean unban(String source) {
        unbanned = source;
        return source.equals("198.51.100.7");
    }

    @Override
    public CompletableFuture<ReloadResult> reload() {
        return CompletableFuture.completedFuture(reload);
    }

    @Override
    public void drain(boolean on) {
        draining = on;
    }

    @Override
    public boolean ready() {
        return !draining;
    }
}
