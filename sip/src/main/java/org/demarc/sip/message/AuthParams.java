package org.demarc.sip.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What follows the scheme in a challenge or in credentials: `name=value` separated by commas (RFC 3261 §25.1,
/// auth-param; RFC 7235 §2.1). Values have their quotes undone. Names are in lower case, each at most once.
final class AuthParams {
    private static final int USUAL = 20;

    /// Names at even places, values at odd ones.
    private String[] pairs = new String[USUAL];

    private int length;

    private AuthParams() {}

    /// The value of a parameter, its name in lower case; null when there is none.
    @Nullable
    String get(String name) {
        for (int i = 0; i < length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    private void add(String name, String value) {
        if (length == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * length);
        }
        pairs[length++] = name;
        pairs[length++] = value;
    }

    static @Nullable AuthParams read(Cursor c) {
        var all = new AuthParams();
        do {
            int from = c.at;
            c.at = Ascii.span(Ascii.TOKEN, c.octets, from, c.end);
            if (c.at == from) {
                return c.fail("parameter name expected");
            }
            String name = Ascii.authName(c.octets, from, c.at);
            if (!c.acceptSeparator('=')) {
                return c.fail("'=' expected after a parameter name");
            }
            String value = c.peek() == '"' ? c.quoted() : c.token();
            if (value == null) {
                return c.fail("parameter value expected");
            }
            if (all.get(name) != null) {
                return c.fail("a parameter stands twice");
            }
            if (all.length == 2 * Limits.MAX_PARAMS) {
                return c.fail("too many parameters");
            }
            all.add(name, value);
        } while (c.acceptSeparator(','));
        return all;
    }
}
