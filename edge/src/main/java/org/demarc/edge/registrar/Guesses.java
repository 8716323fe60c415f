package org.demarc.edge.registrar;

import java.util.concurrent.atomic.AtomicReference;

/// Wrong credentials that came for one account (catalogue AUT-015). All lanes share it.
final class Guesses {
    /// Milliseconds for which they count.
    static final long COUNT_FOR = 600_000;

    private static final int MANY = 20;

    /// @param since when they began to be counted
    /// @param count those that came from another place than the one before: a PBX with a wrong password is
    ///     one place
    /// @param last where the last came from
    private record Counted(long since, int count, int last) {}

    private final AtomicReference<Counted> counted = new AtomicReference<>(new Counted(Long.MIN_VALUE, 0, 0));

    /// One more, from a place.
    ///
    /// @return whether many places try the secret now
    boolean add(int place, long now) {
        Counted after = counted.updateAndGet(c -> {
            if (c.count() == 0 || now - c.since() > COUNT_FOR) return new Counted(now, 1, place);
            return c.last() == place ? c : new Counted(c.since(), c.count() + 1, place);
        });
        return after.count() >= MANY;
    }

    /// True while many places try the secret.
    boolean many(long now) {
        Counted c = counted.get();
        return c.count() >= MANY && now - c.since() <= COUNT_FOR;
    }
}
