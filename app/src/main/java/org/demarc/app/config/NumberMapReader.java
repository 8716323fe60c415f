package org.demarc.app.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.demarc.app.config.Context.Text;
import org.demarc.trunk.numbers.NumberMap;
import org.demarc.trunk.numbers.NumberRange;
import org.jspecify.annotations.Nullable;

/// Reads `number-map`: how a trunk's other side writes numbers.
final class NumberMapReader {
    private static final int MAX_RULES = 10_000;
    private static final int MOST_DIGITS = 15;

    private NumberMapReader() {}

    /// Null when there is none.
    ///
    /// @param inventory the numbers of the trunk, which should come back as they went
    static @Nullable NumberMap read(Section trunk, List<NumberRange> inventory, Problems problems) {
        if (!trunk.has("number-map")) return null;
        List<NumberMap.Single> singles = new ArrayList<>();
        List<NumberMap.Prefix> prefixes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Section rule : trunk.list("number-map", MAX_RULES)) {
            Text inside = rule.text("inside", "how its numbers begin there: digits");
            Text outside = rule.text("outside", "how they begin here: + and digits");
            rule.require("outside", "how they begin here, + and digits,");
            int digits = rule.integer("digits", 0, MOST_DIGITS, -1);
            if (outside == null || (inside == null && rule.has("inside"))) continue;
            String there = inside == null ? "" : inside.value();
            String here = outside.value();
            try {
                if (digits > 0) {
                    prefixes.add(new NumberMap.Prefix(there, here, digits, digits));
                } else if (digits < 0) {
                    prefixes.add(new NumberMap.Prefix(there, here));
                } else if (seen.add("there " + there) && seen.add("here " + here)) {
                    singles.add(new NumberMap.Single(there, here));
                } else {
                    rule.error(rule.at, "this number stands twice");
                }
            } catch (IllegalArgumentException e) {
                rule.error(rule.at, String.valueOf(e.getMessage()));
            }
        }
        NumberMap map = new NumberMap(singles, prefixes);
        for (String problem : map.problems(inventory)) problems.warning(trunk.at("number-map"), problem);
        return map;
    }
}
