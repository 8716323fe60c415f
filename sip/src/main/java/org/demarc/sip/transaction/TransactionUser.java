package org.demarc.sip.transaction;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;

/// Where new requests go: the user agent core above the transaction layer.
public interface TransactionUser {
    /// A request that belongs to no transaction yet, neither ACK nor CANCEL. The user answers through the
    /// transaction.
    void request(ServerTransaction transaction, Request request);

    /// An ACK that matches no INVITE server transaction with a failure response: it belongs to a 2xx.
    void ack(Request ack, Flow flow);

    /// A response that answers a request of ours, before its own user hears of it.
    default void heard(Response response, Flow flow) {}

    /// A response that matches no client transaction.
    void stray(Response response, Flow flow);
}
