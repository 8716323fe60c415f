package org.demarc.sip.transaction;

import org.demarc.sip.message.Response;

/// The transaction user above a client transaction.
public interface ClientUser {
    /// A response: provisionals in any number (100 included), one final; for an INVITE every 2xx that comes
    /// within 64*T1 of the first, repetitions included (RFC 6026 section 7.2).
    void response(ClientTransaction transaction, Response response);

    /// No final response will come.
    void failed(ClientTransaction transaction, Failure failure);
}
