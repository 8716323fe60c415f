package org.demarc.edge.b2bua;

import org.demarc.edge.admission.NodeState;
import org.demarc.edge.registration.AccountSide;
import org.demarc.edge.registration.RegisteredTrunk;
import org.demarc.edge.registration.TrunkIdentity;
import org.demarc.edge.registration.Way;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.SipUri;
import org.demarc.sip.ua.Content;
import org.demarc.sip.ua.IncomingInvite;
import org.demarc.sip.ua.OutgoingInvite;
import org.demarc.trunk.account.Trunk;
import org.jspecify.annotations.Nullable;

/// Calls of trunks that register, in both directions.
final class AccountCalls {
    private AccountCalls() {}

    /// A call that came over a registration: our leg belongs to its account. One to a plain registration has the
    /// account in its Request-URI and the number in To, or the number in both (catalogue REG-032).
    static Identity arrived(
            Surroundings around,
            NodeState.Generation generation,
            Trunk from,
            RegisteredTrunk registered,
            IncomingInvite incoming) {
        AccountSide account = around.accounts().of(generation.config(), from, registered);
        Request invite = incoming.request();
        Identity identity =
                Identity.of(invite, from, generation.config().protection().emergencyNumbers());
        if (invite.requestUri() instanceof SipUri uri && account.user().equals(uri.decodedUser())) {
            identity = identity.calledByTo(invite, from);
        }
        incoming.affiliation(account.incoming(identity.called(), incoming.flow()));
        return identity;
    }

    /// How a call goes out over a registration.
    static OutgoingInvite.Order order(
            Surroundings around,
            NodeState.Generation generation,
            Trunk to,
            RegisteredTrunk registered,
            Way way,
            Identity who,
            Trunk from,
            int hops,
            @Nullable Content content) {
        AccountSide account = around.accounts().of(generation.config(), to, registered);
        TrunkIdentity.Outgoing call = account.identity().outgoing(who.called(), who.account(from), way);
        return new OutgoingInvite.Order(
                way.flow(),
                call.requestUri(),
                call.from(),
                call.to(),
                hops,
                content,
                call.extra(),
                generation.config().timing().noResponse(),
                content == null ? Unsettled.NO_OFFER_OF_OURS : Unsettled.OFFER_OF_OURS,
                account.outgoing(call, way));
    }
}
