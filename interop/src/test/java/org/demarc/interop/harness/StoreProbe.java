package org.demarc.interop.harness;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.demarc.store.Database;
import org.demarc.store.RegistrationRows;

/// The store as the program has it: on the module path, its drivers in a folder of their own. Reads all rows, says how
/// many there are and how long that took, and adds one.
public final class StoreProbe {
    private StoreProbe() {}

    /// Opens, reads, writes, closes.
    ///
    /// @param args folder of the drivers; directory of the file, or URL, user and password of a server
    public static void main(String[] args) {
        long began = System.nanoTime();
        Path drivers = Path.of(args[0]);
        Database database = args.length == 2
                ? Database.embedded(Path.of(args[1]), drivers)
                : Database.server(args[1], args[2], args[3], drivers);
        var count = new AtomicInteger();
        try (RegistrationRows store = RegistrationRows.open(database, row -> count.incrementAndGet())) {
            System.out.println("rows " + count + " in " + (System.nanoTime() - began) / 1_000_000 + " ms");
            store.put("probe " + count, 1, () -> "{}");
        }
    }
}
