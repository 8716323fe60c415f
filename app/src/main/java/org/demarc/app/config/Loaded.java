package org.demarc.app.config;

import java.util.List;

/// What came of reading a configuration.
public sealed interface Loaded {
    /// Nothing is wrong.
    ///
    /// @param warnings what is worth a second look
    record Sound(NodeConfig config, List<Problem> warnings) implements Loaded {}

    /// Something is.
    ///
    /// @param errors at least one, in the order of the file
    record Unsound(List<Problem> errors) implements Loaded {}
}
