package org.demarc.console.control;

import java.util.List;

/// What came of a reload.
public sealed interface ReloadResult {
    /// The file is in force.
    ///
    /// @param changed keys that changed and are in force now
    /// @param restart keys that changed and wait for a restart
    /// @param warnings `FILE:LINE:COL: message`
    record Reloaded(List<String> changed, List<String> restart, List<String> warnings) implements ReloadResult {
        public Reloaded {
            changed = List.copyOf(changed);
            restart = List.copyOf(restart);
            warnings = List.copyOf(warnings);
        }
    }

    /// The file has errors; what was in force stays in force.
    ///
    /// @param errors `FILE:LINE:COL: message`
    record Refused(List<String> errors) implements ReloadResult {
        public Refused {
            errors = List.copyOf(errors);
        }
    }
}
