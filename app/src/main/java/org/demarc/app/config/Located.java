package org.demarc.app.config;

import java.util.List;

/// A YAML value that knows where it stands.
sealed interface Located {
    Mark at();

    /// How many values it is made of, itself included: aliases are counted each time that they are used.
    int size();

    /// A string, number or word, as it is written: typing is the reader's business.
    record Scalar(Mark at, String text, boolean quoted) implements Located {
        @Override
        public int size() {
            return 1;
        }

        /// A plain scalar without text, `~` or `null`: a key whose value was left out.
        boolean isNothing() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    record Sequence(Mark at, List<Located> items, int size) implements Located {}

    record Mapping(Mark at, List<Entry> entries, int size) implements Located {}

    /// One key of a mapping with its value.
    record Entry(Mark at, String key, Located value) {}
}
