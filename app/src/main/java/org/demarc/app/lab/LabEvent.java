package org.demarc.app.lab;

import org.demarc.pbx.phone.CallReport;

/// What happens at the ends of the lab's calls.
sealed interface LabEvent {
    Side side();

    /// A call of a phone is new or has changed.
    record Changed(Side side, CallReport report) implements LabEvent {}

    /// A phone could not even dial.
    record NotDialled(Side side, String own, String other, String why) implements LabEvent {}
}
