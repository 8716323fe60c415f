package org.demarc.pbx.phone;

/// Hears of the calls of a PBX, on its lane.
@FunctionalInterface
public interface CallWatcher {
    /// The call is new, or its state or hold changed. `ENDED` is told once and last.
    void changed(PhoneCall call);
}
