package org.demarc.app.node;

import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.demarc.app.log.EventLog;

/// From the signals that a node hears to its end: SIGHUP reloads, SIGTERM and SIGINT drain and stop, a second
/// one stops at once.
public final class Lifetime {
    /// How long calls that we end may take over it.
    private static final long LAST_CALLS_MILLIS = 2_000;

    private static final long LOOK_MILLIS = 50;
    private static final int STOPPED_AT_ONCE = 1;

    /// What a signal asks for.
    public enum Wish {
        RELOAD,
        STOP
    }

    private final EventLog log;
    private final BlockingQueue<Wish> wishes = new ArrayBlockingQueue<>(16);

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
    /// closes it.
    public void live(Node node, long drainMillis) {
        try {
            while (wishes.take() == Wish.RELOAD) node.reload().get(60, TimeUnit.SECONDS);
            drain(node, drainMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.report(LogLevel.ERROR, "node.stopping", "why", String.valueOf(e.getMessage()));
        }
    }

    private void drain(Node node, long millis) throws InterruptedException, ExecutionException, TimeoutException {
        node.drain(true);
        long calls = await(node, millis);
        if (calls > 0) {
            log.report(LogLevel.WARN, "node.drain-over", "calls-ended", Long.toString(calls));
            node.hangupAll().get(LAST_CALLS_MILLIS, TimeUnit.MILLISECONDS);
            await(node, LAST_CALLS_MILLIS);
        }
        log.report(
                LogLevel.INFO,
                "node.stopped",
                "drained",
                Boolean.toString(calls == 0).toLowerCase(Locale.ROOT));
    }

    /// Waits until no call is left; answers how many are.
    private long await(Node node, long millis) throws InterruptedException, ExecutionException, TimeoutException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (true) {
            long calls = node.counts().get(5, TimeUnit.SECONDS).calls();
            if (calls == 0 || System.nanoTime() - until >= 0) return calls;
            if (wishes.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS) == Wish.STOP) {
                log.report(LogLevel.WARN, "node.stopped", "drained", "false", "calls-cut", Long.toString(calls));
                log.close();
                Runtime.getRuntime().halt(STOPPED_AT_ONCE);
            }
        }
    }
}
