package org.demarc.sip.ua;

import org.demarc.sip.message.Request;

/// Hears what becomes of an INVITE that the user has not answered yet.
public interface IncomingUser {
    /// The caller gave up, by CANCEL or by BYE in its early dialog; 487 is sent already.
    ///
    /// @param request the CANCEL or BYE
    void cancelled(IncomingInvite invite, Request request);
}
