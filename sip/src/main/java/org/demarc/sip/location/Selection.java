package org.demarc.sip.location;

import java.util.List;
import java.util.function.ToIntFunction;

/// The order in which one call tries its targets: those in good health first, among them those of the least
/// priority, among those by chance according to weight (RFC 2782, RFC 3263 section 4.3).
public final class Selection {
    private static final int[] NONE = {};
    private static final int[] ONLY = {0};

    /// Something to choose.
    public interface Candidate {
        /// The least is tried first.
        int priority();

        /// Its share among those of one priority.
        int weight();

        /// Candidates of one group are chosen as one and stay in their order. They stand side by side in a
        /// list and have one priority and one weight.
        int group();
    }

    private Selection() {}

    /// The indices of the candidates in the order in which they are to be tried.
    ///
    /// @param rank how good a choice it is now: the less, the better; a negative number: not at all
    public static <C extends Candidate> int[] order(List<C> candidates, ToIntFunction<? super C> rank, Chance chance) {
        int size = candidates.size();
        if (size == 0) return NONE;
        if (size == 1) return rank.applyAsInt(candidates.getFirst()) < 0 ? NONE : ONLY.clone();
        int[] ranks = new int[size];
        int usable = 0;
        for (int i = 0; i < size; i++) {
            ranks[i] = rank.applyAsInt(candidates.get(i));
            if (ranks[i] >= 0) usable++;
        }
        int[] order = new int[usable];
        int done = 0;
        while (done < usable) {
            int best = -1;
            for (int i = 0; i < size; i++) {
                if (ranks[i] >= 0 && (best < 0 || before(candidates, ranks, i, best))) best = i;
            }
            int from = chosen(candidates, ranks, best, chance);
            int group = candidates.get(from).group();
            int nowRank = ranks[from];
            for (int i = from; i < size && candidates.get(i).group() == group; i++) {
                if (ranks[i] != nowRank) continue;
                ranks[i] = -1;
                order[done++] = i;
            }
        }
        return order;
    }

    private static boolean before(List<? extends Candidate> all, int[] ranks, int one, int other) {
        if (ranks[one] != ranks[other]) return ranks[one] < ranks[other];
        return all.get(one).priority() < all.get(other).priority();
    }

    /// The first candidate of the group that is next among those as good as `best`. RFC 2782 draws from 0 to
    /// the sum, both included, which favours whoever stands first: two of weight 1 would share two to one.
    /// Here 0 is drawn only where somebody has weight 0, who then has the "very small chance" that the RFC
    /// asks for; and where all weights are 0 the shares are equal.
    private static int chosen(List<? extends Candidate> all, int[] ranks, int best, Chance chance) {
        int groups = 0;
        int zeros = 0;
        int sum = 0;
        for (int i = best; i >= 0; i = next(all, ranks, best, i)) {
            groups++;
            int weight = all.get(i).weight();
            sum += weight;
            if (weight == 0) zeros++;
        }
        if (groups == 1) return best;
        int drawn = zeros > 0 ? chance.below(sum + 1) : 1 + chance.below(sum);
        boolean zero = drawn == 0;
        int left = zero ? 1 + chance.below(zeros) : drawn;
        int last = best;
        for (int i = best; i >= 0; i = next(all, ranks, best, i)) {
            int weight = all.get(i).weight();
            if (zero) left -= weight == 0 ? 1 : 0;
            else left -= weight;
            last = i;
            if (left <= 0 && (weight == 0) == zero) return i;
        }
        return last;
    }

    /// The next group of the class of `best` after the one at `i`: the index of its first member; -1: none.
    private static int next(List<? extends Candidate> all, int[] ranks, int best, int i) {
        int group = all.get(i).group();
        int priority = all.get(best).priority();
        for (int k = i + 1; k < all.size(); k++) {
            Candidate c = all.get(k);
            if (ranks[k] == ranks[best] && c.priority() == priority && c.group() != group) return k;
        }
        return -1;
    }
}
