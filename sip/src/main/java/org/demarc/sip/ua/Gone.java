package org.demarc.sip.ua;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ClientTransaction;
import org.demarc.sip.transaction.ClientUser;
import org.demarc.sip.transaction.Failure;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;

/// Stands where nobody listens any more: after a hang-up, and for the outcome of a CANCEL, which shows in
/// its INVITE.
enum Gone implements SessionUser, ClientUser {
    INSTANCE;

    @Override
    public void response(ClientTransaction transaction, Response response) {}

    @Override
    public void failed(ClientTransaction transaction, Failure failure) {}

    @Override
    public void reinvited(Session session, InviteServerTransaction transaction, Request invite) {
        session.refuse(transaction, 487, "Request Terminated", Extra.NONE);
    }

    @Override
    public void updated(Session session, ServerTransaction transaction, Request update) {
        session.respond(transaction, 481, "Call/Transaction Does Not Exist", null, Extra.NONE);
    }

    @Override
    public void informed(Session session, ServerTransaction transaction, Request info) {
        session.respond(transaction, 481, "Call/Transaction Does Not Exist", null, Extra.NONE);
    }

    @Override
    public void acknowledged(Session session, Request ack) {}

    @Override
    public void reinviteCancelled(Session session) {}

    @Override
    public void ended(Session session, Ending ending) {}
}
