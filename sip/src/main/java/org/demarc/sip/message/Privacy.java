package org.demarc.sip.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Privacy, RFC 3323 §4.2, RFC 3325 §9.3: one privacy value. The grammar separates them by semicolons; some
/// write commas, which are read too.
public record Privacy(List<String> values) {
    public static final HeaderType<Privacy> TYPE = HeaderType.list("Privacy", Privacy::read);

    public Privacy {
        values = List.copyOf(values);
    }

    static @Nullable Privacy read(Cursor c) {
        var values = new ArrayList<String>(2);
        do {
            String value = c.token();
            if (value == null || values.size() == Limits.MAX_PARAMS) {
                return c.fail("privacy value expected");
            }
            values.add(value);
        } while (c.acceptSeparator(';'));
        return new Privacy(values);
    }

    /// The value stands there, whatever its case.
    public boolean has(String value) {
        return values.stream().anyMatch(value::equalsIgnoreCase);
    }

    @Override
    public String toString() {
        return String.join(";", values);
    }
}
