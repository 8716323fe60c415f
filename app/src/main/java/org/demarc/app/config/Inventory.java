package org.demarc.app.config;

import java.util.ArrayList;
import java.util.List;
import org.demarc.trunk.numbers.NumberRange;

/// All number ranges of all trunks: no number may be in two of them.
final class Inventory {
    private record Owned(String trunk, NumberRange range, Mark at) {}

    private final List<Owned> all = new ArrayList<>();

    void add(String trunk, NumberRange range, Mark at) {
        all.add(new Owned(trunk, range, at));
    }

    /// Reports each range that begins before an earlier one has ended.
    void check(Problems problems) {
        all.sort(Inventory::order);
        Owned reach = null;
        for (Owned next : all) {
            if (reach == null || !reach.range().overlaps(next.range())) {
                reach = next;
                continue;
            }
            boolean before = reach.at().compareTo(next.at()) < 0;
            Owned earlier = before ? reach : next;
            Owned later = before ? next : reach;
            problems.error(
                    later.at(),
                    later.range() + " overlaps " + earlier.range() + " of trunk '" + earlier.trunk() + "' on line "
                            + earlier.at().line());
            if (next.range().last() > reach.range().last()) reach = next;
        }
    }

    private static int order(Owned a, Owned b) {
        int digits = a.range().digits() - b.range().digits();
        if (digits != 0) return digits;
        int first = Long.compare(a.range().first(), b.range().first());
        return first != 0 ? first : a.at().compareTo(b.at());
    }
}
