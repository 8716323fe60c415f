package org.demarc.edge.registrar;

import java.util.List;

/// Is told what changes. Called on the lane that changed it, so it must not block. Two lanes may report two changes of
/// one account in the wrong order: of two `Bindings` the one with the higher revision is the later.
@FunctionalInterface
public interface RegistrationListener {
    /// The bindings of an account are these now.
    ///
    /// @param changes what led to them
    void changed(RegistrationAccount account, Bindings now, List<BindingChange> changes);
}
