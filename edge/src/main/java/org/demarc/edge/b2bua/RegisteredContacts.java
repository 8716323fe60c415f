package org.demarc.edge.b2bua;

import java.util.List;
import org.demarc.edge.registrar.Binding;
import org.demarc.edge.registrar.Target;
import org.demarc.sip.dialog.FlowChoice;
import org.demarc.sip.message.Uri;
import org.demarc.sip.transport.Flow;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// Where the PBXs are that registered with us.
public interface RegisteredContacts {
    /// Where a call to a number of this trunk may be tried, in order; empty when nothing is registered, or
    /// nothing that can be reached.
    ///
    /// @param asked the Request-URI that the call came with: a GRUU means one device alone (RFC 5627 section 6.1)
    List<Target> contacts(Trunk trunk, String called, @Nullable Uri asked);

    /// The way to a contact, or why there is none.
    ///
    /// @param flow null when none can be had
    /// @param rule why: a rule of the catalogue, a section of an RFC or a key of the configuration
    record Reach(@Nullable Flow flow, String why, String rule) {
        public static Reach by(Flow flow) {
            return new Reach(flow, "", "");
        }

        public static Reach none(String why, String rule) {
            return new Reach(null, why, rule);
        }
    }

    /// The flow that leads to a contact: its own, else one to where its route or its Request-URI says, if that is the
    /// host that it registered from, is as secure, and is neither we nor another trunk.
    Reach reach(Trunk trunk, Target to);

    /// What keeps a dialog with this contact on its flow; null where its URI leads to it as well.
    @Nullable
    FlowChoice choice(Trunk trunk, Binding binding);

    /// A call to a contact was not answered at all, or could not be sent.
    void doubted(Trunk trunk, Target contact);

    /// Nothing reaches a contact by its flow any more.
    void lost(Target contact);
}
