package org.demarc.app.node;

import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.app.log.EventLog;
import org.demarc.edge.status.EdgeCounts;

/// From the signals that a node hears to its end: SIGHUP reloads, SIGTERM and SIGINT drain and stop, a second
/// one stops at once.
public final class Lifetime {
    /// How long calls that we end may take over it.
    private static final long LAST_CALLS_MILLIS = 2_000;

    /// And what is left of registrations.
    private static final long LAST_REGISTERS_MILLIS = 2_000;

    private static final long LOOK_MILLIS = 50;
    private static final long UNKNOWN = -1;
    private static final int STOPPED_AT_ONCE = 1;

    /// What a signal asks for.
    public enum Wish {
        RELOAD,
        STOP
    }

    /// What it asks of a running node.
    public interface Served {
        /// Reads the configuration again and puts in force what can be; never blocks the caller.
        CompletableFuture<?> reload();

        /// Takes no new calls from now on, or takes them again.
        void drain(boolean on);

        /// How many calls and transactions there are.
        CompletableFuture<EdgeCounts> counts();

        /// Whether nothing is left of our registrations at providers, or on its way there.
        CompletableFuture<Boolean> unregistered();

        /// Ends all calls on both sides. May be asked again while that goes on.
        CompletableFuture<Void> hangupAll();
    }

    private final EventLog log;
    private final BlockingQueue<Wish> wishes = new ArrayBlockingQueue<>(16);
    private final AtomicInteger reloadsAsked = new AtomicInteger();

    public Lifetime(EventLog log) {
        this.log = log;
    }

    /// From now on signals are wishes.
    public void hearSignals() {
        Signals.on("HUP", () -> wish(Wish.RELOAD));
        Signals.on("TERM", () -> wish(Wish.STOP));
        Signals.on("INT", () -> wish(Wish.STOP));
    }

    /// Sends this process the signal to stop; for a rehearsal, once a node has begun to hear it.
    public static void signalStop() {
        Signals.raise("TERM");
    }

    /// Asks as a signal does. What the queue cannot hold was asked often enough.
    public void wish(Wish wish) {
        boolean heard = wishes.offer(wish);
        if (!heard && wish == Wish.STOP) Runtime.getRuntime().halt(STOPPED_AT_ONCE);
    }

    /// Returns when the node has been asked to stop and has drained, or the time for that is over. The caller
    /// closes it. A reload runs aside: however long it takes and however it ends, the node serves and hears.
    public void live(Served node, long drainMillis) {
        try {
            while (wishes.take() == Wish.RELOAD) {
                if (reloadsAsked.getAndIncrement() == 0) reload(node);
            }
            drain(node, drainMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One at a time. Whatever was asked for meanwhile is one more afterwards: the file may have changed since
    /// it was read.
    private void reload(Served node) {
        int asked = reloadsAsked.get();
        var _ = node.reload().whenComplete((_, thrown) -> {
            if (thrown != null) log.report(LogLevel.ERROR, "node.reload-failed", "why", thrown.toString());
            if (reloadsAsked.addAndGet(-asked) > 0) reload(node);
        });
    }

    private void drain(Served node, long millis) throws InterruptedException {
        node.drain(true);
        long calls = await(() -> calls(node), millis);
        if (calls != 0) {
            log.report(LogLevel.WARN, "node.drain-over", "calls-ended", text(calls));
            await(hangup(node), LAST_CALLS_MILLIS);
        }
        // The removals were sent when the drain began: a provider that answers has done so long ago.
        await(() -> node.unregistered().thenApply(all -> all ? 0L : 1L), LAST_REGISTERS_MILLIS);
        log.report(
                LogLevel.INFO,
                "node.stopped",
                "drained",
                Boolean.toString(calls == 0).toLowerCase(Locale.ROOT));
    }

    /// Ends all calls and then asks how many there are. A lane that took no command is told again.
    private static Supplier<CompletableFuture<Long>> hangup(Served node) {
        AtomicReference<CompletableFuture<Void>> told = new AtomicReference<>(node.hangupAll());
        return () -> {
            if (told.get().isCompletedExceptionally()) told.set(node.hangupAll());
            return told.get().thenCompose(_ -> calls(node));
        };
    }

    private static CompletableFuture<Long> calls(Served node) {
        return node.counts().thenApply(counts -> (long) counts.calls());
    }

    private static String text(long calls) {
        return calls == UNKNOWN ? "unknown" : Long.toString(calls);
    }

    /// Waits until no call is left; answers how many are, as far as is known. A busy node answers late or not
    /// at all: that says nothing about its calls.
    private long await(Supplier<CompletableFuture<Long>> question, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        long calls = UNKNOWN;
        CompletableFuture<Long> asked = question.get();
        while (true) {
            try {
                calls = asked.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException _) {
                // No answer, or none yet: what was known before stands.
            }
            if (calls == 0 || System.nanoTime() - until >= 0) return calls;
            if (wishes.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS) == Wish.STOP) {
                log.report(LogLevel.WARN, "node.stopped", "drained", "false", "calls-cut", text(calls));
                log.close();
                Runtime.getRuntime().halt(STOPPED_AT_ONCE);
            }
            if (asked.isDone()) asked = question.get();
        }
    }
}
