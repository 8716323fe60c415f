package org.demarc.edge.b2bua;

import org.demarc.sip.message.HeaderName;
import org.demarc.sip.message.Request;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.ua.Ending;
import org.demarc.sip.ua.Extra;
import org.demarc.sip.ua.Session;
import org.demarc.sip.ua.SessionUser;

/// Stands for both legs while a call is not answered. The first offer has no reliable answer yet, as 100rel is
/// not offered, so no other offer may be made: 491 where that first one is ours, 500 where it is the peer's, or
/// nobody's yet (RFC 3311 section 5.2, catalogue CAL-015). What carries no offer is answered. INFO is refused for
/// the time being: until the call is answered nobody can say which fork it is for.
enum Unsettled implements SessionUser {
    OFFER_OF_OURS,
    NO_OFFER_OF_OURS;

    private static final Extra LATER = Extra.of(HeaderName.RETRY_AFTER, "3");

    @Override
    public void reinvited(Session session, InviteServerTransaction transaction, Request invite) {
        session.refuse(transaction, 491, "Request Pending", Extra.NONE);
    }

    @Override
    public void updated(Session session, ServerTransaction transaction, Request update) {
        if (update.hasBody() && this == OFFER_OF_OURS) {
            session.respond(transaction, 491, "Request Pending", null, Extra.NONE);
        } else if (update.hasBody()) {
            session.respond(transaction, 500, "Server Internal Error", null, LATER);
        } else {
            session.respond(transaction, 200, "OK", null, Extra.NONE);
        }
    }

    @Override
    public void informed(Session session, ServerTransaction transaction, Request info) {
        session.respond(transaction, 500, "Server Internal Error", null, LATER);
    }

    @Override
    public void acknowledged(Session session, Request ack) {}

    @Override
    public void reinviteCancelled(Session session) {}

    @Override
    public void ended(Session session, Ending ending) {}
}
