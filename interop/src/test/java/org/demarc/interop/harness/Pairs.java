package org.demarc.interop.harness;

/// Two things measured together again and again, in an order that is drawn anew each time. Where both take the same
/// time, each is the longer one as often as a fair coin falls, whatever else goes on and however the times are
/// distributed: who is longer, and by how much the coin would have to be off, is all that is counted here.
public final class Pairs {
    private long count;
    private long longer;

    /// Of one measurement. Equal times say nothing.
    public void add(long first, long second) {
        if (first == second) return;
        count++;
        if (first > second) longer++;
    }

    public long count() {
        return count;
    }

    /// How far off the coin is: standard deviations by which the first is the longer one too often.
    public double deviations() {
        return (double) (2 * longer - count) / Math.sqrt((double) count);
    }
}
