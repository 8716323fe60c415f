package org.demarc.net;

import java.util.EnumMap;
import java.util.concurrent.atomic.AtomicLong;

/// A row of counters. `mine` is for a row with one writing thread, `shared` for one with many; anybody may
/// read.
final class Counters {
    private final EnumMap<Counter, AtomicLong> values = new EnumMap<>(Counter.class);

    Counters() {
        for (var counter : Counter.values()) values.put(counter, new AtomicLong());
    }

    void mine(Counter counter) {
        mine(counter, 1);
    }

    void mine(Counter counter, long more) {
        var value = of(counter);
        value.lazySet(value.getPlain() + more);
    }

    void shared(Counter counter) {
        shared(counter, 1);
    }

    void shared(Counter counter, long more) {
        of(counter).getAndAdd(more);
    }

    long get(Counter counter) {
        return of(counter).get();
    }

    private AtomicLong of(Counter counter) {
        return java.util.Objects.requireNonNull(values.get(counter));
    }
}
