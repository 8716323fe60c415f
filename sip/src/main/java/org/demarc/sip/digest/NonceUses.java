package org.demarc.sip.digest;

/// The counts that nonces were used with: of each the highest, and which of the 64 before it. It forgets the one first
/// that was used first. Numbers in one array, found by the number of the nonce: a registrar remembers tens of thousands
/// of them, and the collector has nothing to look at.
final class NonceUses {
    private static final int LEAST = 1_024;
    private static final long WINDOW = 64;

    // Where in a place what stands.
    private static final int NUMBER = 0;
    private static final int ISSUED = 1;
    private static final int HIGHEST = 2;
    private static final int SEEN = 3;
    private static final int WIDTH = 4;

    /// Places of a table with open addressing, at most half of them taken; number 0: free.
    private long[] table = new long[LEAST * WIDTH];

    /// The numbers in the order of their first use, in a ring.
    private long[] order = new long[LEAST / 2];

    private int oldest;
    private int size;

    int size() {
        return size;
    }

    /// Where that nonce stands until the next one is added or removed; -1 for one that was not used.
    ///
    /// @param number of the nonce, above 0
    int find(long number) {
        for (int at = home(number); table[at + NUMBER] != 0; at = after(at)) {
            if (table[at + NUMBER] == number) return at;
        }
        return -1;
    }

    /// True for a count that was not there yet, and is not too old to tell.
    boolean isNew(int at, long count) {
        long highest = table[at + HIGHEST];
        if (count > highest) return true;
        long back = highest - count;
        return back < WINDOW && (table[at + SEEN] >>> back & 1) == 0;
    }

    void use(int at, long count) {
        long highest = table[at + HIGHEST];
        if (count > highest) {
            long ahead = count - highest;
            table[at + SEEN] = (ahead < WINDOW ? table[at + SEEN] << ahead : 0) | 1;
            table[at + HIGHEST] = count;
        } else {
            table[at + SEEN] |= 1L << (highest - count);
        }
    }

    /// Begins to remember a nonce that is not there.
    ///
    /// @return where it stands
    int add(long number, long issued) {
        if (size == order.length) grow();
        order[(oldest + size) & (order.length - 1)] = number;
        size++;
        int at = put(number);
        table[at + ISSUED] = issued;
        table[at + HIGHEST] = 0;
        table[at + SEEN] = 0;
        return at;
    }

    /// When the one was issued that was used first of all.
    long oldestIssued() {
        return table[find(order[oldest]) + ISSUED];
    }

    void removeOldest() {
        int at = find(order[oldest]);
        oldest = (oldest + 1) & (order.length - 1);
        size--;
        // What stands behind it, and belongs further in front, moves up: Knuth's algorithm 6.4 R.
        int hole = at;
        for (int next = after(hole); table[next + NUMBER] != 0; next = after(next)) {
            int home = home(table[next + NUMBER]);
            if (((next - home) & (table.length - 1)) < ((next - hole) & (table.length - 1))) continue;
            System.arraycopy(table, next, table, hole, WIDTH);
            hole = next;
        }
        table[hole + NUMBER] = 0;
    }

    private int put(long number) {
        int at = home(number);
        while (table[at + NUMBER] != 0) at = after(at);
        table[at + NUMBER] = number;
        return at;
    }

    private void grow() {
        long[] before = table;
        table = new long[2 * before.length];
        for (int from = 0; from < before.length; from += WIDTH) {
            if (before[from + NUMBER] == 0) continue;
            System.arraycopy(before, from, table, put(before[from + NUMBER]), WIDTH);
        }
        long[] longer = new long[2 * order.length];
        for (int i = 0; i < size; i++) longer[i] = order[(oldest + i) & (order.length - 1)];
        order = longer;
        oldest = 0;
    }

    /// Numbers follow each other: as they are they would make one long run, which a removal would have to walk.
    private int home(long number) {
        return ((int) ((number * 0x9E3779B97F4A7C15L) >>> 32) * WIDTH) & (table.length - 1);
    }

    private int after(int at) {
        return (at + WIDTH) & (table.length - 1);
    }
}
