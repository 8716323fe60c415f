package org.demarc.app.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.demarc.app.config.NodeConfig.LogConfig;
import org.demarc.app.config.NodeConfig.LogLevel;
import org.jspecify.annotations.Nullable;

/// Writes lines in the order they were reported, on its own thread. Reporting never waits and takes no lock:
/// what the queue cannot hold is dropped and counted.
public final class EventLog implements AutoCloseable {
    private static final int LONGEST_QUEUE = 16_384;
    private static final int BATCH_CHARS = 32_768;
    private static final long CLOSE_MILLIS = 2_000;

    private record Entry(long millis, Supplier<Line> line) {}

    private final OutputStream out;
    private final InstantSource clock;
    private final ConcurrentLinkedQueue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Repeats repeats = new Repeats();
    private final Thread writer;
    private volatile LogConfig config;
    private volatile boolean idle;
    private volatile boolean closing;
    private long droppedReported;

    /// Starts the thread.
    public EventLog(OutputStream out, LogConfig config, InstantSource clock) {
        this.out = out;
        this.config = config;
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("log").daemon().start(this::write);
    }

    /// Puts another format or level in force.
    public void configure(LogConfig next) {
        config = next;
    }

    public boolean writes(LogLevel level) {
        return level.compareTo(config.level()) <= 0;
    }

    /// How many lines were dropped because they came too fast.
    public long dropped() {
        return dropped.get();
    }

    /// A line with its fields, key and value in turn.
    public void report(LogLevel level, String event, String... fields) {
        if (!writes(level)) return;
        submit(() -> {
            Line line = Line.of(level, event);
            for (int i = 0; i < fields.length; i += 2) line.read(fields[i], fields[i + 1]);
            return line;
        });
    }

    /// A line that the log's thread makes when it writes it.
    void submit(Supplier<Line> line) {
        if (closing || queued.get() >= LONGEST_QUEUE) {
            dropped.incrementAndGet();
            return;
        }
        queued.incrementAndGet();
        queue.add(new Entry(clock.millis(), line));
        if (idle) LockSupport.unpark(writer);
    }

    private void write() {
        StringBuilder batch = new StringBuilder(1024);
        while (true) {
            Entry entry = queue.poll();
            if (entry != null) {
                queued.decrementAndGet();
                append(batch, entry);
                if (batch.length() < BATCH_CHARS) continue;
            } else {
                held(batch, clock.millis());
            }
            if (!batch.isEmpty()) flush(batch);
            if (entry == null && !await()) return;
        }
    }

    /// False when the log is closed and empty.
    private boolean await() {
        if (closing && queue.isEmpty()) return false;
        idle = true;
        if (queue.isEmpty() && !closing) {
            long until = repeats.nextExpiry();
            if (until == Long.MAX_VALUE) LockSupport.park(this);
            else LockSupport.parkNanos(this, Math.max(1, until - clock.millis()) * 1_000_000);
        }
        idle = false;
        return true;
    }

    /// What makes a line is code of others: one that throws costs its line, not all that come after it.
    private void append(StringBuilder batch, Entry entry) {
        int before = batch.length();
        try {
            Line line = entry.line().get();
            if (!line.repeatKey().isEmpty() && !repeats.pass(line.repeatKey(), entry.millis())) return;
            new LineFormat(config.json()).write(batch, entry.millis(), line);
        } catch (RuntimeException | StackOverflowError e) {
            batch.setLength(before);
            dropped.incrementAndGet();
        }
    }

    private void held(StringBuilder batch, long now) {
        LineFormat format = new LineFormat(config.json());
        repeats.expire(now, (key, count) -> format.write(batch, now, repeated(key, count)));
        long lost = dropped.get();
        if (lost > droppedReported) {
            format.write(batch, now, Line.of(LogLevel.WARN, "log.dropped").with("lines", lost - droppedReported));
            droppedReported = lost;
        }
    }

    /// Says how many lines of a kind were held back.
    static Line repeated(String key, long count) {
        int bar = key.indexOf('|');
        return Line.of(LogLevel.INFO, "log.repeated")
                .with("of", bar < 0 ? "several" : key.substring(0, bar))
                .with("about", bar < 0 ? "" : key.substring(bar + 1))
                .with("more", count);
    }

    private void flush(StringBuilder batch) {
        try {
            out.write(batch.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            dropped.incrementAndGet(); // whoever reads standard error has gone; there is nobody left to tell
        }
        batch.setLength(0);
    }

    /// Writes what was reported and ends, within a bounded time.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The text of what was thrown, in one line.
    static String text(@Nullable Throwable thrown) {
        if (thrown == null) return "";
        StringBuilder out = new StringBuilder(thrown.toString());
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(4, frames.length); i++)
            out.append(i == 0 ? " at " : " < ").append(frames[i]);
        return out.toString();
    }
}
