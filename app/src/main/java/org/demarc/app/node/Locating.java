package org.demarc.app.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.demarc.app.config.NodeConfig.DnsSettings;
import org.demarc.edge.Edge;
import org.demarc.edge.config.EdgeConfig;
import org.demarc.edge.locating.LocatingEvent;
import org.demarc.net.Lane;
import org.demarc.net.dns.DnsConfig;
import org.demarc.net.dns.DnsResolver;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// The search for peers that have names, on one lane. Nothing that asks DNS is loaded before there is such a
/// peer.
final class Locating implements AutoCloseable {
    /// So long a start or a reload waits for DNS at most; then the node serves with what there is.
    private static final long PATIENCE_MILLIS = 3_000;

    private static final long AGAIN_NANOS = 20_000_000;
    private static final int OFFERS = 50;

    private final Lane lane;
    private final Edge edge;
    private final LocatingEvent.Sink events;
    private @Nullable DnsSettings settings;
    private volatile @Nullable DnsResolver resolver;

    Locating(Lane lane, Edge edge, LocatingEvent.Sink events) {
        this.lane = lane;
        this.edge = edge;
        this.events = events;
    }

    static boolean needed(EdgeConfig config) {
        for (Trunk trunk : config.trunks()) {
            if (trunk.whereabouts() != null) return true;
        }
        return false;
    }

    /// Takes what is in force now; returns when each name was found, or was not, but soon.
    void reconfigured(EdgeConfig config, DnsSettings dns) {
        if (!needed(config)) {
            if (resolver != null) offer(edge::reconfigured);
            return;
        }
        if (resolver == null || !dns.equals(settings)) {
            settings = dns;
            resolver = new DnsResolver(config(dns)); // one that was there before ends with its last answer
        }
        CompletableFuture<Void> settled = new CompletableFuture<>();
        offer(() -> edge.locate(
                (question, asker) -> {
                    DnsResolver now = resolver;
                    if (now != null) now.forLane(lane).ask(question, asker);
                },
                events,
                () -> settled.complete(null)));
        try {
            settled.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // DNS is slow or down: it is asked on, and the log says what comes of it.
        }
    }

    private static DnsConfig config(DnsSettings dns) {
        DnsConfig d = DnsConfig.SYSTEM;
        return new DnsConfig(
                dns.servers(),
                Duration.ofMillis(dns.timeoutMillis()),
                dns.tries(),
                d.longest(),
                d.outstanding(),
                d.waiting());
    }

    /// A lane that has no room now may have some soon.
    private void offer(Runnable task) {
        for (int i = 0; i < OFFERS && !lane.execute(task); i++) LockSupport.parkNanos(AGAIN_NANOS);
    }

    @Override
    public void close() {
        DnsResolver now = resolver;
        if (now != null) now.close();
    }
}
