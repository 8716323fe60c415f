package org.demarc.sip.ua;

import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Failure;
import org.jspecify.annotations.Nullable;

/// Hears what comes of an INVITE that opens a session.
public interface OutgoingUser {
    /// A provisional response other than 100.
    ///
    /// @param early the early dialog that it belongs to; null when it has no To tag or Contact
    void progressed(OutgoingInvite invite, @Nullable Session early, Response response);

    /// The first 2xx. The user now calls `session.acknowledge`. Later 2xx of other forks are acknowledged and
    /// ended without asking (RFC 3261 section 13.2.2.4).
    void answered(OutgoingInvite invite, Session session, Response response);

    /// A final response of 300 to 699, already acknowledged.
    void refused(OutgoingInvite invite, Response response);

    /// No final response will come.
    void failed(OutgoingInvite invite, Failure failure);
}
