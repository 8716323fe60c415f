package org.demarc.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.demarc.app.config.NodeConfig.LogConfig;
import org.demarc.app.log.EventLog;
import org.demarc.app.node.Lifetime.Wish;
import org.demarc.edge.status.EdgeCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of a node whose answers come late, or not, or are exceptions.
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LifetimeTest {
    private static final EdgeCounts ONE_CALL = new EdgeCounts(1, 0, 0, 1, 0, 0, 0, 0, 0, 0);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventLog log = new EventLog(out, LogConfig.DEFAULT, InstantSource.system());
    private final Lifetime lifetime = new Lifetime(log);
    private final Stub node = new Stub();

    /// Answers as the test says; the last answer stays.
    private static final class Stub implements Lifetime.Served {
        final Queue<CompletableFuture<?>> reloads = new ArrayDeque<>();
        final Queue<CompletableFuture<EdgeCounts>> counts = new ArrayDeque<>();
        final List<String> asked = new ArrayList<>();
        Runnable atDrain = () -> {};

        @Override
        public synchronized CompletableFuture<?> reload() {
            asked.add("reload");
            CompletableFuture<?> next = reloads.poll();
            return next == null ? new CompletableFuture<>() : next;
        }

        @Override
        public synchronized void drain(boolean on) {
            asked.add("drain");
            atDrain.run();
        }

        @Override
        public synchronized CompletableFuture<EdgeCounts> counts() {
            asked.add("counts");
            CompletableFuture<EdgeCounts> next = counts.poll();
            return next == null ? CompletableFuture.completedFuture(EdgeCounts.NONE) : next;
        }

        @Override
        public synchronized CompletableFuture<Boolean> unregistered() {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public synchronized CompletableFuture<Void> hangupAll() {
            asked.add("hangupAll");
            return CompletableFuture.completedFuture(null);
        }
    }

    private String log() {
        log.close();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static <T> CompletableFuture<T> failed() {
        return CompletableFuture.failedFuture(new IllegalStateException("no more commands"));
    }

    @Test
    void reloadThatThrowsIsReportedAndTheNodeGoesOn() {
        node.reloads.add(failed());
        lifetime.wish(Wish.RELOAD);
        lifetime.wish(Wish.RELOAD);
        lifetime.wish(Wish.STOP);
        lifetime.live(node, 1_000);
        assertThat(node.asked).startsWith("reload", "reload", "drain");
        assertThat(log()).contains("node.reload-failed", "no more commands", "node.stopped drained=true");
    }

    @Test
    void stopIsHeardWhileAReloadHangs() {
        node.reloads.add(new CompletableFuture<>());
        lifetime.wish(Wish.RELOAD);
        lifetime.wish(Wish.STOP);
        lifetime.live(node, 1_000);
        assertThat(node.asked).containsExactly("reload", "drain", "counts");
        assertThat(log()).contains("node.stopped drained=true");
    }

    @Test
    void reloadsAskedForDuringOneAreOneMore() {
        CompletableFuture<Boolean> slow = new CompletableFuture<>();
        node.reloads.add(slow);
        node.reloads.add(CompletableFuture.completedFuture(true));
        node.atDrain = () -> slow.complete(true);
        lifetime.wish(Wish.RELOAD);
        lifetime.wish(Wish.RELOAD);
        lifetime.wish(Wish.RELOAD);
        lifetime.wish(Wish.STOP);
        lifetime.live(node, 1_000);
        assertThat(node.asked).containsExactly("reload", "drain", "reload", "counts");
    }

    @Test
    void countThatFailsOrComesLateIsNoReasonToStopWithCallsUp() {
        node.counts.add(failed());
        node.counts.add(new CompletableFuture<EdgeCounts>().completeOnTimeout(ONE_CALL, 200, TimeUnit.MILLISECONDS));
        lifetime.wish(Wish.STOP);
        lifetime.live(node, 10_000);
        assertThat(node.asked).containsExactly("drain", "counts", "counts", "counts");
        assertThat(log()).contains("node.stopped drained=true");
    }

    @Test
    void callsNobodyKnowsAnythingOfAreEndedAtTheDrainsEnd() {
        node.counts.add(new CompletableFuture<>());
        lifetime.wish(Wish.STOP);
        lifetime.live(node, 1);
        assertThat(node.asked).containsExactly("drain", "counts", "hangupAll", "counts");
        assertThat(log()).contains("node.drain-over calls-ended=unknown", "node.stopped drained=false");
    }
}
