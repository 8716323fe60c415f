package org.demarc.net;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// One kind of log line, at most once a second; the line says how many were left out since the one before.
/// Any thread.
final class RepeatLog {
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final Logger log;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicLong leftOut = new AtomicLong();

    RepeatLog(Logger log) {
        this.log = log;
    }

    void warn(Supplier<String> line) {
        String text = due(line);
        if (text != null) log.warn(text);
    }

    void error(Supplier<String> line, Throwable e) {
        String text = due(line);
        if (text != null) log.error(text, e);
    }

    private @Nullable String due(Supplier<String> line) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + PAUSE_NANOS)) {
            leftOut.incrementAndGet();
            return null;
        }
        long repeats = leftOut.getAndSet(0);
        return repeats == 0 ? line.get() : line.get() + " repeated=" + repeats;
    }
}
