package org.demarc.edge.admission;

/// What is remembered of sources, in a table that never grows: open addressing over arrays, a few places looked at for
/// each source, and the one that was silent longest gives way. Nothing is allocated after the first source. One thread.
final class SourceTable {
    /// Places that are looked at for one source.
    private static final int WINDOW = 8;

    final long[] key;
    /// When something was last heard of it, monotonic milliseconds.
    final long[] heardAt;
    /// When the next of its requests fits into its rate, in microseconds.
    final long[] nextAt;
    /// Octets that it sent and that were not yet answered.
    final int[] credit;
    /// How long it is taken for one that accounts live at.
    final long[] provenUntil;
    /// When its misdeeds began to be counted.
    final long[] since;

    final short[] failures;
    final short[] malformed;
    private final long seed;
    private final long forgetAfter;

    /// @param size a power of two
    SourceTable(int size, long seed, long forgetAfter) {
        key = new long[size];
        heardAt = new long[size];
        nextAt = new long[size];
        credit = new int[size];
        since = new long[size];
        provenUntil = new long[size];
        failures = new short[size];
        malformed = new short[size];
        this.seed = seed;
        this.forgetAfter = forgetAfter;
    }

    /// The place of a source, which is made when there is none. An accused source keeps its place before one that is
    /// not, or a flood from made-up addresses would make its misdeeds forgotten.
    int place(long source, long now) {
        int start = SourceKey.spread(source, seed);
        int mask = key.length - 1;
        int worst = -1;
        for (int i = 0; i < WINDOW; i++) {
            int at = (start + i) & mask;
            if (key[at] == source) {
                if (now - heardAt[at] > forgetAfter) reset(at, source, now);
                heardAt[at] = now;
                return at;
            }
            if (worst < 0 || givesWay(at, worst, now)) worst = at;
        }
        reset(worst, source, now);
        return worst;
    }

    private boolean givesWay(int at, int other, long now) {
        int mine = worth(at, now);
        int its = worth(other, now);
        return mine != its ? mine < its : heardAt[at] < heardAt[other];
    }

    private int worth(int at, long now) {
        if (key[at] == 0 || now - heardAt[at] > forgetAfter) return 0;
        return failures[at] == 0 && malformed[at] == 0 ? 1 : 2;
    }

    private void reset(int at, long source, long now) {
        key[at] = source;
        heardAt[at] = now;
        nextAt[at] = now * 1_000;
        since[at] = now;
        provenUntil[at] = Long.MIN_VALUE;
        credit[at] = 0;
        failures[at] = 0;
        malformed[at] = 0;
    }

    /// How many sources are remembered.
    int size(long now) {
        int n = 0;
        for (int at = 0; at < key.length; at++) {
            if (key[at] != 0 && now - heardAt[at] <= forgetAfter) n++;
        }
        return n;
    }
}
