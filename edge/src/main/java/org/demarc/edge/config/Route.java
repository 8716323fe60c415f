package org.demarc.edge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of `routes`: the first that matches a call decides where it goes.
///
/// @param from the trunk that the call comes from; null: any
/// @param number the called number, or its beginning when it ends in `*` (`+44*`); null: any
/// @param to the trunks to try, in this order
public record Route(@Nullable String from, @Nullable String number, List<String> to) {
    public Route {
        to = List.copyOf(to);
        if (to.isEmpty()) throw new IllegalArgumentException("a route needs at least one trunk to go to");
    }

    /// True when a call from `trunk` to `called` takes this route.
    public boolean matches(String trunk, String called) {
        if (from != null && !from.equals(trunk)) return false;
        if (number == null) return true;
        return number.endsWith("*")
                ? called.startsWith(number.substring(0, number.length() - 1))
                : called.equals(number);
    }
}
