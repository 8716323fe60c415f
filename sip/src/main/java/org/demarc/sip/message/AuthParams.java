package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What follows the scheme in a challenge or in credentials: `name=value` separated by commas (RFC 3261 §25.1,
/// auth-param; RFC 7235 §2.1). Values have their quotes undone. Names are in lower case, each at most once.
public record AuthParams(List<Param> all) {
    /// One of them.
    ///
    /// @param value without quotes
    public record Param(String name, String value) {}

    public AuthParams {
        all = List.copyOf(all);
    }

    /// The value of a parameter, its name in lower case; null when there is none.
    public @Nullable String get(String name) {
        for (Param p : all) {
            if (p.name().equals(name)) {
                return p.value();
            }
        }
        return null;
    }

    static @Nullable AuthParams read(Cursor c) {
        var all = new ArrayList<Param>();
        do {
            String name = c.token();
            if (name == null) {
                return c.fail("parameter name expected");
            }
            if (!c.acceptSeparator('=')) {
                return c.fail("'=' expected after a parameter name");
            }
            String value = c.peek() == '"' ? c.quoted() : c.token();
            if (value == null) {
                return c.fail("parameter value expected");
            }
            String lower = name.toLowerCase(Locale.ROOT);
            for (Param p : all) {
                if (p.name().equals(lower)) {
                    return c.fail("a parameter stands twice");
                }
            }
            if (all.size() == Limits.MAX_PARAMS) {
                return c.fail("too many parameters");
            }
            all.add(new Param(lower, value));
        } while (c.acceptSeparator(','));
        return new AuthParams(all);
    }
}
