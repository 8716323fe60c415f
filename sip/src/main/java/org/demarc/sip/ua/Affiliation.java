package org.demarc.sip.ua;

import org.demarc.sip.message.Method;
import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// What a leg has of the account that it belongs to: our Contact, credentials for the requests that we send (RFC 3261
/// section 22), and the flow of the registration that they keep to (RFC 5626 section 4.3). A leg without one is known
/// by its address.
public interface Affiliation {
    /// The Contact value on a flow, for every message of the leg that has one.
    String contact(Flow flow);

    /// Credentials that a new request carries unasked (RFC 3261 section 22.1); none while no nonce is known.
    Extra ahead(Method method, String requestUri);

    /// For the challenges of one request.
    ///
    /// @param ours we began the dialog that it belongs to, or begin it
    Challenges challenges(boolean ours);

    /// The flow that the account is registered on now, for a dialog whose own flow is gone.
    ///
    /// @return null while it is not registered
    @Nullable
    Flow flow(Flow gone);

    /// The challenges of one request, one after the other.
    interface Challenges {
        /// The request for a 401 or 407, with credentials (catalogue AUT-003); null to let the response stand.
        ///
        /// @param sent the request as it was sent
        /// @param via the top Via of the new transaction
        /// @param cseq the new sequence number
        @Nullable
        Request answered(Request sent, Response challenge, String via, long cseq);

        /// The request was taken, whatever came of it.
        void accepted();
    }
}
