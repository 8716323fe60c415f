package org.demarc.sip.message;

import java.util.List;

/// All values of one header in order, lists split and lines combined (RFC 3261 §7.3.1).
public sealed interface Fields<T> {
    /// Empty when the message has no such field.
    record Values<T>(List<T> values) implements Fields<T> {
        public Values {
            values = List.copyOf(values);
        }
    }

    record Malformed<T>(String why) implements Fields<T> {}
}
