package org.demarc.sip.ua;

import org.demarc.sip.message.Request;
import org.demarc.sip.transaction.InviteServerTransaction;
import org.demarc.sip.transaction.ServerTransaction;

/// The user of one session: what its peer asks for inside the dialog.
public interface SessionUser {
    /// A re-INVITE. To be answered through `session.accept` or `session.refuse`.
    void reinvited(Session session, InviteServerTransaction transaction, Request invite);

    /// An UPDATE. To be answered through `session.respond`.
    void updated(Session session, ServerTransaction transaction, Request update);

    /// An INFO. To be answered through `session.respond`.
    void informed(Session session, ServerTransaction transaction, Request info);

    /// The ACK to a 2xx of ours came, with or without a body.
    void acknowledged(Session session, Request ack);

    /// The peer took back its re-INVITE; it is answered 487 already.
    void reinviteCancelled(Session session);

    /// The session is over and gone from the user agent: the peer hung up, or stopped answering. Called once,
    /// never for an end that the user asked for itself.
    void ended(Session session, Ending ending);
}
