package org.demarc.sip.ua;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transaction.ServerTransaction;
import org.demarc.sip.transport.Flow;

/// What stands above the user agent core: the B2BUA of an edge, or a phone.
public interface UserAgentUser {
    /// A new call. The user answers through `invite`.
    void invited(IncomingInvite invite);

    /// A response that answers a request of ours.
    default void heard(Response response, Flow flow) {}

    /// Any other request outside a dialog whose method the core serves (OPTIONS), or that it leaves to the user
    /// to refuse. The user answers through the transaction.
    void asked(ServerTransaction transaction, Request request);

    /// A request of a method that the core does not serve (REGISTER, SUBSCRIBE, ...), before anything of it was
    /// checked.
    ///
    /// @return false: it is refused with 405 or 501
    default boolean other(ServerTransaction transaction, Request request) {
        return false;
    }
}
