package org.demarc.sip.transaction;

import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;

/// Hears of every 2xx to an INVITE after the first, for 64*T1: the same again, whose ACK was lost, or one of another
/// fork (RFC 3261 section 13.2.2.4, RFC 6026 section 7.2).
public interface SuccessUser {
    /// One of them came.
    ///
    /// @param flow the flow that the INVITE was sent on
    void success(Response response, Flow flow);
}
