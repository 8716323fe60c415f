package org.demarc.sip.ua;

import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.Failure;

/// Hears what comes of a request that was sent inside a session.
public interface RequestUser {
    /// The final response. For a re-INVITE with 2xx the user now calls `session.acknowledge`.
    void answered(Session session, Response response);

    /// There was none. After a timeout the session has ended, or ends, as RFC 3261 section 12.2.1.2 says, and
    /// `SessionUser.ended` follows. A request that could not be delivered counts as answered 503 (section
    /// 8.1.3.1): the session goes on.
    void failed(Session session, Failure failure);
}
