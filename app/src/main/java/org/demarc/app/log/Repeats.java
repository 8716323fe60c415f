package org.demarc.app.log;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;

/// Lets the first lines of a kind through and counts the others, so that who floods us does not fill a disk.
final class Repeats {
    static final int PASSED = 5;
    static final long WINDOW_MILLIS = 10_000;
    /// More kinds than this at a time count as one.
    private static final int KINDS = 512;

    private static final class Window {
        long began;
        int passed;
        long held;
    }

    private final Map<String, Window> windows = new HashMap<>();

    /// True when the line may be written.
    boolean pass(String key, long now) {
        Window w = windows.get(key);
        if (w == null) {
            String kind = windows.size() < KINDS ? key : "";
            w = windows.computeIfAbsent(kind, _ -> new Window());
            if (w.passed == 0) w.began = now;
        }
        if (w.passed < PASSED) {
            w.passed++;
            return true;
        }
        w.held++;
        return false;
    }

    /// Ends the windows that are over; `held` is told the key and how many lines were held back, if any were.
    void expire(long now, BiConsumer<String, Long> held) {
        for (Iterator<Map.Entry<String, Window>> i = windows.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<String, Window> e = i.next();
            if (now - e.getValue().began < WINDOW_MILLIS) continue;
            if (e.getValue().held > 0) held.accept(e.getKey(), e.getValue().held);
            i.remove();
        }
    }

    /// When `expire` has something to do; far away when nothing waits.
    long nextExpiry() {
        long next = Long.MAX_VALUE;
        for (Window w : windows.values()) next = Math.min(next, w.began + WINDOW_MILLIS);
        return next;
    }
}
