package org.demarc.sip.ua;

import org.demarc.sip.dialog.Dialog;
import org.demarc.sip.message.MessageBuilder;
import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Timers.Expiry;
import org.jspecify.annotations.Nullable;

/// Our BYE. The call is over here whatever comes of it; one that could not be delivered is sent once more, so that it
/// does not go on at the peer: at once over another connection, or a little later over UDP.
final class Farewell implements ClientUser, Expiry {
    private final UserAgent agent;
    private final Dialog dialog;
    private final @Nullable Affiliation affiliation;
    private final boolean caller;
    private final Extra extra;
    private boolean again;
    private Affiliation.@Nullable Challenges challenges;

    /// @param caller we began the dialog
    Farewell(UserAgent agent, Dialog dialog, @Nullable Affiliation affiliation, boolean caller, Extra extra) {
        this.agent = agent;
        this.dialog = dialog;
        this.affiliation = affiliation;
        this.caller = caller;
        this.extra = extra;
    }

    void send() {
        Flow flow = agent.outbound().next(dialog, affiliation);
        MessageBuilder<Request> builder =
                dialog.request(Method.BYE, agent.outbound().via(flow), -1);
        extra.addTo(builder);
        if (affiliation != null)
            affiliation.ahead(Method.BYE, dialog.requestUri()).addTo(builder);
        agent.outbound().send(builder.build(), flow, this, affiliation, dialog.choice());
    }

    @Override
    public void response(ClientTransaction transaction, Response response) {
        Affiliation account = affiliation;
        if (account == null || response.isProvisional()) return;
        if (challenges == null) challenges = account.challenges(caller);
        Request next = Authorized.next(challenges, agent, dialog, transaction, response);
        if (next != null) agent.transactions().send(next, transaction.flow(), this);
    }

    @Override
    public void failed(ClientTransaction transaction, Failure failure) {
        if (again || failure.kind() != Failure.Kind.TRANSPORT) return;
        again = true;
        if (transaction.flow().transport().reliable()) send();
        else agent.timers().after(agent.transactions().config().t2(), this, 0);
    }

    @Override
    public void expired(int what) {
        send();
    }
}
