package org.demarc.store;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The child of CrashTest: raises one number after another for ever, each into the next of 100 keys, and prints each
/// with the time. It goes on from what it finds.
final class Counting {
    private static final int KEYS = 100;

    private Counting() {}

    public static void main(String[] args) {
        var highest = new AtomicLong();
        RegistrationRows store = RegistrationRows.open(
                Database.embedded(Path.of(args[0]), null),
                row -> highest.accumulateAndGet(Long.parseLong(row.document()), Math::max));
        for (long n = highest.get() + 1; ; n++) {
            long now = n;
            store.put("key " + n % KEYS, n, () -> Long.toString(now));
            if (n % 100 == 0) {
                System.out.println(n + " " + System.nanoTime() / 1_000_000);
                System.out.flush();
                LockSupport.parkNanos(200_000); // the test is about the death, not about the load
            }
        }
    }
}
