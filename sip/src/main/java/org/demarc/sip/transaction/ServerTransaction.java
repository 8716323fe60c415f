package org.demarc.sip.transaction;

import org.demarc.sip.message.Request;
import org.demarc.sip.message.Response;
import org.demarc.sip.transport.Flow;
import org.demarc.sip.transport.Sender.SendFailure;
import org.demarc.sip.transport.Timers.Expiry;
import org.jspecify.annotations.Nullable;

/// What the two server transactions have in common (RFC 3261 section 17.2).
public abstract sealed class ServerTransaction implements Expiry, SendFailure
        permits InviteServerTransaction, NonInviteServerTransaction {
    final Transactions layer;
    final TransactionKey key;
    final Flow flow;
    final Flow back;
    private @Nullable Request request;

    @Nullable
    ServerUser user;

    @Nullable
    Response last;

    private boolean over;

    ServerTransaction(Transactions layer, TransactionKey key, Request request, Flow flow, Flow back) {
        this.layer = layer;
        this.key = key;
        this.request = request;
        this.flow = flow;
        this.back = back;
    }

    abstract void repeated();

    /// Sends a response. After a final response others are ignored.
    public abstract void respond(Response response);

    /// Sends a response of nothing but what every response has. Nothing of it is kept: its repetitions are
    /// made of the repeated requests.
    ///
    /// @param status 100 to 699 for INVITE, else 200 to 699
    /// @param toTag our tag, for a request whose To has none
    public abstract void respond(int status, String reason, String toTag);

    /// True until a final response was sent.
    public abstract boolean pending();

    /// The request. Only while `pending`: with the final response the transaction lets go of it.
    public Request request() {
        if (request == null) throw new IllegalStateException("the request of an answered transaction was asked for");
        return request;
    }

    /// The flow that the request came in on.
    public Flow flow() {
        return flow;
    }

    /// The flow that its responses leave by (`ResponseFlows`).
    public Flow back() {
        return back;
    }

    /// Names who hears of CANCEL and failures.
    public void user(@Nullable ServerUser next) {
        user = next;
    }

    final void answered() {
        request = null;
    }

    final void send(Response response) {
        layer.sender.send(response, back, this);
    }

    final void terminate() {
        if (over) return;
        over = true;
        layer.forget(this);
    }
}
