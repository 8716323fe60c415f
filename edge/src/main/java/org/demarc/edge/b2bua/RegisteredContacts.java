package org.demarc.edge.b2bua;

import java.util.List;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.Target;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.transport.Flow;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// Where the PBXs are that registered with us.
public interface RegisteredContacts {
    /// Where a call to a number of this trunk may be tried, in order; empty when nothing is registered, or
    /// nothing that can be reached.
    List<Target> contacts(Trunk trunk, String called);

    /// The flow that leads to a contact: its own, else one to where its route or its Request-URI says.
    ///
    /// @return null when none can be had
    @Nullable
    Flow flow(Trunk trunk, Target to);

    /// What keeps a dialog with this contact on its flow; null where its URI leads to it as well.
    @Nullable
    FlowChoice choice(Trunk trunk, Binding binding);

    /// Nothing reaches a contact by its flow any more.
    void lost(Target contact);
}
