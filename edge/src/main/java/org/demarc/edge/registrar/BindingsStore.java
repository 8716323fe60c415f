package org.demarc.edge.registrar;

import java.util.List;
import java.util.Map;

/// Keeps bindings while the process does not live. What it is told it writes down later, elsewhere: no method blocks
/// but `load`, which is called before the first lane runs.
public interface BindingsStore extends RegistrationListener {
    /// The bindings of each account, by its key, as they were reported last.
    Map<String, List<Binding>> load();
}
